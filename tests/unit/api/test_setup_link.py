"""The way back in when no administrator can sign in any more."""

import os
import subprocess
import sys
from pathlib import Path

import storage
from accounts import AccountStore

ROOT = Path(__file__).parents[3]


def test_the_command_prints_a_link_that_makes_another_administrator(tmp_path: Path) -> None:
    env = {**os.environ, "ASSISTANT_VAR": str(tmp_path), "ASSISTANT_PUBLIC_URL": "https://a.cn/"}
    env.pop("ASSISTANT_DATABASE_URL", None)
    made = subprocess.run(
        [sys.executable, "-m", "api", "setup-link"],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    address, _, token = made.stdout.strip().rpartition("/")
    assert address == "https://a.cn/console/link"
    engine = storage.engine(f"sqlite:///{tmp_path}/assistant.db")
    accounts = AccountStore(storage.session_factory(engine))
    assert accounts.set_up(token, "chen", "陈", "松树 石头 三十七只").administers
