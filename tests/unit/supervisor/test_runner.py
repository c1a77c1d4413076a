"""The supervisor with real children: start, restart, give up, stop, nothing left behind."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from supervisor.backoff import Backoff
from supervisor.plan import CANNOT_START, Plan, Service, Step
from supervisor.ports import is_free, next_free
from supervisor.runner import Runner

DUMMY = str(Path(__file__).with_name("dummy.py"))
ROOT = Path(__file__).resolve().parents[3]


class Recorder:
    """A display that keeps what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.problems: list[tuple[str, list[str]]] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def busy(self, text: str) -> None:
        self.notes.append(text)

    def problem(self, text: str, lines: list[str]) -> None:
        self.problems.append((text, lines))

    def close(self) -> None:
        pass

    def saw(self, words: str) -> bool:
        return any(words in note for note in self.notes)


def plan(tmp_path: Path, port: int, command: tuple[str, ...], *before: Step) -> Plan:
    url = f"http://127.0.0.1:{port}"
    return Plan(
        services=(Service("app", "应用", command, f"{url}/", before),),
        env=dict(os.environ),
        cwd=tmp_path,
        logs=tmp_path / "log",
        url=url,
        ready_url=url,
        start_limit=20,
        grace=3,
        setup_link=tmp_path / "setup-link.txt",
    )


async def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    """True while the process runs (a zombie that nobody has collected yet does not)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def gone(pids: list[int]) -> bool:
    """True when none of them runs within five seconds: a kill is not over when it is sent."""
    end = time.monotonic() + 5
    while any(alive(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def grandchildren(tmp_path: Path) -> list[int]:
    log = tmp_path / "log" / "app.log"
    lines = log.read_text().splitlines() if log.exists() else []
    return [int(line.split()[1]) for line in lines if line.startswith("grandchild")]


@pytest.fixture
def port() -> int:
    return next_free("127.0.0.1", 21_000 + os.getpid() % 5000)


async def test_a_killed_child_comes_back_and_leaves_no_orphan(tmp_path: Path, port: int) -> None:
    display = Recorder()
    runner = Runner(plan(tmp_path, port, (sys.executable, DUMMY, str(port), "grandchild")), display)
    run = asyncio.create_task(runner.run())
    await until(lambda: display.saw("已启动"))
    first = runner._children["app"].pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: "app" in runner._children and runner._children["app"].pid != first)
    await until(lambda: not is_free("127.0.0.1", port) and len(grandchildren(tmp_path)) == 2)
    assert display.saw("意外停止（信号 9）")
    assert gone(grandchildren(tmp_path)[:1])
    second = runner._children["app"].pid
    runner.request_stop()
    assert await run == 0
    assert len(grandchildren(tmp_path)) == 2
    assert gone([second, *grandchildren(tmp_path)])
    assert is_free("127.0.0.1", port)


async def test_the_link_for_the_first_administrator_is_shown(tmp_path: Path, port: int) -> None:
    (tmp_path / "setup-link.txt").write_text("http://127.0.0.1/console/link/once\n")
    display = Recorder()
    runner = Runner(plan(tmp_path, port, (sys.executable, DUMMY, str(port))), display)
    run = asyncio.create_task(runner.run())
    await until(lambda: display.saw("http://127.0.0.1/console/link/once"))
    runner.request_stop()
    assert await run == 0


async def test_what_cannot_start_is_not_tried_again(tmp_path: Path, port: int) -> None:
    script = f"import sys; print('无法启动：数据有误'); sys.exit({CANNOT_START})"
    display = Recorder()
    code = await Runner(plan(tmp_path, port, (sys.executable, "-c", script)), display).run()
    assert code == 1
    assert display.problems[0][1] == ["无法启动：数据有误"]
    assert not display.saw("重新启动")


async def test_it_gives_up_on_a_child_that_keeps_dying(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.runner.Backoff", partial(Backoff, first=0.01))
    display = Recorder()
    command = (sys.executable, "-c", "print('last words'); raise SystemExit(3)")
    code = await Runner(plan(tmp_path, port, command), display).run()
    assert code == 1
    text, lines = display.problems[0]
    assert "不再重试" in text
    assert set(lines) == {"last words"}
    assert sum("意外停止（退出码 3）" in note for note in display.notes) == 5


async def test_a_failed_step_stops_everything(tmp_path: Path, port: int) -> None:
    step = Step("train", "训练", (sys.executable, "-c", "print('no data'); raise SystemExit(4)"))
    display = Recorder()
    command = (sys.executable, DUMMY, str(port))
    assert await Runner(plan(tmp_path, port, command, step), display).run() == 1
    assert "退出码 4" in display.problems[0][0]
    assert display.problems[0][1] == ["no data"]


async def test_a_missing_program_is_a_clear_failure(tmp_path: Path, port: int) -> None:
    step = Step("train", "训练", (str(tmp_path / "no-python"), "train.py"))
    display = Recorder()
    command = (sys.executable, DUMMY, str(port))
    assert await Runner(plan(tmp_path, port, command, step), display).run() == 1
    assert "no-python" in display.problems[0][1][0]


async def test_a_child_that_ignores_the_signal_is_killed(tmp_path: Path, port: int) -> None:
    script = (
        "import signal, sys, runpy; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"sys.argv = ['dummy', '{port}']; runpy.run_path({DUMMY!r}, run_name='__main__')"
    )
    display = Recorder()
    runner = Runner(plan(tmp_path, port, (sys.executable, "-c", script)), display)
    object.__setattr__(runner._plan, "grace", 0.5)
    run = asyncio.create_task(runner.run())
    await until(lambda: display.saw("已启动"))
    child = runner._children["app"].pid
    runner.request_stop()
    assert await run == 0
    assert gone([child])


async def test_a_child_that_hangs_is_restarted(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.runner.WATCH_EVERY", 0.05)
    monkeypatch.setattr("supervisor.runner.HANG_TIMEOUT", 0.2)
    made = plan(tmp_path, port, (sys.executable, DUMMY, str(port)))
    object.__setattr__(made.services[0], "hang_after", 0.3)
    object.__setattr__(made, "grace", 0.5)
    display = Recorder()
    runner = Runner(made, display)
    run = asyncio.create_task(runner.run())
    await until(lambda: display.saw("已就绪"))
    first = runner._children["app"].pid
    os.kill(first, signal.SIGSTOP)
    await until(lambda: "app" in runner._children and runner._children["app"].pid != first)
    assert display.saw("没有应答")
    runner.request_stop()
    assert await run == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_whole_tree(tmp_path: Path, port: int, number: signal.Signals) -> None:
    supervisor = _subprocess(tmp_path, port)
    end = time.monotonic() + 20
    while "已启动" not in (supervisor.stdout.readline() if supervisor.stdout else ""):
        assert time.monotonic() < end
    supervisor.send_signal(number)
    assert supervisor.wait(10) == 0
    assert len(grandchildren(tmp_path)) == 1
    assert gone(grandchildren(tmp_path))
    assert is_free("127.0.0.1", port)


def _subprocess(tmp_path: Path, port: int) -> subprocess.Popen[str]:
    script = f"""
import asyncio, os, sys
from pathlib import Path
from supervisor.display import PlainDisplay
from supervisor.runner import Runner
from tests.unit.supervisor.test_runner import plan
command = (sys.executable, {DUMMY!r}, "{port}", "grandchild")
made = plan(Path({str(tmp_path)!r}), {port}, command)
sys.exit(asyncio.run(Runner(made, PlainDisplay()).run()))
"""
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_taken_port_ends_the_program_at_once(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = str(holder.getsockname()[1])
        env = {**os.environ, "ASSISTANT_PORT": taken, "ASSISTANT_VAR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", "supervisor", "run"],
            cwd=ROOT, env=env, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"端口 {taken} 已被占用" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_the_supervisor_imports_nothing_of_the_application() -> None:
    script = (
        "import sys, supervisor.__main__;"
        "names = {'api', 'actions', 'forms', 'eligibility', 'policy', 'storage'};"
        "print(sorted(names & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
