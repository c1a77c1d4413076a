"""What a text says of itself: title, 文号, issuer, day, places, validity, what it replaces.

All of it is proposed; a person confirms it in the review file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from intake import shapes
from intake.numbering import marker
from intake.tree import Parsed
from policy.cues import numeral
from policy.models import Clause
from policy.text import fold, squash

_TITLE_END = re.compile(
    r"(?:通知|意见|决定|公告|通告|函|批复|通报|公示|办法|规定|细则|方案|措施|条例|规划|计划|指南|规范|标准)(?:[（(][^（()）]{1,12}[）)])?$"
)
_HEAD_LINES = 40
_LABEL = re.compile(r"[•·\s]*(?:文\s*号|发文字号)\s*[:：]")
_PLACE = re.compile(
    r"[一-鿿]{2,8}?(?:壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|省|市|县|区|旗)"
)
_NO_PLACE = re.compile(
    r"^(?:各|全|本|我|设|地|示范|社|小|城|乡|园|灾|中央|国家)|城市|社区|地区|院区|校区|园区|示范"
)
_VALID_UNTIL = re.compile(r"有效期(?:至|到)\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_VALID_YEARS = re.compile(r"有效期[为是]?\s*([0-9一二三四五六七八九十两]{1,2})\s*年")
_FROM = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日起(?:施行|实施|执行)")
_YEARS = re.compile(r"(20\d{2})\s*年?\s*[-—–－至到]+\s*(20\d{2})\s*年")
_ENDED = re.compile(r"废止|停止执行|失效|终止执行")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_YEAR = re.compile(r"^(?:19|20)\d{2}年度?")
_SPOKEN = 6
"""A name of so many characters is one without the brackets and the year that nobody says."""
_NAMED = re.compile(r"《([^《》]{4,80})》")


@dataclass(frozen=True)
class Proposed:
    """What is proposed for `notice` in the review file, and where a person should look."""

    title: str
    number: str | None
    issuer: str
    issued_on: date | None
    places: list[str]
    names: list[str]
    """What the notice may be called."""
    start: date | None
    end: date | None
    notes: list[str] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    """What the text says is no longer in force, each with the path of the clause."""


def propose(parsed: Parsed) -> Proposed:
    """What the clauses say of their notice; what is not found is empty or None."""
    first = [clause for clause in parsed.tree if "." not in clause.id]
    head = [line for clause in first[:2] for line in clause.text.split("\n")][:_HEAD_LINES]
    title = _title(head)
    number = _number(head)
    signature = next((c for c in first if c.id.startswith("signature")), None)
    issued_on = _day(signature.text if signature else "")
    issuer = _issuer(title, signature, head)
    whole = "\n".join(clause.text for clause in parsed.clauses())
    start, end = _period(whole, title, issued_on, number)
    places = _places(issuer, title)
    return Proposed(
        title=title,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        places=places,
        names=_names(number, title, places),
        start=start,
        end=end,
        replaced=_replaced(parsed.clauses()),
    )


def missing(found: Proposed, parsed: Parsed) -> list[str]:
    """Which of the signs of a notice are not there: title, number, numbered clauses, signature."""
    signs = {
        "标题（关于……的通知）": bool(found.title),
        "文号": found.number is not None,
        "条款编号（一、（一）1. 第一条）": sum(bool(c.number) for c in parsed.clauses()) >= 2,
        "落款（发文单位和日期）": found.issued_on is not None or bool(found.issuer),
    }
    return [name for name, there in signs.items() if not there]


def _title(head: Sequence[str]) -> str:
    """The lines of the head that make the title, as one: from the one with 关于 (or the body that
    stands alone before it) to the one that ends as titles do."""
    about = [i for i, line in enumerate(head) if "关于" in line and not shapes.is_page_label(line)]
    for i in [*about, *range(len(head))]:
        if shapes.is_page_label(head[i]) or shapes.is_header(head[i]) or marker(head[i]):
            continue
        for end in range(i, min(i + 4, len(head))):
            text = "".join(squash(part) for part in head[i : end + 1])
            if shapes.is_closed(text) or len(text) > 120:
                break
            if _TITLE_END.search(text) and len(text) >= 6 and not shapes.is_number_alone(text):
                return _body_before(head, i) + text
    return ""


def _body_before(head: Sequence[str], i: int) -> str:
    """The body on the line before a title that begins with 关于; the red head is none of it."""
    if i == 0 or not head[i].startswith("关于") or not shapes.is_bodies(head[i - 1]):
        return ""
    return "" if i == 1 else squash(head[i - 1])


def _number(head: Sequence[str]) -> str | None:
    for line in head:
        if shapes.is_number_alone(line) or _LABEL.match(line):
            found = shapes.number_in(_LABEL.sub("", line))
            if found:
                return found
    return None


def _issuer(title: str, signature: Clause | None, head: Sequence[str]) -> str:
    if signature is not None:
        bodies = [line for line in signature.text.split("\n") if shapes.is_bodies(line)]
        if bodies:
            return " ".join(_apart(line) for line in bodies)
    before = title.partition("关于")[0]
    if len(before) >= 4:
        return before
    return next((squash(line).removesuffix("文件") for line in head if shapes.is_header(line)), "")


def _apart(line: str) -> str:
    """Bodies of one place that stand in one line (`云川市民政局云川市财政局`), set apart."""
    place = _PLACE.match(line)
    return line.replace(place.group(), f" {place.group()}").strip() if place else line


def _day(text: str) -> date | None:
    found = shapes.DAY.search(text)
    if found is not None:
        return _date(*found.groups())
    han = re.search(
        r"([二〇○零一三四五六七八九Ｏ]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
        text,
    )
    if han is None:
        return None
    year = "".join(
        str("〇一二三四五六七八九".index(c)) for c in re.sub("[○零Ｏ]", "〇", han.group(1))
    )
    return _date(year, numeral(han.group(2)) or 0, numeral(han.group(3)) or 0)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _period(
    whole: str, title: str, issued_on: date | None, number: str | None
) -> tuple[date | None, date | None]:
    begins = _FROM.search(whole)
    start = _date(*begins.groups()) if begins else issued_on
    if start is None and number is not None:
        year = re.search(r"20\d{2}", number)
        start = date(int(year.group()), 1, 1) if year else None
    until, years, span = (
        _VALID_UNTIL.search(whole),
        _VALID_YEARS.search(whole),
        _YEARS.search(title),
    )
    if until is not None:
        return start, _date(*until.groups())
    if years is not None and start is not None:
        count = (
            numeral(years.group(1).replace("两", "二"))
            if not years.group(1).isdigit()
            else int(years.group(1))
        )
        return start, _date(start.year + (count or 0), start.month, start.day)
    return start, date(int(span.group(2)), 12, 31) if span else None


def _places(issuer: str, title: str) -> list[str]:
    """The places of the issuer and the title: 常山县 and 常山."""
    found: list[str] = []
    for text in (issuer, title.partition("关于")[0]):
        for part in text.split():
            rest = part
            while (match := _PLACE.match(rest)) is not None and not _NO_PLACE.search(match.group()):
                found.append(match.group())
                rest = rest[match.end() :]
    bare = [re.sub(r"(?:自治区|自治州|省|市|县|区|旗)$", "", name) for name in found]
    return list(dict.fromkeys([*found, *(name for name in bare if len(name) > 1)]))


def _names(number: str | None, title: str, places: Sequence[str]) -> list[str]:
    names: list[str] = []
    count = re.search(r"(\d+)号$", number or "")
    if number and count:
        names += [f"{count.group(1)}号文", f"{count.group(1)}号通知", number]
        letters = re.match(r"[一-鿿]+", number)
        names.append(f"{letters.group() if letters else ''}{count.group(1)}号")
    topic = re.sub(
        r"的?(?:通知|意见|函|公告|通告|决定|批复)$", "", title.partition("关于")[2] or title
    )
    topic = re.sub(r"^(?:印发|转发|做好|开展|组织开展|进一步|切实|推进|发布|公布)+", "", topic)
    quoted = _NAMED.search(topic)
    topic = quoted.group(1) if quoted else topic
    for place in sorted(places, key=len, reverse=True):
        topic = topic.removeprefix(place)
    if 4 <= len(topic) <= 40:
        names.append(topic.removesuffix("工作"))
        spoken = _BRACKETS.sub("", topic)
        names += [name for name in (spoken, _YEAR.sub("", spoken)) if len(name) >= _SPOKEN]
    short = places[-1] if places else ""
    if short:
        names += [f"{short}通知", f"{short}文件", f"{short}那份"]
        names += [f"{short}{count.group(1)}号文"] if count else []
    return list(dict.fromkeys(names))


def _replaced(clauses: Sequence[Clause]) -> list[tuple[str, str]]:
    """The documents that stand in one sentence with 废止 or 停止执行."""
    found: list[tuple[str, str]] = []
    for clause in clauses:
        for sentence in re.split(r"(?<=[。；\n])", clause.text):
            if _ENDED.search(sentence):
                names = [squash(m.group()) for m in shapes.NUMBER.finditer(sentence)]
                names = names or [squash(m.group(1)) for m in _NAMED.finditer(sentence)]
                found += [(name.lstrip("（("), clause.path) for name in names]
    return list(dict.fromkeys(found))


def is_in(text: str, source: str) -> bool:
    """Whether a text stands in a source, white space and widths aside."""
    return fold(text) in fold(source)
