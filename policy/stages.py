"""Where we are in the timeline, and which stage a question means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from policy.facts import Stage
from policy.notice import Notice
from policy.numerals import MONTH, to_number
from policy.text import normalise

State = Literal["past", "current", "future"]

_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]{1,2})个?(?:阶段|步|环节|阶|期)")
_YEAR_MONTH = re.compile(
    rf"(?:(?P<year>20\d\d|[二两]零[一二两三四]\S)\s*[年./-]|(?P<word>今年|明年|去年|后年))?\s*的?{MONTH}"
)
_YEAR_SHIFT = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}


@dataclass(frozen=True)
class StageView:
    """A stage as seen on a day."""

    fact: Stage
    state: State

    @property
    def name(self) -> str:
        """Its name in the notice."""
        return self.fact.name

    @property
    def order(self) -> int:
        return self.fact.order

    @property
    def start(self) -> date:
        return self.fact.start

    @property
    def end(self) -> date:
        return self.fact.end

    @property
    def tasks(self) -> list[str]:
        return self.fact.tasks

    def as_dict(self, clause_path: str) -> dict[str, Any]:
        """JSON-able: dates as ISO text, `clause` as the display path."""
        return {
            "id": self.fact.id,
            "name": self.name,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "state": self.state,
            "clause": clause_path,
            "quote": self.fact.quote,
        }


def state_on(stage: Stage, today: date) -> State:
    """Past, current (first and last day included) or future."""
    if today < stage.start:
        return "future"
    return "current" if today <= stage.end else "past"


def views(stages: Sequence[Stage], today: date) -> list[StageView]:
    """The stages in order, as seen on a day."""
    return [StageView(stage, state_on(stage, today)) for stage in stages]


def as_dicts(notice: Notice, today: date) -> list[dict[str, Any]]:
    """The stages of a notice, JSON-able."""
    return [
        view.as_dict(notice.clauses[view.fact.clause].path)
        for view in views(notice.stages(), today)
    ]


@dataclass(frozen=True)
class Picked:
    """The stages a question means. `asked`: the months it named that lie in no stage."""

    stages: list[StageView]
    outside: list[str]


def pick(question: str, seen: Sequence[StageView], today: date) -> Picked:
    """The stages meant by ordinal, relative word, name or month; empty when none is meant."""
    text = normalise(question)
    for chosen in (_by_ordinal(text, seen), _by_relation(text, seen), _by_name(text, seen)):
        if chosen:
            return Picked(chosen, [])
    return _by_month(text, seen, today)


def _by_ordinal(text: str, seen: Sequence[StageView]) -> list[StageView]:
    if re.search(r"最后(?:一?个?)?(?:阶段|步|一步|环节)", text):
        return list(seen[-1:])
    orders = {to_number(found) for found in _ORDINAL.findall(text)}
    return [stage for stage in seen if stage.order in orders]


def _by_relation(text: str, seen: Sequence[StageView]) -> list[StageView]:
    current = next((stage for stage in seen if stage.state == "current"), None)
    upcoming = next((stage for stage in seen if stage.state == "future"), None)
    if re.search(r"下一?个?(?:阶段|步|环节)|接下来", text):
        return [upcoming] if upcoming else []
    if re.search(r"(?:这个?|当前|现在|目前|本)(?:的)?阶段", text):
        return [current] if current else []
    if re.search(r"上一?个?(?:阶段|步|环节)", text):
        past = [stage for stage in seen if stage.state == "past"]
        return past[-1:]
    return []


def _by_name(text: str, seen: Sequence[StageView]) -> list[StageView]:
    exact = [stage for stage in seen if stage.name in text]
    if exact:
        return exact
    return [stage for stage in seen if _is_called(stage.fact, text)]


def _is_called(stage: Stage, text: str) -> bool:
    """Whether a text calls a stage by an everyday name or asks for it in other words."""
    by_alias = any(normalise(alias) in text for alias in stage.aliases)
    return by_alias or (stage.like is not None and re.search(stage.like, text) is not None)


def _by_month(text: str, seen: Sequence[StageView], today: date) -> Picked:
    chosen: list[StageView] = []
    outside: list[str] = []
    for asked in _months(text, seen, today):
        found = [stage for stage in seen if stage.start <= asked <= stage.end]
        chosen += [stage for stage in found if stage not in chosen]
        if not found:
            outside.append(f"{asked.year}年{asked.month}月")
    return Picked(sorted(chosen, key=lambda stage: stage.order), outside if not chosen else [])


def _months(text: str, seen: Sequence[StageView], today: date) -> list[date]:
    """The first days of the months named; a month without a year is taken in every year."""
    months: list[date] = []
    if "下个月" in text or "下月" in text:
        months.append(date(today.year + today.month // 12, today.month % 12 + 1, 1))
    if "这个月" in text or "本月" in text:
        months.append(today.replace(day=1))
    for found in _YEAR_MONTH.finditer(text):
        month = to_number(found["month"])
        if month is None or not 1 <= month <= 12 or month != int(month):
            continue
        year = to_number(found["year"]) if found["year"] else None
        if found["word"]:
            years = [today.year + _YEAR_SHIFT[found["word"]]]
        elif year is not None:
            years = [int(year)]
        else:
            years = sorted({day.year for stage in seen for day in (stage.start, stage.end)})
            known = [date(y, int(month), 1) for y in years]
            inside = [d for d in known if any(s.start <= d <= s.end for s in seen)]
            months += inside or known[:1]
            continue
        months += [date(y, int(month), 1) for y in years]
    return months
