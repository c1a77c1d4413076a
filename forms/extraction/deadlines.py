"""Deadlines said without a year: 9月底, 12月15号前, 年底, 下个月底.

The year follows from what is known: the day of the check where the form has one, else the years
its action ran, else today. A month that has gone by may be that of this year or of the next: it is
asked.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms import field_types
from forms.definition import Field, Form
from forms.numerals import parse_number
from forms.phrases import say
from forms.state import Doubt, Option

_CN = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_DAY = r"\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_BY = re.compile(
    rf"(?<![年\d.\-/一二三四五六七八九十])(?:(?P<next>明年)|今年|本年)?(?:的)?"
    rf"(?:(?P<m>{_CN})月(?!数)(?:份)?(?:\s*(?P<d>{_DAY})\s*[日号])?(?P<end>底|末)?"
    r"|(?P<year_end>年底|年末|年内|年前))"
    r"|(?P<month_on>下个?月)(?P<end_on>底|末)?|(?P<this_month>(?:这个|本)月)(?P<end_this>底|末|内)"
)
_DONE = re.compile(r"已|于.{0,12}[完好]|[完好掉]了|完毕")
_LATER = re.compile(
    r"之?前|以前|以内|年内|下个?月|明年|计划|预计|打算|准备|争取|力争|最迟|[得要能再才没]|可以"
)
_END_OF_MONTH = re.compile(rf"(?P<y>(?:19|20)\d\d)年(?P<m>{_CN})月(?:份)?[底末]")
_DECEMBER = 12


@dataclass(frozen=True)
class _Said:
    """A day without its year: where it stands, and what it may be, the likeliest first."""

    start: int
    end: int
    days: tuple[str, ...]


def dated(
    form: Form, text: str, expecting: Sequence[str], today: date, known: Mapping[str, Any]
) -> str:
    """`text` with the year written where only one can be meant."""
    field = _asked(form, expecting)
    if field is None:
        return text
    if field.type == "date":  # 2025年12月底: to the day
        text = _END_OF_MONTH.sub(
            lambda m: field_types.show(field, _iso(field, int(m["y"]), _small(m["m"]), None, True)),
            text,
        )
    for said in reversed(list(_said(form, field, text, today, known))):
        if len(said.days) == 1:
            shown = field_types.show(field, said.days[0])
            text = f"{text[: said.start]}{shown}{text[said.end :]}"
    return text


def ask(
    form: Form, text: str, expecting: Sequence[str], today: date, known: Mapping[str, Any]
) -> Doubt | None:
    """Which of the two nearest years is meant, where both can be."""
    field = _asked(form, expecting)
    said = list(_said(form, field, text, today, known)) if field is not None else []
    if field is None or len(said) != 1 or len(said[0].days) < 2:
        return None
    raw = text[said[0].start : said[0].end]
    options = [
        Option(
            say("option_value", value=field_types.show(field, day)),
            {field.key: day, **field.told(day)},
            [f"{day[:4]}年", day[:4], f"{day[2:4]}年", field_types.show(field, day)],
        )
        for day in said[0].days
    ]
    question = say("doubt_year_of", raw=raw, label=field.short)
    return Doubt(field.key, raw, question, options)


def _asked(form: Form, expecting: Sequence[str]) -> Field | None:
    """The one deadline that was asked, or that is asked where the answer is no."""
    asked = [form.fields[key] for key in expecting if key in form.fields]
    found = [f for f in asked if _is_deadline(f)]
    if not found and len(asked) == 1:
        found = [
            f
            for f in form.fields.values()
            if _is_deadline(f) and f.ask_if is not None and f.ask_if.field == asked[0].key
        ]
    return found[0] if len(found) == 1 else None


def _is_deadline(field: Field) -> bool:
    return field.type in ("date", "partial_date") and not field.not_future


def _said(
    form: Form, field: Field, text: str, today: date, known: Mapping[str, Any]
) -> Iterator[_Said]:
    for match in _BY.finditer(text):
        clause = re.split(r"[，,。；！\n]", text[: match.start()])[-1]
        clause += re.split(r"[，,。；！\n]", text[match.start() :])[0]
        if _DONE.search(clause) and not _LATER.search(clause):
            continue  # 已于7月20日完成整改
        days = tuple(_days(form, field, match, today, known))
        if days:
            yield _Said(match.start(), match.end(), days)


def _days(
    form: Form, field: Field, match: re.Match[str], today: date, known: Mapping[str, Any]
) -> Iterator[str]:
    since, years = _since(form, today, known)
    if match["month_on"] or match["this_month"]:
        if since is not None:
            month = since.month + (1 if match["month_on"] else 0)
            year, month = since.year + (month > _DECEMBER), (month - 1) % _DECEMBER + 1
            yield _iso(field, year, month, None, bool(match["end_on"] or match["end_this"]))
        return
    number = 12 if match["year_end"] else _small(match["m"])
    day = _small(match["d"]) or None
    if not 1 <= number <= _DECEMBER:
        return
    whole = bool(match["end"] or match["year_end"])
    if match["next"]:
        if since is not None:
            yield _iso(field, since.year + 1, number, day, whole)
        return
    if since is None:
        possible = years
    elif (number, day or 31) >= (since.month, since.day):
        possible = [since.year]
    else:
        possible = [since.year, since.year + 1]
    for year in possible:
        if day is None or day <= monthrange(year, number)[1]:
            yield _iso(field, year, number, day, whole)


def _since(form: Form, today: date, known: Mapping[str, Any]) -> tuple[date | None, list[int]]:
    """The day from which a deadline is reckoned; without it the years the action ran."""
    checking = form.checking
    if checking is None or checking.day is None:
        return today, []
    day = known.get(checking.day)
    if isinstance(day, str) and len(day) == len("2021-05-10"):
        return date.fromisoformat(day), []
    numbers = {int(y) for name in checking.years for y in re.findall(r"20\d\d", name)}
    return (None, sorted(numbers)) if numbers else (today, [])


def _iso(field: Field, year: int, month: int, day: int | None, whole: bool) -> str:
    if day is None and field.type == "date" and whole and 1 <= month <= _DECEMBER:
        day = monthrange(year, month)[1]
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")


def _small(text: str | None) -> int:
    parsed = parse_number(text) if text else None
    return int(parsed) if parsed is not None else 0
