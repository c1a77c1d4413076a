"""The roles, read from `roles.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from accounts.errors import AccountError
from accounts.regions import Region
from accounts.wording import say

Scope = Literal["county", "city", "province"]
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Role:
    """A role: its id and name, what region its accounts are for, what it does."""

    id: str
    label: str
    scope: Scope
    does: str


@cache
def roles() -> Mapping[str, Role]:
    """All roles by id."""
    loaded = yaml.safe_load((Path(__file__).parent / "roles.yml").read_text(encoding="utf-8"))
    return {name: Role(name, **entry) for name, entry in loaded.items()}


def role(name: str) -> Role:
    """The role of an id. Raises AccountError."""
    try:
        return roles()[name]
    except KeyError:
        raise AccountError("role_unknown") from None


def checked_region(wanted: Role, written: str) -> Region:
    """The region of an account of this role. Raises AccountError when it does not fit."""
    region = Region.read(written)
    if not region.exists:
        raise AccountError("region_unknown", region=written[:30])
    if wanted.scope == "province":
        if region.written:
            raise AccountError("region_not_wanted", role=wanted.label)
        return region
    if not region.city or (wanted.scope == "county") != bool(region.county):
        raise AccountError("region_needed", role=wanted.label, what=say(f"scope_{wanted.scope}"))
    return region
