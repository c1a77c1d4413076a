"""Dates known to the year, the month or the day, as ISO text: "2019", "2019-06", "2019-06-15"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.errors import ValueProblem
from forms.numerals import parse_number
from forms.phrases import say

FIRST_YEAR = 1949
_CN_YEAR = (
    r"[零〇一二三四五六七八九两]{4}|[一二两]千零?[一二三四五六七八九十]{1,3}"
    r"|[零〇一二三四五六七八九]{2}"
    r"|十[一二三四五六七八九](?=年(?:的)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|年年?[底末初])"
)
_CN_SMALL = r"元(?=月)|[一二三四五六七八九十]{1,3}|廿[一二三四五六七八九]?"
_UNMARKED = r"(?=[，,。；！）\n]|\s*$|[拿办发取备批下之前完自查改])"
"""2021年4月16拿的: a day without its mark, where nothing that is counted can follow."""
_DATE = re.compile(
    rf"(?P<y>(?<!\d)\d{{4}}|(?<!\d)\d{{2}}(?=\s*年)|{_CN_YEAR})\s*年度?(?:\s*的)?"
    rf"(?:\s*(?P<m>\d{{1,2}}|{_CN_SMALL})\s*月(?:份)?"
    rf"(?:\s*(?P<d>\d{{1,2}}|{_CN_SMALL})\s*[日号]|(?P<ud>[12]?\d|3[01]){_UNMARKED})?)?"
    r"|(?P<rel>大前年|前年|去年|上年|今年|本年)(?:度)?(?:的)?"
    rf"(?:\s*(?P<rm>\d{{1,2}}|{_CN_SMALL})\s*月(?:份)?(?:\s*(?P<rd>\d{{1,2}}|{_CN_SMALL})\s*[日号])?)?"
    r"|(?:(?<![\d.\-])|(?<=\d\d-)(?=\d{4}\.))(?P<sy>(?:19|20)\d{2})\s*[.\-/年]\s*(?P<sm>\d{1,2})(?:\s*[.\-/月]\s*(?P<sd>\d{1,2})|(?![.\-/]\d{1,2}(?!\d)))(?!\d|-(?!\d{4}))(?:[日号月])?"
    r"|(?<![\d.\-/])(?P<ty>[012]\d)\.(?P<tm>\d{1,2})\.(?P<td>\d{1,2})(?![\d.\-/])"
    r"|(?<!\d)(?P<p>(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)(?!\d)"
    r"|(?<![\d.\-/])(?P<bare>(?:19[4-9]|20[0-4])\d)(?![\d.%\-/])(?!\s*[张人个位名元万㎡平家])"
)
_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0}


@dataclass(frozen=True)
class FoundDate:
    """A date in a text; `bare` is a four-digit number that may also be something else."""

    start: int
    end: int
    value: str
    bare: bool
    relative: bool
    problem: str | None = None


def scan_dates(text: str, today: date) -> Iterator[FoundDate]:
    """Every date in `text` (folded). An impossible one carries its problem."""
    for match in _DATE.finditer(text):
        groups = match.groupdict()
        year, month, day = _parts(groups, today)
        if year is None:
            continue
        problem = _impossible(year, month, day)
        yield FoundDate(
            match.start(),
            match.end(),
            _iso(year, month, day),
            groups["bare"] is not None,
            groups["rel"] is not None,
            problem,
        )


def parse_partial_date(text: str, today: date) -> str:
    """ISO partial date of a text that is a date. Raises ValueProblem with the reason."""
    found = list(scan_dates(text.strip(), today))
    if not found:
        if re.search(r"\d{1,2}\s*月|[一二三四五六七八九十]\s*月", text):
            raise ValueProblem(say("refuse_year_missing"))
        raise ValueProblem(say("refuse_date"))
    if found[0].problem is not None:
        raise ValueProblem(found[0].problem)
    return found[0].value


def show_partial_date(value: str) -> str:
    """2019-06-15 → 2019年6月15日, by the precision that is known."""
    parts = [int(part) for part in value.split("-")]
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def earliest(value: str) -> date:
    """The first day a partial date can mean."""
    parts = [int(part) for part in value.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _parts(groups: dict[str, str | None], today: date) -> tuple[int | None, int | None, int | None]:
    if (packed := groups["p"]) is not None:
        day = int(packed[6:8]) if len(packed) == 8 else None
        return int(packed[:4]), int(packed[4:6]), day
    if (relative := groups["rel"]) is not None:
        return today.year + _RELATIVE[relative], _small(groups["rm"]), _small(groups["rd"])
    if groups["ty"] is not None:
        return _year(groups["ty"], today), _small(groups["tm"]), _small(groups["td"])
    if groups["sy"] is not None:
        return int(groups["sy"]), _small(groups["sm"]), _small(groups["sd"])
    if groups["bare"] is not None:
        return int(groups["bare"]), None, None
    day = _small(groups["d"] or groups["ud"])
    return _year(groups["y"] or "", today), _small(groups["m"]), day


def _year(text: str, today: date) -> int | None:
    if text.isascii():
        number = int(text)
    elif "千" in text or "十" in text:
        parsed = parse_number(text)
        if parsed is None:
            return None
        number = int(parsed)
    else:
        digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
        number = int("".join(str(digits[c]) for c in text))
    if number < 100:
        number += 2000 if 2000 + number <= today.year + 5 else 1900
    return number


def _small(text: str | None) -> int | None:
    if text is None:
        return None
    parsed = parse_number("1" if text == "元" else text)
    return None if parsed is None else int(parsed)


def _impossible(year: int, month: int | None, day: int | None) -> str | None:
    if not FIRST_YEAR <= year <= 2100:
        return say("refuse_year", year=year)
    if month is not None and not 1 <= month <= 12:
        return say("refuse_month", month=month)
    if month is not None and day is not None and not 1 <= day <= monthrange(year, month)[1]:
        return say("refuse_day", year=year, month=month, day=day)
    return None


def _iso(year: int, month: int | None, day: int | None) -> str:
    text = f"{year:04d}"
    if month is not None:
        text += f"-{month:02d}"
        if day is not None:
            text += f"-{day:02d}"
    return text
