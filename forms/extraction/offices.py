"""Who holds an office that is named after the person: 王建国是负责人, 魏小敏（联系人）."""

import re

from forms.definition import Field
from forms.extraction import names
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader

_IN_BRACKETS = re.compile(r"([\u4e00-\u9fff]{2,4})\s*（$")
_HOLDS = re.compile(r"\s*(?:兼任?|担任|任|也?是|同时是)?\s*")
_I_AM = re.compile(r"^\s*我(?:是|叫)")
_DOES = re.compile(r"负责(?!人)")
_SELF = re.compile(r"\s*(?:本人|我叫|我是|我姓名|我)\s*")


def _person_just_told(
    reader: Reader, label: Label, field: Field, clause: Clause, before: str
) -> bool:
    """办公室主任林小丽负责对接 · 本人柯志强，任院长，兼法人."""
    office = reader.work[label.start : label.end]
    if _DOES.match(office) and (name := names.person_in(_I_AM.sub("", before))):
        at = clause.start + before.rindex(name)
    elif _HOLDS.fullmatch(before) and not reader.work[label.end : clause.end].strip():
        told = next(
            (c for c in reader.clauses if c.sentence == clause.sentence and not c.asks), clause
        )
        lead = _SELF.match(reader.folded, told.start, told.end)
        name = names.person_in(reader.folded[lead.end() : told.end]) if lead else None
        if name is None or told is clause or lead is None:
            return False
        at = reader.folded.index(name, lead.end())
    else:
        return False
    reader.set(field, at, at + len(name), reader.original[at : at + len(name)])
    reader.consume(at, at + len(name))
    reader.consume(clause.start, label.end)
    return True


_CLOSED = re.compile(r"(?:\s*[、/和兼及，,]\s*[\u4e00-\u9fff]{2,6})?）")


def _title_behind(reader: Reader, label: Label, field: Field, clause: Clause, before: str) -> bool:
    """周海峰院长: a whole name with the office as its title, and nothing else in the clause."""
    name = _WITH_TITLE.fullmatch(before)
    office = reader.work[label.start : label.end]
    rest = reader.work[label.end : clause.end].strip(" ：")
    if name is None or office not in names.titles() or (rest and not _PHONE_BEHIND.match(rest)):
        return False
    if names.person_in(name[1]) != name[1]:
        return False
    at = clause.start + name.start(1)
    reader.set(field, at, at + len(name[1]), reader.original[at : at + len(name[1])])
    reader.consume(at, label.end)
    return True


_WITH_TITLE = re.compile(r"\s*(?:我们|我院|本院)?([\u4e00-\u9fff]{3,4})")
_PHONE_BEHIND = re.compile(r"(?:的)?(?:电话|手机|号码|联系方式)|1\d{10}|0\d{2,3}-?\d{7,8}")


def person_before(reader: Reader, label: Label, field: Field) -> bool:
    """王建国是负责人."""
    clause = reader.clause_at(label.start)
    if clause is None:
        return False
    before = reader.work[clause.start : label.start]
    if _person_just_told(reader, label, field, clause, before):
        return True
    if _title_behind(reader, label, field, clause, before):
        return True
    behind = _IN_BRACKETS.search(before)
    name = names.person_in(behind[1]) if behind else None
    closed = _CLOSED.match(reader.work, label.end)
    if name is not None and closed is not None:
        at = clause.start + before.rindex(name)
        reader.set(field, at, at + len(name), reader.original[at : at + len(name)])
        others = [x for x in reader.labels if label.end <= x.start < closed.end()]
        for other in [f for x in others for k in x.keys if (f := reader.form.fields[k])]:
            if other.content == "person":  # 周海峰（法人、院长）
                reader.set(other, at, at + len(name), reader.original[at : at + len(name)])
        reader.consume(at, closed.end())
        return True
    match = re.search(
        r"([\u4e00-\u9fff·]{2,6}?)(?:也|同时|就|还)*(?:是|担任|任|为)(?:我们|我院|本院|机构|单位|的)*$",
        before,
    )
    name = names.person_in(match.group(1)) if match else None
    if match is None or name is None:
        return False
    at = clause.start + match.start(1) + match.group(1).index(name)
    reader.set(field, at, at + len(name), reader.original[at : at + len(name)])
    reader.consume(at, label.end)
    return True
