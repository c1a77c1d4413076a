"""Back-off, ports, plan, logs: the supervisor's parts by themselves."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from supervisor.backoff import Backoff
from supervisor.logs import ChildLog, masked
from supervisor.plan import PlanError, build
from supervisor.ports import claim, is_free, is_spoken_for, next_free
from supervisor.private import for_this_user_alone


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_delays_double_up_to_the_longest() -> None:
    backoff = Backoff(first=0.5, longest=3, failures=6)
    delays = [backoff.next_delay(lived=1, was_well=False) for _ in range(6)]
    assert delays == [0.5, 1, 2, 3, 3, None]


def test_a_child_that_was_well_is_never_given_up() -> None:
    backoff = Backoff(longest=3, failures=2)
    assert [backoff.next_delay(lived=5, was_well=True) for _ in range(20)][-1] == 3
    assert backoff.next_delay(lived=1, was_well=False) == 3
    assert backoff.next_delay(lived=5, was_well=True) == 3
    assert backoff.next_delay(lived=1, was_well=False) == 3
    assert backoff.next_delay(lived=1, was_well=False) is None


def test_a_long_life_is_forgiven() -> None:
    backoff = Backoff(first=0.5, forgiven_after=60)
    assert [backoff.next_delay(lived=1, was_well=True) for _ in range(2)] == [0.5, 1]
    assert backoff.next_delay(lived=61, was_well=True) == 0.5


def test_ports(taken: int) -> None:
    assert not is_free("127.0.0.1", taken)
    other = next_free("127.0.0.1", taken)
    assert other != taken
    assert is_free("127.0.0.1", other)


def test_a_taken_port_is_a_clear_message(taken: int, tmp_path: Path) -> None:
    with pytest.raises(PlanError) as refused:
        build({"ASSISTANT_PORT": str(taken), "ASSISTANT_VAR": str(tmp_path)}, tmp_path)
    assert str(taken) in str(refused.value)
    assert "已被占用" in str(refused.value)
    assert "ASSISTANT_PORT=" in str(refused.value)


@pytest.mark.skipif(sys.platform != "linux", reason="names in the kernel are Linux's")
def test_a_port_is_spoken_for_while_its_product_still_starts(tmp_path: Path) -> None:
    """Two products started half a minute apart: the first does not listen yet."""
    port = next_free("127.0.0.1", 23_000)
    environ = {"ASSISTANT_PORT": str(port), "ASSISTANT_VAR": str(tmp_path)}
    plan = build(environ, tmp_path)
    with contextlib.ExitStack() as first:
        assert claim(first, plan.addresses)
        assert is_free("127.0.0.1", port)
        assert is_spoken_for("127.0.0.1", port)
        with contextlib.ExitStack() as second:
            assert not claim(second, plan.addresses)
        with pytest.raises(PlanError, match=rf"端口 {port} 已被占用.*正在启动.*ASSISTANT_PORT="):
            build(environ, tmp_path)
        beside = build({**environ, "ASSISTANT_PORT": str(port - 1)}, tmp_path)
        assert not set(beside.addresses) & set(plan.addresses), "its engine has a port of its own"
    assert not is_spoken_for("127.0.0.1", port)


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none(value: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="ASSISTANT_PORT"):
        build({"ASSISTANT_PORT": value}, tmp_path)


def test_a_taken_engine_port_is_evaded_unless_it_was_asked_for(
    taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.plan.ENGINE_PORT", taken)
    port = str(next_free("127.0.0.1", 20_000))
    plan = build({"ASSISTANT_PORT": port}, tmp_path)
    assert plan.env["ASSISTANT_ENGINE_PORT"] not in (str(taken), port)
    assert plan.env["ASSISTANT_ENGINE_URL"].endswith(plan.env["ASSISTANT_ENGINE_PORT"])
    with pytest.raises(PlanError, match="ASSISTANT_ENGINE_PORT"):
        build({"ASSISTANT_PORT": port, "ASSISTANT_ENGINE_PORT": str(taken)}, tmp_path)


def test_products_that_start_side_by_side_have_engines_of_their_own(tmp_path: Path) -> None:
    """Before either engine listens: one that comes late must not find the other's in its place."""
    ports = [next_free("127.0.0.1", near) for near in (21_000, 22_000)]
    plans = [build({"ASSISTANT_PORT": str(port)}, tmp_path) for port in ports]
    engines = [plan.env["ASSISTANT_ENGINE_PORT"] for plan in plans]
    assert engines[0] != engines[1]


def test_what_is_written_is_for_this_user_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        old = tmp_path / "tracker.db"
        old.touch()
        assert old.stat().st_mode & 0o077
        for_this_user_alone(tmp_path)
        new = tmp_path / "tracker.db-wal"
        new.touch()
        assert [path.stat().st_mode & 0o777 for path in (old, new)] == [0o600, 0o600]
    finally:
        os.umask(before)


def test_both_children_get_one_secret_that_changes_with_every_start(tmp_path: Path) -> None:
    port = str(next_free("127.0.0.1", 20_000))
    plans = [build({"ASSISTANT_PORT": port}, tmp_path) for _ in range(2)]
    secrets = [plan.env["ASSISTANT_ACTION_SECRET"] for plan in plans]
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 32 for secret in secrets)


def test_logs_are_masked_and_rotated(tmp_path: Path) -> None:
    log = ChildLog(tmp_path / "log" / "app.log", max_bytes=200, keep=2)
    for number in range(50):
        log.write(f"line {number} 13805910001\n".encode() + b"\xff")
    log.close()
    files = sorted(p.name for p in (tmp_path / "log").iterdir())
    assert files == ["app.log", "app.log.1", "app.log.2"]
    assert "13805910001" not in (tmp_path / "log" / "app.log").read_text()
    assert "line 49" in log.tail()[-1]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("电话13805910001。", "电话138****0001。"),
        ("POST /webhook?token=abc_D-1 500", "POST /webhook?token=*** 500"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("2025-11-14 10:00", "2025-11-14 10:00"),
    ],
)
def test_masking(line: str, shown: str) -> None:
    assert masked(line) == shown
