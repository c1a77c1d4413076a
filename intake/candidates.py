"""Facts that a notice seems to state: days, phones, addresses, quotas, thresholds, who is
responsible. Proposed with clause and sentence; a person accepts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from intake.tree import Parsed
from policy.models import Clause
from policy.text import sentences, squash

_MOST = 120
"""Proposals for one notice; more are no help to a person."""
_LONGEST_QUOTE = 240
_NUMBERS = ("电话", "传真", "邮箱")
_NUMBER = r"[0-9０-９一二三四五六七八九十百千两]+(?:\.\d+)?"
_UNITS = (
    r"(?:%|％|个百分点|张|万元|元|年|个月|天|日|小时|名|人|位|家|所|个|支|户|次|人次|课时|学时"
    r"|平方米|岁|分|倍|项|例)"
)
_WHEN = re.compile(
    r"(?:每年|(?:20\d{2}|今|明|当|次)年)?\s*(?:20\d{2}\s*年)?\s*\d{1,2}\s*月\s*(?:\d{1,2}\s*日|底|末|上旬|中旬|下旬)?\s*"
    r"(?:之前|以前|前|止|起|内)|(?:20\d{2}\s*年\s*)\d{1,2}\s*月\s*\d{1,2}\s*日|20\d{2}\s*年\s*(?:底|末)(?:之?前)?"
    r"|(?:到|至|自|从)\s*20\d{2}\s*年(?:底|末|(?:\s*\d{1,2}\s*月)?(?:底|末)?(?:\s*\d{1,2}\s*日)?)(?:起)?"
    r"|\d{1,3}\s*个?(?:工作日|日|天)(?:之?内|以内)|每(?:年|季度|月|半年)\s*\d{1,2}\s*(?:月\s*\d{1,2}\s*)?日前"
)
_FULL_DAY = re.compile(r"(20\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_PHONE = re.compile(
    r"(?<![\d.])(?:(?:[（(]?0\d{2,3}[）)]?\s*[-—–－―]{0,2}\s*)?[2-9]\d{6,7}(?:[-—–－转]\d{1,5})?|1[3-9]\d{9}|400[-—–－]?\d{3}[-—–－]?\d{4}"
    r"|12\d{3})(?![\d.%％年月日元号])"
)
_PHONE_WORDS = re.compile(r"电\s*话|传\s*真|联系|热线|手机|咨询|座机")
_FAX = re.compile(r"传\s*真(?:号码)?[^0-9]{0,6}$")
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+\s*@\s*[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ADDRESS = re.compile(r"(?:地\s*址|寄至|寄送至|报送地点)\s*[:：为]?\s*([^，。；;\n]{6,60})")
_QUOTA = re.compile(
    rf"(?:名额|推荐|遴选|评选|择优|创建|命名|认定|确定|选取|申报)[^，。；,;]{{0,16}}?(?:不超过|不少于|至少|各|共|为)?\s*{_NUMBER}\s*(?:个|家|名|所)"
    r"[^，。；,;]{0,24}"
)
_THRESHOLD = re.compile(
    rf"[^，。；：、（）,;:()\s]{{0,16}}(?:不低于|不少于|不超过|不高于|不得低于|不得超过|达到|超过|高于|至少|最高|最低|补助|补贴|奖补|满)\s*"
    rf"(?:每[人张]每?[年月日天]?)?\s*{_NUMBER}\s*{_UNITS}(?:以上|及以上|以下|以内)?|"
    rf"[^，。；：、（）,;:()\s]{{0,16}}{_NUMBER}\s*{_UNITS}(?:及以上|以上|以下|以内)"
)
_SEVERAL = re.compile(r"[一二两]个(?:及[一二两]个)?以上$")
"""`两个及两个以上` says that there are several, not how many there must be."""
_PAID = re.compile(
    rf"按[^，。；：、,;:]{{0,12}}?{_NUMBER}\s*(?:%|％|万元|元)[^，。；：、,;:]{{0,8}}"
)
"""What is paid: `按罚款金额的1%奖励`."""
_UNIT = re.compile(
    r"(?:责任单位|责任部门|牵头单位|牵头部门|配合单位|主管单位)\s*[:：]\s*([^。；\n]{2,160})"
    r"|[（(]([^（）()]{2,100}?(?:按职责分工负责|分别负责|负责|牵头))[）)]"
    r"|由([^，。；由]{2,40}?)(?:牵头|负责)"
)


@dataclass(frozen=True)
class Candidate:
    """A fact proposed: its kind (a name of kinds.yml), where it stands, what it says."""

    kind: str
    label: str
    clause: Clause
    quote: str
    value: str | date


def candidates(parsed: Parsed) -> list[Candidate]:
    """What the clauses seem to state, in the order of kinds and then of the text."""
    finders: dict[str, Callable[[str], Iterable[str | date]]] = {
        "期限": lambda text: (day for day, begins in _days(text) if not begins),
        "起始": lambda text: (day for day, begins in _days(text) if begins),
        "电话": _phones,
        "传真": _faxes,
        "邮箱": lambda text: (match.group() for match in _EMAIL.finditer(text)),
        "地址": lambda text: (match.group(1).strip() for match in _ADDRESS.finditer(text)),
        "名额": lambda text: (match.group() for match in _QUOTA.finditer(text)),
        "指标": _thresholds,
        "责任单位": _responsible,
    }
    found: list[Candidate] = []
    for kind, find in finders.items():
        for clause in parsed.clauses():
            if _names_only(clause):
                continue
            for quote in _quotes(clause.text):
                shown = _with_person(clause, quote) if kind == "电话" else quote
                for value in find(quote):
                    found.append(Candidate(kind, _label(kind, clause), clause, shown, value))
    return list(_once(found))[:_MOST]


def _names_only(clause: Clause) -> bool:
    """Titles, lists of attachments and signatures state nothing that is asked for."""
    name = clause.id.rpartition(".")[2]
    return name.startswith(("head", "attachments", "signature", "closing"))


def _quotes(text: str) -> list[str]:
    """The sentences of a clause, without those that are too long to be read at a glance."""
    return [s for part in sentences(text) if len(s := part.strip()) <= _LONGEST_QUOTE]


def _with_person(clause: Clause, quote: str) -> str:
    """A phone's line with the line before it where that says whose phone it is."""
    lines = clause.text.split("\n")
    at = next((i for i, line in enumerate(lines) if quote in line), 0)
    return f"{lines[at - 1]}\n{lines[at]}" if at and "联系人" in lines[at - 1] else quote


def _label(kind: str, clause: Clause) -> str:
    return f"{kind}（{clause.heading}）" if 0 < len(clause.heading) <= 20 else kind


def _same(one: Candidate) -> tuple[object, ...]:
    """What makes two proposals one: a number that its clause says twice is the same number."""
    said = "" if one.kind in _NUMBERS else one.quote
    return (one.kind, one.clause.id, said, one.value)


def _once(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Without what one sentence says in a narrower way as well (65% inside 不低于65%)."""
    kept = list({_same(c): c for c in reversed(list(found))}.values())[::-1]
    for one in kept:
        wider = any(
            other is not one
            and other.kind == one.kind
            and other.quote == one.quote
            and str(one.value) != str(other.value)
            and squash(str(one.value)) in squash(str(other.value))
            for other in kept
        )
        if not wider:
            yield one


def _days(text: str) -> Iterator[tuple[str | date, bool]]:
    """Each time with whether something begins then (`自2025年1月1日起`): no term to be kept."""
    for match in _WHEN.finditer(text):
        words = match.group().strip()
        begins = words.endswith("起") or text[match.end() :].startswith("起")
        full = _FULL_DAY.search(words)
        try:
            yield date(*map(int, full.groups())) if full else words, begins
        except ValueError:
            yield words, begins


def _thresholds(text: str) -> Iterator[str]:
    for match in _THRESHOLD.finditer(text):
        if not _SEVERAL.search(match.group()):
            yield match.group()
    for match in _PAID.finditer(text):
        yield match.group()


def _phones(text: str) -> Iterator[str]:
    if _PHONE_WORDS.search(text):
        for match in _PHONE.finditer(text):
            if not _FAX.search(text[: match.start()]):
                yield match.group()


def _faxes(text: str) -> Iterator[str]:
    for match in _PHONE.finditer(text):
        if _FAX.search(text[: match.start()]):
            yield match.group()


def _responsible(text: str) -> Iterator[str]:
    for match in _UNIT.finditer(text):
        named = next(group for group in match.groups() if group).strip()
        yield named[:-1] if _unbalanced(named) else named


def _unbalanced(text: str) -> bool:
    """Whether a text ends with a bracket that is not opened in it."""
    closing = text[-1:]
    pair = {"）": "（", ")": "(", "〕": "〔", "]": "["}.get(closing)
    return pair is not None and text.count(closing) > text.count(pair)
