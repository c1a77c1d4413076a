"""Names, addresses and numbers said without a label, and messages that are one text."""

import re

from forms.cleaning import fold
from forms.definition import Field
from forms.extraction import names, places
from forms.extraction.reader import READ, Reader

_REFERENCE = re.compile(
    r"(?:许可|备案|登记)?(?:证号|号码|编号|登记号|证书号|备案号)(?:是|为|：)?\s*(?P<value>[^\s，,。；\n\x1f]+)"
)


def take_references(reader: Reader) -> None:
    """证号PDY…, 榕民养备〔2019〕12号: a number of what is asked or was named before."""
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end]
        expected = [f for f in reader.open(["text"]) if f.content == "number"]
        phone = any(t.kind == "phone" and t.start >= clause.start for t in reader.tokens)
        expected = [f for f in expected if not _of_another_paper(reader, f, clause.start)]
        if expected and not phone and names.is_reference(text, explicit=False):
            reader.put_text(expected[0], clause.start, clause.end)
    for match in _REFERENCE.finditer(reader.work):
        start, end = match.start("value"), match.end("value")
        if any(start <= t.start < end and t.kind == "phone" for t in reader.tokens):
            continue
        expected = [f for f in reader.open(["text"]) if f.content == "number"]
        fields = [*_numbers_of_last_group(reader), *expected]
        fields = [f for f in fields if not _of_another_paper(reader, f, match.start())]
        goes_on = re.match(r" +[A-Za-z0-9]", reader.work[end:]) is not None
        if fields and not goes_on and names.is_reference(match["value"], explicit=True):
            reader.put_text(fields[0], start, end)
            reader.consume(match.start(), end)


_NAMED_WITHIN = 8
_PAPER = re.compile(r"([\u4e00-\u9fff]{2,10}[证照书])(?:编号|号码?|证号|的)")


def _of_another_paper(reader: Reader, field: Field, position: int) -> bool:
    """卫生许可证号是…: a paper stands there that is none of those asked."""
    clause = reader.clause_at(position)
    said = reader.folded[clause.start : clause.end] if clause else ""
    paper = (
        _PAPER.search(reader.folded[clause.start : position + _NAMED_WITHIN]) if clause else None
    )
    if paper is not None:
        group = reader.form.group_of[field.key].fields
        ours = [fold(name) for f in group for name in (f.label, f.short, *f.aliases)]
        if not any(name in paper[1] for name in ours):
            return True  # 民办非企业登记证号: a paper of which nothing was asked
    return any(
        word in said for f in reader.form.group_of[field.key].fields for word in f.not_aliases
    )


def names_before_phones(reader: Reader) -> None:
    """陈志强13805910003 王建国13805910001: the names first, so that each number finds its owner."""
    _shaped_texts(reader, [f for f in reader.open(["text"]) if f.content == "person"])


_INTRODUCING = re.compile(
    r"\s*(?:您好|你好)?(?:我们?|咱们?|我院|本院|本机构|[这我]边|这里)(?:这里|这边|单位|机构)?(?:是|叫)"
)


def take_introduction(reader: Reader) -> None:
    """我们是芗城区康馨护理院: the name of who fills it in, whatever was asked."""
    fields = [f for f in reader.form.fields.values() if f.content == "organisation"]
    named = [f for f in fields if f.same_as is None and f.required]
    if len(named) != 1 or named[0].key in reader.result.values:
        return
    for clause in [c for c in reader.clauses if not c.asks]:
        lead = _INTRODUCING.match(reader.work, clause.start, clause.end)
        name = reader.work[lead.end() : clause.end].strip() if lead else ""
        end = clause.end
        if not names.is_organisation(name) and (told := names.told_of(name)):
            end = reader.work.index(name, lead.end() if lead else 0) + told
            name = name[:told]  # 我们是仓山区金山颐养护理院2016年成立…
        kinds = {
            w
            for f in reader.form.fields.values()
            for c in f.choices
            for w in (c.label, *c.synonyms)
        }
        if lead and READ not in name and name not in kinds and names.is_organisation(name):
            reader.put_text(named[0], lead.end(), end)
            reader.consume(clause.start, end)
            return


def take_texts(reader: Reader) -> None:
    fields = [f for f in reader.open(["text", "address"]) if _may_be_unnamed(reader, f)]
    fields += [f for f in _numbers_of_last_group(reader) if f not in fields]
    _shaped_texts(reader, [f for f in fields if f.type == "address" or f.content != "free"])


def _may_be_unnamed(reader: Reader, field: Field) -> bool:
    """One of several organisations asked needs its name said with its label, but for the first."""
    if field.content != "organisation" or field.same_as is None:
        return True
    return all(f.content != "organisation" or f.same_as for f in reader.expecting)


def _numbers_of_last_group(reader: Reader) -> list[Field]:
    """许可证2019年6月发的，号码PDY…: the number belongs to what was named before."""
    if not reader.placed:
        return []
    said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
    fields = reader.form.group_of[max(reader.placed)[1]].fields
    return [f for f in fields if f.content == "number" and f.key not in said]


def _shaped_texts(reader: Reader, fields: list[Field]) -> None:
    in_turn = _as_many_as_asked(reader, fields)
    for start, end in _chunks(reader):
        text = reader.work[start:end]
        if (
            READ in text
            or text in names.small_words()
            or any(x.start < end and start < x.end and not x.loose for x in reader.labels)
        ):
            continue
        for field in _labelled_first(reader, fields, start, in_turn):
            skip = _fit(field, text)
            if skip is None or (field.content == "organisation" and _one_of_several(reader, start)):
                continue
            if field.content == "person":
                name = names.person_in(text[skip:]) or text[skip:]
                if _placed_already(reader, name):
                    break  # 联系人杜鹃，杜鹃手机…: the same once more
                at = start + text.index(name)
                reader.put_text(field, at, at + len(name))
            elif field.content == "organisation" and (told := names.told_of(text[skip:])):
                reader.put_text(field, start + skip, start + skip + told)
            elif field.content == "organisation" and (aside := _kind_behind(reader, text, start)):
                reader.put_text(field, start + skip, end - aside)
            else:
                reader.put_text(field, start + skip, end)
            if field in fields:
                fields.remove(field)
            break


def _one_of_several(reader: Reader, position: int) -> bool:
    """两块牌子：龙岩示例康复医院、龙岩示例颐养院: which of them fills the form in is not said."""
    clause = reader.clause_at(position)
    if clause is None:
        return False
    parts = re.split(r"[、和：]|以及", reader.folded[clause.start : clause.end])
    return sum(names.is_organisation(part) for part in parts) > 1


def _kind_behind(reader: Reader, text: str, start: int) -> int:
    """示例养老院（民办非企业）: how long the bracket is that says of what kind it is; taken."""
    behind = re.search(r"[（(]([^（()）]+)[）)]$", text)
    for field in [f for f in reader.form.fields.values() if f.type == "choice" and behind]:
        for choice in field.choices:
            if behind and behind[1] in (choice.label, *choice.synonyms):
                if field.key not in reader.result.values:
                    reader.set(field, start + behind.start(), start + behind.end(), choice.key)
                return len(behind.group())
    return 0


def _placed_already(reader: Reader, name: str) -> bool:
    people = [f.key for f in reader.form.fields.values() if f.content == "person"]
    return name in [reader.result.values.get(key) for key in people]


def _as_many_as_asked(reader: Reader, fields: list[Field]) -> bool:
    """杨丽华、许文强、蔡小梅: a name for each of the people asked, in their order."""
    people = [field for field in fields if field.content == "person"]
    chunks = [reader.work[start:end] for start, end in _chunks(reader)]
    names_said = [c for c in chunks if people and READ not in c and _fit(people[0], c) is not None]
    return len(people) == len(set(names_said))


def _labelled_first(
    reader: Reader, fields: list[Field], position: int, in_turn: bool
) -> list[Field]:
    """联系人找小吴吧，吴婷婷: a person belongs to the office named last, if it has none yet."""
    before = [x for x in reader.labels if x.end <= position and x.keys]
    people = [field for field in fields if field.content == "person"]
    if not before and len(people) > 1:
        if (office := _office_after(reader, position)) in people and office is not None:
            return [office, *(field for field in fields if field.content != "person")]
        if _SPEAKS.match(reader.work, position):  # 我是院办的郑小芳: in which office is not said
            return [field for field in fields if field.content != "person"]
        if reader.work[position] == "（":  # 联系电话……（李红）: of whom is not said
            return [field for field in fields if field.content != "person"]
    if not before or not any(field.content == "person" for field in fields):
        if len(people) > 1 and not in_turn:
            return [field for field in fields if field.content != "person"]  # 他叫王建平: who?
        return list(fields)
    named = reader.form.fields[before[-1].keys[0]]
    if named.content != "person" or named.key in reader.result.values:
        return list(fields)
    return [named, *(field for field in fields if field.content != "person")]


_PRONOUN = re.compile(r"[他她]")
_SPEAKS = re.compile(r"(?:我|咱)(?:是|叫|姓)")
_OF_US = re.compile(r"我们|咱们|[这那]边|这里|我院|本院|院里|单位|机构|[\s是任为当的了就我他她]")


def _office_after(reader: Reader, position: int) -> Field | None:
    """李红，138……，联系人: the office comes last, in a clause of its own."""
    for label in [x for x in reader.labels if x.start > position and x.keys]:
        clause = reader.clause_at(label.start)
        if clause is not None and clause.start > position:
            said = reader.work[clause.start : label.start] + reader.work[label.end : clause.end]
            if not _OF_US.sub("", said):
                return reader.form.fields[label.keys[0]]
    return None


def _chunks(reader: Reader) -> list[tuple[int, int]]:
    """Unread stretches of statements, split at clause ends, spaces and enumeration marks."""
    found: list[tuple[int, int]] = []
    for clause in [c for c in reader.clauses if not c.asks]:
        for match in re.finditer(rf"[^\s{READ}、]+", reader.work[clause.start : clause.end]):
            start, end = clause.start + match.start(), clause.start + match.end()
            stops = [t for t in reader.tokens if start <= t.start < end and t.kind != "number"]
            end = min([end, *(t.start for t in stops)])
            if end > start:
                found.append((start, end))
    return found


def _fit(field: Field, text: str) -> int | None:
    """How much of `text` to skip when the rest is a value of this field; None if it is not."""
    if field.type == "address":
        if (whole := places.full_address(text)) is not None:
            return whole[0]
        lead = re.match(r"(?:我们|我院|机构|单位)?(?:就?在|位于|地址)?(?:是|：)?", text)
        skip = lead.end() if lead else 0
        place = text[skip:]
        return skip if places.is_place(place) and re.search(r"[省市县区]", place) else None
    if field.content == "organisation":
        skip = names.organisation_start(text)
        named = names.is_organisation(text[skip:]) or names.told_of(text[skip:]) is not None
        return skip if named else None
    if field.content == "person":
        if text.startswith(names.titles()):
            return None  # 副院长陈坤: somebody else's office, unless only one person is asked
        lead = re.match(r"(?:他|她|我)?(?:就)?(?:是|叫|姓名|名字|全名|大名|名叫)*", text)
        skip = lead.end() if lead else 0
        name = names.person_in(text[skip:])
        return skip if name is not None and len(text) - skip <= len(name) + 3 else None
    if field.content == "number":
        return 0 if names.is_reference(text, explicit=False) else None
    return None
