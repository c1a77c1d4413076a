"""Dates as people know them: a year, a month or a day, each standing for an interval."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eligibility.showing import show_day

_SHAPE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Precision(StrEnum):
    """What was said of the date, and hence what may still be asked."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True)
class PartialDate:
    """Every day from ``earliest`` to ``latest`` (both included) is possible."""

    earliest: date
    latest: date
    precision: Precision

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2019``, ``2019-06`` or ``2019-06-15``; ValueError for anything else."""
        match = _SHAPE.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
        if day is None:
            first = date(year, month, 1)
            last = date(year, month, monthrange(year, month)[1])
            return cls(first, last, Precision.MONTH)
        exact = date(year, month, day)
        return cls(exact, exact, Precision.DAY)

    def until(self, day: date) -> PartialDate:
        """The same date, knowing that it was not after ``day``."""
        return PartialDate(self.earliest, min(self.latest, day), self.precision)

    def show(self) -> str:
        """2019年, 2019年6月 or 2019年6月15日, by what is known."""
        if self.precision is Precision.YEAR:
            return f"{self.earliest.year}年"
        if self.precision is Precision.MONTH:
            return f"{self.earliest.year}年{self.earliest.month}月"
        return show_day(self.earliest)

    @property
    def finer(self) -> str:
        """What to ask for to narrow the interval."""
        return "月份" if self.precision is Precision.YEAR else "具体日期"


def add_years(day: date, years: int) -> date:
    """The same calendar day ``years`` on; 29 February becomes 28 February in common years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
