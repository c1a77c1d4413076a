"""The help desk's hours and rules, read from a file and checked before the service starts."""

import re
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from policy.models import Pattern
from policy.yamlfile import FastLoader

DEFAULT = Path(__file__).parent / "settings.yml"
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SATURDAY, _NEAR = 5, 200
_BLANKS = re.compile(r"[\s。，,.!！?？~～、]+")


class DeskError(ValueError):
    """A data file of the help desk is broken; the text says in Chinese where and how."""


class Model(BaseModel):
    """Unknown keys are refused: a typing error in the data must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Model):
    """From a time of day to a later one."""

    start: time
    end: time


class Holiday(Model):
    """Days off, first to last day."""

    name: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Year(Model):
    """One year's days off, and weekend days that are worked; `basis`: where that is written."""

    basis: str = Field(min_length=1)
    holidays: tuple[Holiday, ...] = Field(min_length=1)
    workdays: tuple[date, ...] = ()

    def check(self, year: int) -> None:
        """Raises ValueError, in Chinese, for a day that cannot be meant."""
        for one in self.holidays:
            if one.last < one.first:
                raise ValueError(f"{year}年“{one.name}”的最后一天早于第一天")
            if year not in (one.first.year, one.last.year):
                raise ValueError(f"{year}年“{one.name}”的日期不在{year}年")
        for day in self.workdays:
            if abs((day - date(year, 7, 1)).days) > _NEAR:
                raise ValueError(f"{year}年的调休上班日 {day} 不在{year}年前后")
            if day.weekday() < _SATURDAY:
                raise ValueError(f"{year}年的调休上班日 {day} 本来就是工作日，请核对")


class Match(Model):
    """When one of staff's answers is given."""

    least: float = Field(gt=0, le=1)
    words_apart: tuple[str, ...]
    words_ignored: tuple[str, ...] = ()


class Cluster(Model):
    """How questions are put together."""

    together: float = Field(gt=0, le=1)
    days: int = Field(ge=1)
    most: int = Field(ge=1, le=20_000)


def _span(value: Any) -> Any:
    """`08:30-12:00` as a span."""
    if not isinstance(value, str):
        return value
    start, _, end = value.partition("-")
    span = {"start": start.strip(), "end": end.strip()}
    if span["end"] <= span["start"]:
        raise ValueError("时间应写成 08:30-12:00，先早后晚")
    return span


class DeskSettings(Model):
    """The whole file; see the comments in `settings.yml`."""

    hours: dict[str, tuple[Annotated[Span, BeforeValidator(_span)], ...]]
    years: dict[int, Year] = {}
    """The years whose holidays are entered; none: nobody is warned."""
    idle_hours: float = Field(gt=0)
    asks: tuple[Pattern, ...] = Field(min_length=1)
    ends: tuple[Pattern, ...] = Field(min_length=1)
    match: Match
    cluster: Cluster

    @field_validator("years")
    @classmethod
    def _possible(cls, years: dict[int, Year]) -> dict[int, Year]:
        for number, year in years.items():
            year.check(number)
        return years

    @cached_property
    def holidays(self) -> tuple[Holiday, ...]:
        """The days off of all years."""
        return tuple(one for year in self.years.values() for one in year.holidays)

    @cached_property
    def workdays(self) -> frozenset[date]:
        """The weekend days of all years that are worked."""
        return frozenset(day for year in self.years.values() for day in year.workdays)

    def asks_for_person(self, text: str) -> bool:
        """Whether a message wants a person and says nothing else."""
        return self._asks.fullmatch(_BLANKS.sub("", text)) is not None

    def ends_talk(self, text: str) -> bool:
        """Whether a message wants the assistant back."""
        return self._ends.fullmatch(_BLANKS.sub("", text)) is not None

    @cached_property
    def _asks(self) -> re.Pattern[str]:
        return re.compile("|".join(self.asks))

    @cached_property
    def _ends(self) -> re.Pattern[str]:
        return re.compile("|".join(self.ends))


def load_settings(path: Path = DEFAULT) -> DeskSettings:
    """Read and check a settings file. Raises DeskError."""
    try:
        settings = DeskSettings.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
        )
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise DeskError(f"{path}：文件读不出来（{type(error).__name__}），请检查写法。") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DeskError(f"{path}：“{place}”不符合要求：{first['msg']}") from error
    strange = set(settings.hours) - set(DAYS)
    if strange:
        raise DeskError(f"{path}：“hours”里的“{min(strange)}”应为 {DAYS[0]} 到 {DAYS[-1]}。")
    return settings
