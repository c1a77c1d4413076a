"""What may be told about an institution, and the check that it can be true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from eligibility.errors import FactError
from eligibility.partial_dates import PartialDate
from eligibility.showing import show_day
from eligibility.verdicts import Kind

FactValue = bool | int | float | Decimal | str | date | None
"""None (or absence) means not known. Percentages are numbers such as 65.0."""


class FactType(StrEnum):
    """The closed list of fact types."""

    YES_NO = "yes_no"
    COUNT = "count"
    PERCENT = "percent"
    PARTIAL_DATE = "partial_date"
    TEXT = "text"


class FactSpec(BaseModel):
    """One fact: how it is called, how it is asked for, and what values can be true."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1)
    question: str = Field(min_length=1)
    type: FactType
    unit: str = ""
    example: str = Field(min_length=1)
    largest: int | None = None
    """Largest believable count."""
    earliest: date | None = None
    """Earliest believable date."""
    role: Kind = "priority"
    """Most demanding kind of criterion that uses the fact; set by the loader, not in the file."""


class Facts:
    """Validated facts of one institution, as of one day. Missing ones read as None."""

    def __init__(self, specs: Mapping[str, FactSpec], values: Mapping[str, object]) -> None:
        self._specs = specs
        self._values = values

    @classmethod
    def parse(
        cls, specs: Mapping[str, FactSpec], given: Mapping[str, FactValue], as_of: date
    ) -> Facts:
        """Check every value against its spec; FactError lists all that cannot be right."""
        values: dict[str, object] = {}
        problems: dict[str, str] = {}
        for key, raw in given.items():
            spec = specs.get(key)
            if spec is None:
                problems[str(key)] = f"没有名为“{str(key)[:60]}”的信息项，请核对名称。"
            elif raw is not None:
                try:
                    values[key] = _READERS[spec.type](spec, raw, as_of)
                except ValueError as exc:
                    problems[key] = f"“{spec.label}”{exc}"
        if problems:
            raise FactError(problems)
        return cls(specs, {key: value for key, value in values.items() if value is not None})

    def label(self, key: str) -> str:
        """The fact's Chinese name."""
        return self._specs[key].label

    def known(self, key: str) -> bool:
        """Whether anything was told about this fact."""
        return key in self._values

    def flag(self, key: str) -> bool | None:
        """A yes/no fact."""
        value = self._values.get(key)
        return value if isinstance(value, bool) else None

    def number(self, key: str) -> Fraction | None:
        """A count (units) or a percentage (65 for 65 %), exactly."""
        value = self._values.get(key)
        return value if isinstance(value, Fraction) else None

    def when(self, key: str) -> PartialDate | None:
        """A date known to the year, month or day, never after the as-of day."""
        value = self._values.get(key)
        return value if isinstance(value, PartialDate) else None

    def text(self, key: str) -> str | None:
        """A non-blank text."""
        value = self._values.get(key)
        return value if isinstance(value, str) else None


def _yes_no(spec: FactSpec, raw: FactValue, as_of: date) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("只能回答“是”或“否”。")
    return raw


def _exact(raw: FactValue) -> Fraction:
    """A number as written: 65.1 is 651/10, not the nearest binary float."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise ValueError("应当是数字。")
    exact = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not exact.is_finite():
        raise ValueError("应当是数字。")
    return Fraction(exact)


def _count(spec: FactSpec, raw: FactValue, as_of: date) -> Fraction:
    value = _exact(raw)
    if value < 0 or value.denominator != 1:
        raise ValueError(f"应当是不小于0的整数，例如{spec.example}。")
    if spec.largest is not None and value > spec.largest:
        raise ValueError(f"不应超过{spec.largest}{spec.unit}，请核对。")
    return value


def _percent(spec: FactSpec, raw: FactValue, as_of: date) -> Fraction:
    value = _exact(raw)
    if not 0 <= value <= 100:
        raise ValueError(f"应当在0%到100%之间，例如{spec.example}。")
    return value


def _partial_date(spec: FactSpec, raw: FactValue, as_of: date) -> PartialDate:
    text = raw.isoformat() if type(raw) is date else raw
    try:
        if not isinstance(text, str):
            raise ValueError(text)
        value = PartialDate.parse(text)
    except ValueError:
        raise ValueError(f"应当是年、年月或年月日，例如{spec.example}。") from None
    if spec.earliest is not None and value.latest < spec.earliest:
        raise ValueError(f"早于{show_day(spec.earliest)}，请核对。")
    if value.earliest > as_of:
        raise ValueError(f"是{value.show()}，晚于{show_day(as_of)}，请核对。")
    return value.until(as_of)


def _text(spec: FactSpec, raw: FactValue, as_of: date) -> str | None:
    if not isinstance(raw, str):
        raise ValueError("应当是文字说明。")
    return raw.strip() or None


_READERS: Mapping[FactType, Callable[[FactSpec, Any, date], object]] = {
    FactType.YES_NO: _yes_no,
    FactType.COUNT: _count,
    FactType.PERCENT: _percent,
    FactType.PARTIAL_DATE: _partial_date,
    FactType.TEXT: _text,
}
