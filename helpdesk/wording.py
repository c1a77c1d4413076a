"""The help desk's Chinese, kept as data in `wording.yml`."""

from datetime import datetime
from pathlib import Path

from helpdesk.settings import DAYS, DeskSettings
from policy.clock import SHANGHAI
from wording import Wording

_OWN = Wording(Path(__file__).parent / "wording.yml")
say = _OWN.say
words = _OWN.entry


def when(at: datetime, now: datetime) -> str:
    """A coming moment as it is said: 今天14:30, 12月1日（周一）08:30."""
    local = at.astimezone(SHANGHAI)
    time = f"{local:%H:%M}"
    if local.date() == now.date():
        return say("when_today", time=time)
    weekday = DAYS[local.weekday()]
    return say("when", month=local.month, day=local.day, weekday=weekday, time=time)


def holidays_from(settings: DeskSettings) -> str:
    """Where the holidays are taken from; nothing where none are entered."""
    basis = "；".join(settings.years[year].basis for year in sorted(settings.years))
    return say("holidays_from", basis=basis) if basis else ""


def full_stamp(at: datetime | None) -> str:
    """A past moment in a file that is kept: 2026-11-29 18:05; nothing for none."""
    return "" if at is None else f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def stamp(at: datetime | None) -> str:
    """A past moment in a list: 11-29 18:05; nothing for none."""
    return "" if at is None else f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"
