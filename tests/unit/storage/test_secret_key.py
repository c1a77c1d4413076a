"""The signing key is made once, whole, and for the service's user alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import storage


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: storage.secret_key(path), range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 43
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert storage.secret_key(tmp_path / "a") != storage.secret_key(tmp_path / "b")


def test_a_truncated_key_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_text("short")
    with pytest.raises(storage.SecretKeyError, match="请删除该文件后重新启动"):
        storage.secret_key(path)
