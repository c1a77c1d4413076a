"""Names, addresses and reference numbers: taken from beside their label, never a whole sentence."""

import re

from forms.definition import Field
from forms.extraction import copies, names
from forms.extraction.bounds import start_of_value, stop
from forms.extraction.labelled_address import take_address
from forms.extraction.labelled_person import NOW, take_person
from forms.extraction.lexicon import Label, choice_named
from forms.extraction.reader import READ, Reader

_LINE_LABEL_BEFORE = re.compile(
    r"(?:^|[\n。；])\s*(?:\d+[.、．)）]|[一二三四五六][、.]|[（][一二三四五1-5][）])?\s*$"
)
_AFTER_TEXT_LABEL = re.compile(r"\s*(?:方面|自评|情况|部分|内容)*\s*[：\n]\s*")
_REWRITE = re.compile(
    r"^(?:自评|内容|部分|[这那]一?段|的)*(?:改回(?:到|成|为)?|改成|改为|换成|更正为|重写为|写成)\s*[：]?\s*"
)


def take_long_texts(reader: Reader) -> None:
    """环境设施：…… up to the next such heading; nothing inside is read as another field."""
    headings: list[tuple[Label, Field, int]] = []
    for label in reader.labels:
        field = next((reader.form.fields[k] for k in label.keys if _is_long(reader, k)), None)
        if field is None:
            continue
        tail = reader.folded[label.end :]
        mark = _AFTER_TEXT_LABEL.match(tail) or _REWRITE.match(tail)
        before = reader.folded[: label.start]
        if mark is not None and (_LINE_LABEL_BEFORE.search(before) or before.endswith("把")):
            headings.append((label, field, label.end + mark.end()))
    for index, (_, field, start) in enumerate(headings):
        end = len(reader.original)
        if index + 1 < len(headings):
            end = headings[index + 1][0].start
            end -= len(re.search(r"[\s\d.、．一二三四五六（）)]*$", reader.folded[:end]).group())  # type: ignore[union-attr]
        if reader.original[start:end].strip():
            reader.put_text(field, start, end)
            reader.consume(headings[index][0].start, end)


def _is_long(reader: Reader, key: str) -> bool:
    return reader.form.fields[key].type == "long_text"


def take_labelled(reader: Reader) -> None:
    """Every text, address and choice field that is named in the message."""
    for label in list(reader.labels):
        if READ in reader.work[label.start : label.end]:
            continue
        fields = [reader.form.fields[key] for key in label.keys]
        for field in fields:
            if field.type == "choice" and len(fields) > 1 and _names_somebody(reader, label):
                continue  # 医疗机构是龙岩示例康复医院: its name, not its kind
            if field.type == "choice" and _take_choice(reader, label, field):
                break
            if field.type == "address" and take_address(reader, label, field):
                break
            if field.type == "text" and _take_text(reader, label, field, alone=len(fields) == 1):
                break


def _names_somebody(reader: Reader, label: Label) -> bool:
    start, _ = start_of_value(reader, label)
    said = reader.work[start : reader.clause_end(start)].strip()
    kinds = {
        w for f in reader.form.fields.values() for c in f.choices for w in (c.label, *c.synonyms)
    }
    return said not in kinds and names.is_organisation(said)


def _take_choice(reader: Reader, label: Label, field: Field) -> bool:
    start, _ = start_of_value(reader, label)
    end = reader.clause_end(start)
    choice = choice_named(field, reader.work[start:end])
    if choice is None:
        number = re.fullmatch(
            r"\s*(?:选)?(?:第)?(\d{1,2}|[一二三四五六七八九十]{1,2})(?:个|项|种|号|类)?(?:吧|的)?\s*",
            reader.work[start:end],
        )
        if number is None:
            return False
        reader.put_text(field, start, end)
    else:
        reader.set(field, start, end, choice.key)
    reader.consume(label.start, end)
    return True


def _take_text(reader: Reader, label: Label, field: Field, *, alone: bool) -> bool:
    start, connector = start_of_value(reader, label)
    if field.content == "person" and (since := NOW.match(reader.work, label.end)):
        start = since.end()  # 法人去年变更为林国栋了
    if copies.take_same(reader, label, field, start):
        return True
    if field.content == "person":
        return take_person(reader, label, field, start, connector)
    end = stop(reader, start, at_labels=field.content == "number")
    if field.content == "organisation":
        end = _before_the_next(reader, start, end)
    if field.content == "number" and (mark := reader.work.rfind("：", start, end)) >= 0:
        start = mark + 1  # 备案号在回执上：FZ2020-015
    text = reader.work[start:end].strip()
    if not text or text in names.small_words():
        return False
    if field.content == "number":
        if not names.is_reference(text, explicit=alone):
            return False
    elif field.content == "organisation":
        stated = re.search(r"[：=]|是|叫|为|改|换", connector) or label_ends_in_verb(reader, label)
        if len(text) < 4 or not (stated or names.is_organisation(text)):
            return False
    elif field.content == "county":
        named = names.county_in(text)
        if named is None and "：" not in connector:
            return False
        if named is not None:
            start = reader.work.index(text, start) + named[0]
            end = start + named[1] - named[0]
    elif not connector.strip():
        return False
    reader.put_text(field, start, end)
    reader.consume(label.start, end)
    return True


_ANOTHER_NAME = re.compile(
    r"(?:类型|性质|类别|住所|地址|电话|代码|邮编|负责人|法定代表人|法人|注册资金|开办资金|业务主管单位|登记机关)："
)
_NAMED_BY_ITSELF = ("person", "organisation", "number", "county")


def _before_the_next(reader: Reader, start: int, end: int) -> int:
    """福鼎市示例康养院法人陈国平: a whole name ends where the name of another field stands."""
    other = _ANOTHER_NAME.search(reader.work, start, end)
    if other is not None and names.is_organisation(reader.work[start : other.start()].strip()):
        end = other.start()  # …护理院类型：民办
    for label in [x for x in reader.labels if start < x.start < end and not x.loose]:
        fields = [reader.form.fields[key] for key in label.keys]
        fields += [reader.form.fields[key] for key in (label.shared.fields if label.shared else ())]
        of_its_own = any(
            f.content in _NAMED_BY_ITSELF or f.type in ("phone", "address", "postcode", "uscc")
            for f in fields
        )
        if of_its_own and names.is_organisation(reader.work[start : label.start].strip()):
            return label.start
    return end


def label_ends_in_verb(reader: Reader, label: Label) -> bool:
    """我们叫…… already holds the verb."""
    return reader.work[label.start : label.end].endswith(("叫", "是", "为"))
