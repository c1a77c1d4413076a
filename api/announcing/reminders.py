"""When a deadline is brought to mind, as written in `reminders.yml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Reminders:
    """Days before a deadline, and the hours of the day (Fujian's) in which people are written to.

    `shown_from`: from when staff see it; `alarms`: when a calendar, and an applicant, are reminded.
    """

    shown_from: int
    alarms: Sequence[int]
    hours: tuple[int, int]

    def alarm(self, days: int) -> int | None:
        """The alarm that has gone off last, `days` before the deadline; None before the first."""
        return min((alarm for alarm in self.alarms if 0 <= days <= alarm), default=None)


@cache
def reminders() -> Reminders:
    """The file, read once."""
    data = yaml.safe_load((Path(__file__).parent / "reminders.yml").read_text(encoding="utf-8"))
    hours = data["hours"]
    return Reminders(data["shown_from"], tuple(data["alarms"]), (hours["from"], hours["to"]))
