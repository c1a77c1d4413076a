"""The notices as served, loaded once in a process: their first answer costs seconds."""

from functools import cache
from pathlib import Path

import policy

ROOT = Path(__file__).resolve().parents[1]


@cache
def base() -> policy.PolicyBase:
    """The knowledge of ``data/notices``; nothing may change it."""
    return policy.load(ROOT / "data" / "notices", ROOT / "var" / "cache")
