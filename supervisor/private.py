"""What the product writes is for the user it runs as alone: conversations and forms are in it."""

import os
from pathlib import Path

_OTHERS = 0o077


def for_this_user_alone(var: Path) -> None:
    """From now on for every file, of this process and of those it starts; and for the databases
    that an earlier version left open to others."""
    os.umask(_OTHERS)
    for database in var.glob("*.db*"):
        database.chmod(database.stat().st_mode & ~_OTHERS)
