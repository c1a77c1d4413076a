"""The notices as served, loaded once in a process: their first answer costs seconds."""

from functools import cache
from pathlib import Path

import policy
from policy.loader import Library, load_library

ROOT = Path(__file__).resolve().parents[1]


@cache
def library() -> Library:
    """What stands in ``data/notices``, as others build on it; nothing may change it."""
    return load_library(ROOT / "data" / "notices")


@cache
def base() -> policy.PolicyBase:
    """The knowledge of ``data/notices``; nothing may change it."""
    return policy.PolicyBase(library(), ROOT / "data", ROOT / "var" / "cache")
