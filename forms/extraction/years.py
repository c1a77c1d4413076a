"""Values that belong to a year: 去年82%，前年79.5%."""

import re

from forms import phrases
from forms.definition import Field, SharedName
from forms.extraction.bare import standing_alone
from forms.extraction.fitting import fits
from forms.extraction.pairing import CONNECTOR
from forms.extraction.reader import Reader
from forms.extraction.runs import run_after, run_before
from forms.extraction.tokens import Token
from forms.field_types.base import refusal
from forms.state import Doubt, Option, Rejection

_BY_THE_WAY = re.compile(
    r"[^\d，,。；]{0,8}[，,]\s*(?:只|才|就|也|平均|全年)*(?:有|是)?\s*"
    r"|(?:[^\d，,。；没不未超近约差高低多少增减涨降升比]|[涨降升](?=[到至])){0,10}(?:有|是|到|至|了|为)\s*"
)


def take_years(reader: Reader) -> None:
    """去年82%，前年79.5% / 2024年入住率82%: the year says which field."""
    for shared in reader.form.shared_names:
        fields = [reader.form.fields[key] for key in shared.fields]
        if any(field.year is None for field in fields):
            continue
        by_year = {reader.today.year + (field.year or 0): field for field in fields}
        named = any(
            label.shared is shared or set(label.keys) & set(shared.fields)
            for label in reader.labels
        )
        if not named and not any(field in reader.expecting for field in fields):
            continue
        _under_headings(reader, by_year, shared)
        _drop_present(reader, by_year, shared)
        _drop_parts(reader)
        _respectively(reader, by_year)
        _in_brackets(reader, by_year)
        _take_years(reader, by_year, fields)
        _take_both(reader, shared.fields, fields)


_A_LITTLE = re.compile(r"(?:稍|略)?(?:微)?[高低好差多少]了?(?:一点点?|一些|些|点)(?:是|有)?[，,]?")
"""23年高一点83: how it compares, and then what it was."""


_SHORTLY = re.compile(r"[^\d，,。；\n%没未不]{0,8}")
"""前年刚搬迁低了点六十八: how it compares, and why."""
_REMARK = re.compile(r"[^\d，,。；\n%：]{1,14}[，,]\s*(?:只有|也就|大概|是|有|到|为|才|就|只)*\s*")


def _alone_behind(reader: Reader, gap: str, value: Token) -> bool:
    """23年不太好，62.5: a remark on the year, and its share in a clause of its own."""
    return _REMARK.fullmatch(gap) is not None and value in standing_alone(reader)


_HEADING = re.compile(
    r"(?:^|[。；\n])\s*(?:[（【]\s*)?(?P<year>20\d\d)年?(?:度|全年)?[^，,。；\n：\d]{0,10}?"
    r"(?:报告|总结|年报|摘要|小结|情况|统计|数据|报表|工作)[^，,。；\n：\d]{0,10}(?:[：\n]|$)"
)
_YEARS_OWN = re.compile(r"(?:全年|年度|年平均|年均|平均|总体|整体|床位|\s)*$")
_MOVED = re.compile(r"[高低升降增减涨跌]")


def _under_headings(reader: Reader, by_year: dict[int, Field], shared: SharedName) -> None:
    """2024年年报摘要：平均入住率79.6%: under a heading with its year, a share without one."""
    headings = list(_HEADING.finditer(reader.folded))
    for number, heading in enumerate(headings):
        upto = headings[number + 1].start() if number + 1 < len(headings) else len(reader.work)
        field = by_year.get(int(heading["year"]))
        for label in [x for x in reader.labels if heading.end() <= x.start < upto]:
            value = next((t for t in reader.tokens if t.start >= label.end), None)
            clause = reader.clause_at(label.start)
            if label.shared is not shared or value is None or field is None or clause is None:
                continue
            gap = reader.work[label.end : value.start]
            start = max(clause.start, heading.end())
            own = any(t.kind == "date" and start <= t.start < value.start for t in reader.tokens)
            if own or _MOVED.search(gap) or not CONNECTOR.fullmatch(gap):
                continue
            lead = reader.work[start : label.start]
            if fits(field, value, labelled=True) and _YEARS_OWN.search(lead):
                reader.put_token(field, value)
                reader.consume(label.start, value.end)


_AT_PRESENT = re.compile(r"(?:目前|现在|眼下|当前|如今|这会儿)的?\s*$")


def _drop_present(reader: Reader, by_year: dict[int, Field], shared: SharedName) -> None:
    """目前入住率九成，去年八成六: what is said of today belongs to no year of the form."""
    years = {int(t.date.value) for t in reader.tokens if t.date and len(t.date.value) == 4}
    if not years & set(by_year):
        return
    for label in [x for x in reader.labels if x.shared is shared]:
        value = next((t for t in reader.tokens if t.start >= label.end), None)
        if (
            value is not None
            and _AT_PRESENT.search(reader.work[: label.start])
            and CONNECTOR.fullmatch(reader.work[label.end : value.start])
        ):
            reader.set_aside(label.start, value.end)


_PART_OF_YEAR = re.compile(
    r"(?:[一二三四1-4]个?季度|[上下]半年|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月?(?:份)?\s*[到至—-]\s*"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?[底末初]?|最[高低多少好差]|年[头初尾末底]|[旺淡]季|有[段个]时间|高峰|低谷)[^\d，,。；%]{0,6}$"
)


def _drop_parts(reader: Reader) -> None:
    """2024年一季度80%，全年81%: what is said of a part of a year is not that of the year."""
    for token in [t for t in reader.tokens if t.kind == "percent"]:
        part = _PART_OF_YEAR.search(reader.work[: token.start])
        if part is None:
            continue
        comma = re.match(r"\s*[，,；、]?", reader.work[token.end :])
        end = token.end + (comma.end() if comma else 0)
        reader.aside.append((part.start(), token.end))
        reader.work = reader.work[: part.start()] + " " * (end - part.start()) + reader.work[end:]
    reader.locate()


def _respectively(reader: Reader, by_year: dict[int, Field]) -> None:
    """前年、去年分别为77.4%、82.6%: each year with the share in its place."""
    for match in re.finditer("分别", reader.work):
        years = run_before(
            [t for t in reader.tokens if t.date and len(t.date.value) == 4], match.start(), reader
        )
        shares = run_after([t for t in reader.tokens if t.number], match.end(), reader)
        fields = [by_year.get(int(t.date.value)) for t in years if t.date]
        if len(years) < 2 or len(shares) != len(years) or None in fields:
            continue
        for field, token in zip(fields, shares, strict=True):
            if field is not None and fits(field, token, labelled=True):
                reader.put_token(field, token)
        reader.consume(years[0].start, shares[-1].end)


_BEHIND = re.compile(r"\s*（\s*(?:这是)?$")


def _in_brackets(reader: Reader, by_year: dict[int, Field]) -> None:
    """78%（去年），71%（前年）: the year stands behind its share."""
    for share in [t for t in reader.tokens if t.number is not None]:
        year = next((t for t in reader.tokens if t.start >= share.end), None)
        if year is None or year.date is None or len(year.date.value) != _YEAR:
            continue
        field = by_year.get(int(year.date.value))
        closed = re.match(r"(?:度|的)?\s*）", reader.work[year.end :])
        opened = _BEHIND.fullmatch(reader.work[share.end : year.start])
        if field is not None and closed and opened and fits(field, share, labelled=True):
            reader.put_token(field, share)
            reader.consume(share.start, year.end + closed.end())


_YEAR = 4


def _take_years(reader: Reader, by_year: dict[int, Field], fields: list[Field]) -> None:
    for year in [t for t in reader.tokens if t.date is not None and len(t.date.value) == 4]:
        value = next((t for t in reader.tokens if t.start >= year.end), None)
        if value is None or not fits(fields[0], value, labelled=True):
            continue
        gap = reader.work[year.end : value.start]
        for label in [x for x in reader.labels if year.end <= x.start and x.end <= value.start]:
            if label.shared is None:
                gap = "不"  # 都是2018年的，去年入住率60%: the share is of the year in its own name
            gap = gap.replace(reader.work[label.start : label.end], "")
        plain = _A_LITTLE.sub("", gap)
        compared = plain != gap and _SHORTLY.fullmatch(plain) is not None
        gap = plain
        relative = year.date is not None and year.date.relative
        loosely = gap.strip() == "，" or (relative and (compared or _BY_THE_WAY.fullmatch(gap)))
        loosely = loosely or _alone_behind(reader, gap, value)
        if (CONNECTOR.fullmatch(gap) is None and not loosely) or year.date is None:
            continue
        field = by_year.get(int(year.date.value))
        if field is None:
            wanted = "、".join(f"{y}年" for y in sorted(by_year, reverse=True))
            example = f"{max(by_year)}年{fields[0].example}%"
            reason = refusal("wrong_year", fields[0], years=wanted, example=example).reason_zh
            raw = reader.original[year.start : value.end]
            reader.result.rejected.append(Rejection(fields[0].key, raw, reason))
        else:
            reader.put_token(field, value)
        reader.consume(year.start, value.end)


def _take_both(reader: Reader, keys: tuple[str, ...], fields: list[Field]) -> None:
    """近两年入住率82%、79%: two values, two years, the order not said."""
    label = next((x for x in reader.labels if x.shared and x.shared.fields == keys), None)
    if label is None:
        return
    values = [t for t in reader.tokens if t.start >= label.end and t.kind == "percent"]
    if len(values) != 2 or len(fields) != 2:
        return
    gap, between = (
        reader.work[label.end : values[0].start],
        reader.work[values[0].end : values[1].start],
    )
    if CONNECTOR.fullmatch(gap) is None or not re.fullmatch(r"\s*[、，,和及]\s*", between):
        return
    raw = reader.original[label.start : values[1].end]
    shown, options = [f"{t.number.value:g}%" for t in values if t.number], []
    for order in (fields, fields[::-1]):
        years = [reader.today.year + (field.year or 0) for field in order]
        text = "、".join(f"{year}年{value}" for year, value in zip(years, shown, strict=True))
        numbers = [float(t.number.value) for t in values if t.number]
        options.append(Option(text, {f.key: n for f, n in zip(order, numbers, strict=True)}))
    reader.consume(label.start, values[1].end)
    reader.result.doubtful.append(Doubt(None, raw, phrases.say("doubt_years", raw=raw), options))
