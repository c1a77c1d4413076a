"""Files that the service's user alone may read, written all or nothing."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file, or leave what was there; its folder must be there."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    partial.replace(path)
