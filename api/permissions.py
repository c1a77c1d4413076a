"""Who may call which route, read from `permissions.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from accounts import roles

OPEN = ("anyone", "engine", "platform")
"""Callers without an account; the route itself asks for what proves them."""


@dataclass(frozen=True)
class Rule:
    """Who may call one route: `open` to callers without account, or `roles`, and the `token`."""

    open: bool
    roles: frozenset[str]
    token: bool


def rule_of(method: str, path: str) -> Rule | None:
    """The rule of a route, by its template (`/drafts/{resume_code}`). None: nobody may."""
    return matrix().get(f"{method} {path}")


@cache
def matrix() -> Mapping[str, Rule]:
    """All rules by `METHOD /path`. Raises ValueError for a caller that does not exist."""
    text = (Path(__file__).parent / "permissions.yml").read_text(encoding="utf-8")
    loaded: dict[str, str | list[str]] = yaml.safe_load(text)
    return {route: _rule(route, who) for route, who in loaded.items()}


def _rule(route: str, who: str | list[str]) -> Rule:
    if who in OPEN:
        return Rule(True, frozenset(), False)
    if who == "staff":
        return Rule(False, frozenset(roles()), False)
    named = set(who) - {"token"} if isinstance(who, list) else {who}
    if not named <= set(roles()):
        raise ValueError(f"permissions.yml: {route}: {who}")
    return Rule(False, frozenset(named), "token" in who)
