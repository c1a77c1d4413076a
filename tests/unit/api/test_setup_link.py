"""The way back in when no administrator can sign in any more."""

import sys
from pathlib import Path

import pytest

import storage
from accounts import AccountStore
from api.__main__ import main
from tests.passwords import cheap_hashes as cheap_hashes


def test_the_command_prints_a_link_that_makes_another_administrator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_VAR", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_PUBLIC_URL", "https://a.cn/")
    monkeypatch.delenv("ASSISTANT_DATABASE_URL", raising=False)
    monkeypatch.setattr(sys, "argv", ["api", "setup-link"])
    assert main() == 0
    address, _, token = capsys.readouterr().out.strip().rpartition("/")
    assert address == "https://a.cn/console/link"
    engine = storage.engine(f"sqlite:///{tmp_path}/assistant.db")
    accounts = AccountStore(storage.session_factory(engine))
    assert accounts.set_up(token, "chen", "陈", "松树 石头 三十七只").administers
