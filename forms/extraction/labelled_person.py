"""Who holds an office that is named before the person: 院长是王建国, 法人换了，现在是周晓明."""

import re

from forms.definition import Field
from forms.extraction import names, offices
from forms.extraction.bounds import IS, stop
from forms.extraction.clauses import asks_something
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader

_OF_THE_OFFICE = re.compile(
    r"(?:那边|这边|那里|方面)?的?(?:联系人|联络人|联系的|对接人?的?|经办人?的?|负责的?)(?:人|同志)?(?:就?是|叫|为|找|由|：)?"
)


def take_person(reader: Reader, label: Label, field: Field, start: int, connector: str) -> bool:
    office = _OF_THE_OFFICE.match(reader.work, start)
    if office and not any(office.start() <= x.start < office.end() for x in reader.labels):
        start = office.end()  # 县卫健局的联系人是蓝凤英
    end = stop(reader, start, at_labels=True, own=label)
    text = reader.work[start:end]
    name = names.person_in(text)
    if (
        name is None
        and _SPEAKER.fullmatch(text)
        and (told := _told_next(reader, label)) is not None
    ):
        start, text, name = told
    if name is None and (called := names.family_name_addressed(text)) is not None:
        told = _told_next(reader, label, called)
        start, text, name = told or (start, text, None)
    if name is None and _REPLACED.search(reader.work[label.end : end]):
        told = _successor(reader, label)
        start, text, name = told or (start, text, None)
    if name is None and " " in text.strip():  # 办公室 林伟
        name = next((n for part in reversed(text.split()) if (n := names.person_in(part))), None)
    if name is None and (first := _FIRST_OF_TWO.match(text.strip())):
        name = names.person_in(first[1])
    if name is None and _DEPUTY.match(text.strip()):
        return False  # 分管副局长李明: of the office, but not the one asked for
    if name is None and "：" in connector and names.is_whole_name(text.strip()):
        name = text.strip() if text.strip() not in names.small_words() else None
    if name is None and offices.person_before(reader, label, field):
        return True
    if name is None and (last := names.person_at_end(text)) is not None:
        name = None if _DENIED.search(text.removesuffix(last)) else last
    if name is None:
        return False
    at = start + text.rindex(name)
    again = len(name) > 2 and name[-1] == name[0]
    if again and reader.work.startswith(names.titles(), at + len(name)):
        name = name[:-1]  # 院长是刘海燕刘院长
    fields = [field]
    listed = _listed_before(reader, label)
    both = _IS_BOTH.search(reader.work[: label.start]) or (
        reader.work[: label.start].endswith("（") and connector.lstrip().startswith("）")
    )  # 负责人就是法人周海峰, 法定代表人（负责人）：周海峰
    if (listed and re.search(r"都|均|同为", connector)) or both:
        fields = [*listed, field]
    end, besides = _held_besides(reader, at + len(name))
    for each in [*fields, *besides]:
        reader.set(each, at, at + len(name), reader.original[at : at + len(name)])
    reader.consume(label.start, end)
    return True


_FIRST_OF_TWO = re.compile(
    r"([\u4e00-\u9fff]{2,4}?)(?=(?:常务)?副[院主经书总]|分管|主管|协助)[\u4e00-\u9fff]+"
)


_DENIED = re.compile(r"不|没|未|别|原|曾|以前|之前|调走|退休|离职|[?？]")


_DEPUTY = re.compile(r"(?:的)?分管")


_ALSO = re.compile(
    r"\s*（?\s*(?:兼任?|(?:[，,]\s*)?(?:[他她])?(?:也是|同时是|同时也是|同时兼任?|并兼任?)|担任|任)\s*(?:我们|我院|本院)?的?"
)


def _held_besides(reader: Reader, end: int) -> tuple[int, list[Field]]:
    """法定代表人陈伟（兼院长）: where the second office ends, and its field."""
    also = _ALSO.match(reader.work, end)
    label = next((x for x in reader.labels if also and x.start == also.end()), None)
    if label is None:
        return end, []
    found = [f for k in label.keys if (f := reader.form.fields[k]).content == "person"]
    if not found:
        return end, []
    if (
        also
        and "，" in also.group()
        and reader.work[label.end : reader.clause_end(label.start)].strip()
    ):
        return end, []
    closed = re.match(r"\s*）", reader.work[label.end :])
    return label.end + (closed.end() if closed else 0), found


_SPEAKER = re.compile(
    r"\s*(?:就?(?:行|可以|好)(?:了|吧)*|我(?:本人|自己|们)?|(?:就|写|填|用|找|打|联系)*我(?:本人|自己)?(?:就|也)?(?:行|好|可以|吧|了)*)?\s*"
)


_IS_BOTH = re.compile(r"(?:兼任?|就是|也是|即是?|即为)\s*(?:我们|本院|我院)?的?$")


_CALLED = re.compile(
    r"\s*(?:就)?(?:我|他|她)?(?:的)?(?:叫|姓名|名叫|名字|全名|大名|本名)(?:是|叫|为|：)?\s*"
)


_REPLACED = re.compile(
    r"已经?不是|不再是|不是[^，,。；]{2,6}了|换|曾用名|原名|旧名|变|调走|退休|离职|不干|不是他|不是她"
)


NOW = re.compile(
    r"\s*(?:[从由][\u4e00-\u9fff]{2,4}?)?(?:(?:\d{4}年|[今去前]年|上个?月|[\d一二三四五六七八九十]{1,2}月(?:份)?|[底初中旬]|刚刚?|就|已经?)*(?:变更|换|改|变|调整)[成为]了?|(?:现在|目前|如今|新来的?|新任|接任的?|接手的?)(?:的)?(?:是|叫|由|换成|换为|改成))\s*"
)


def _successor(reader: Reader, label: Label) -> tuple[int, str, str] | None:
    """法人换了，王海滨不干了，现在是周晓明: who holds the office now."""
    sentence = next((c.sentence for c in reader.clauses if c.start <= label.start < c.end), None)
    for clause in [c for c in reader.clauses if c.start > label.end and c.sentence == sentence]:
        lead = NOW.match(reader.work, clause.start)
        if lead is not None and not asks_something(reader.folded[clause.start : clause.end]):
            text = reader.work[lead.end() : stop(reader, lead.end(), at_labels=True)]
            name = names.person_in(text)
            return None if name is None else (lead.end(), text, name)
    return None


def _told_next(
    reader: Reader, label: Label, called: str | None = None
) -> tuple[int, str, str] | None:
    """我是联系人，叫林小娟; 联系人办公室小吴，全名吴思琪: the name follows in the next clause."""
    clause = next((c for c in reader.clauses if c.start >= label.end and not c.asks), None)
    if clause is None:
        return None
    connector = IS.match(reader.work, label.end)
    between = reader.work[connector.end() if connector else label.end : clause.start]
    if called is None and not _SPEAKER.fullmatch(between.strip(" ，,。；\n")):
        return None
    lead = _CALLED.match(reader.work, clause.start)
    if lead is None and called is None and "我" not in between:
        return None
    start = lead.end() if lead else clause.start  # 联系人是我，余秀英
    text = reader.work[start : stop(reader, start, at_labels=True)]
    name = names.person_in(text)
    if name is not None and called is not None and not name.startswith(called):
        return None
    return None if name is None else (start, text, name)


def _listed_before(reader: Reader, label: Label) -> list[Field]:
    """负责人和联系人都是……: the labels joined to this one."""
    found: list[Field] = []
    end = label.start
    for other in reversed([x for x in reader.labels if x.end <= label.start]):
        if not re.fullmatch(
            r"\s*(?:[、和及与跟同，,（]|以及|兼任?|就是|也是|即是?|即为)?\s*",
            reader.work[other.end : end],
        ):
            break
        found += [f for k in other.keys if (f := reader.form.fields[k]).content == "person"]
        end = other.start
    return found
