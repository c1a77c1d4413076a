"""The key that signs download links: made once, readable by the service's user alone."""

import os
import secrets
import tempfile
from pathlib import Path

from storage.errors import SecretKeyError

MIN_BYTES = 32


def secret_key(path: Path) -> str:
    """The key in ``path``, made there on first use (mode 0600).

    Safe when several processes start together: the file appears complete or not at all, and the
    first one wins. Raises ``SecretKeyError`` for a file that is too short to be a key.
    """
    if not path.exists():
        _create(path)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < MIN_BYTES:
        raise SecretKeyError(
            f"密钥文件 {path} 内容不完整，不能用来签发下载链接。"
            "请删除该文件后重新启动，系统会生成新的密钥（已发出的下载链接随之失效）。"
        )
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mkstemp: mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        os.unlink(name)
