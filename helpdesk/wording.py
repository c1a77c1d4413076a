"""The help desk's Chinese, kept as data in `wording.yml`."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.settings import DAYS
from policy.clock import SHANGHAI


@cache
def _loaded() -> dict[str, Any]:
    text = (Path(__file__).parent / "wording.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def say(key: str, **values: object) -> str:
    """The sentence `key` (`a.b` for a nested one) with its values filled in."""
    entry: Any = _loaded()
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**values)


def words(key: str) -> Any:
    """The list or table `key`."""
    entry: Any = _loaded()
    for part in key.split("."):
        entry = entry[part]
    return entry


def when(at: datetime, now: datetime) -> str:
    """A coming moment as it is said: 今天14:30, 12月1日（周一）08:30."""
    local = at.astimezone(SHANGHAI)
    time = f"{local:%H:%M}"
    if local.date() == now.date():
        return say("when_today", time=time)
    weekday = DAYS[local.weekday()]
    return say("when", month=local.month, day=local.day, weekday=weekday, time=time)


def stamp(at: datetime | None) -> str:
    """A past moment in a list: 11-29 18:05; nothing for none."""
    return "" if at is None else f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"
