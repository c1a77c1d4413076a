"""Names, addresses and reference numbers: taken from beside their label, never a whole sentence."""

import re

from forms.definition import Field
from forms.extraction import copies, names, offices
from forms.extraction.clauses import asks_something
from forms.extraction.lexicon import Label, choice_named
from forms.extraction.reader import READ, Reader

_CORRECTED = (
    r"改回(?:到|成|为)?|改成|改为|改到|改|换成|换为|换|更正为|更正|变更为|变更|调整为"
    r"|应该是|应该|应为|应是|写成|填成|填"
)
_IS = re.compile(
    rf"(?:\s|：|=|）|[这那](?:一)?[栏项里格]|“|名字|姓名|名称|全称|现在|就是|也是|还是|写的是|写着|填写|写|是|为|叫做|叫|由|都是|都|均为|均是|同为|{_CORRECTED})*"
)
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
            if field.type == "address" and _take_address(reader, label, field):
                break
            if field.type == "text" and _take_text(reader, label, field, alone=len(fields) == 1):
                break


def _names_somebody(reader: Reader, label: Label) -> bool:
    start, _ = _start_of_value(reader, label)
    said = reader.work[start : reader.clause_end(start)].strip()
    kinds = {
        w for f in reader.form.fields.values() for c in f.choices for w in (c.label, *c.synonyms)
    }
    return said not in kinds and names.is_organisation(said)


def _start_of_value(reader: Reader, label: Label) -> tuple[int, str]:
    connector = _IS.match(reader.work, label.end)
    end = connector.end() if connector else label.end
    return end, reader.work[label.end : end]


_OF_AN_OFFICE = re.compile(
    r"[部科处股室办]|主管|主任|专员|经理|人员|助理|干事"
)  # 联系人行政部经理王芳


def _stop(reader: Reader, start: int, *, at_labels: bool, own: Label | None = None) -> int:
    """Where the value ends: its clause, what is read already, a telephone number, a next label."""
    end = reader.clause_end(start)
    read = reader.work.find(READ, start, end)
    stops = [end] + ([read] if read >= 0 else [])
    stops += [
        t.start for t in reader.tokens if t.kind in ("phone", "nearly_phone") and t.start >= start
    ]
    for label in reader.labels:
        strong = not label.loose and (
            at_labels or reader.work[label.start - 1 : label.start] == " "
        )
        if _OF_AN_OFFICE.match(reader.work, label.end):
            continue
        if own is not None and label.keys == own.keys:
            continue  # 政府联系人：区政府办公室 林建华
        if label.start >= start and strong:
            stops.append(label.start)
    return min(stops)


def _take_choice(reader: Reader, label: Label, field: Field) -> bool:
    start, _ = _start_of_value(reader, label)
    end = reader.clause_end(start)
    choice = choice_named(field, reader.work[start:end])
    if choice is None:
        number = re.fullmatch(
            r"\s*(?:选)?(?:第)?(\d{1,2}|[一二三四五六七八九十]{1,2})(?:个|项)?\s*",
            reader.work[start:end],
        )
        if number is None:
            return False
        reader.put_text(field, start, end)
    else:
        reader.set(field, start, end, choice.key)
    reader.consume(label.start, end)
    return True


_ANOTHER_PLACE = re.compile(r"注册|执照|证[上书]|不[用是写要填]|别[用写填]|原来?|以前|老[址院]|旧")
_THAT_IS_ALL = re.compile(r"(?:[这那][个里边])?(?:就(?:可以|行|好|是了?)|即可|[吧哈哦呢了])\s*$")


def _take_address(reader: Reader, label: Label, field: Field) -> bool:
    start, connector = _start_of_value(reader, label)
    end = reader.clause_end(start)
    cut = re.search(
        r"\s*[，,（]?\s*(?:邮编|邮政编码|邮政编号)|(?:\s+|(?<=[号室楼层栋座]))[0-8]\d{5}$",
        reader.work[start:end],
    )
    end = start + cut.start() if cut else end
    if names.full_address(reader.work[start:end]) is None:
        last = max(reader.work.rfind(mark, start, end) for mark in " ，") + 1
        if last > start and names.full_address(reader.work[last:end]) is not None:
            start = last  # 刚才地址漏了楼层 漳平市…
    if (whole := names.full_address(reader.work[start:end])) is not None:
        if _ANOTHER_PLACE.search(reader.work[start : start + whole[0]]):
            return False
        if _goes_on_otherwise(reader, start + whole[1], end):
            end = start + whole[1]
        start += whole[0]
        tail = _THAT_IS_ALL.search(reader.work[start:end])
        end = start + tail.start() if tail else end
    text = reader.work[start:end]
    if (
        READ in text
        or not text.strip()
        or not (re.search(r"[：=]|是|改|为", connector) or names.is_place(text))
    ):
        return False
    reader.put_text(field, start, end)
    reader.consume(label.start, end)
    return True


def _take_text(reader: Reader, label: Label, field: Field, *, alone: bool) -> bool:
    start, connector = _start_of_value(reader, label)
    if field.content == "person" and (since := _NOW.match(reader.work, label.end)):
        start = since.end()  # 法人去年变更为林国栋了
    if copies.take_same(reader, label, field, start):
        return True
    if field.content == "person":
        return _take_person(reader, label, field, start, connector)
    end = _stop(reader, start, at_labels=field.content == "number")
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


_FURTHER = re.compile(
    r"[\u4e00-\u9fffA-Za-z\d\-（）]{0,16}?(?:[楼栋座室层院内旁边侧处]|[A-Za-z\d]+)（?[^（）]{0,12}）?"
)


def _goes_on_otherwise(reader: Reader, start: int, end: int) -> bool:
    """…示例街50号2017年10月投资建成…: what follows the house is no part of where it is."""
    told = any(start <= x.start < end for x in reader.labels if not x.loose)
    told |= any(start <= t.start < end and t.kind == "date" for t in reader.tokens)
    told |= _OF_THE_GROUND.search(reader.work, start, end) is not None
    return told or (end - start > _LONGEST_TAIL and not _FURTHER.fullmatch(reader.work, start, end))


_OF_THE_GROUND = re.compile(r"占地|面积|\d\s*(?:亩|平方米|平米|㎡|张|人|名|家)")
_LONGEST_TAIL = 20
_ANOTHER_NAME = re.compile(
    r"(?:类型|性质|类别|住所|地址|电话|代码|邮编|负责人|法定代表人|法人|注册资金|开办资金|业务主管单位|登记机关)："
)
_NAMED_BY_ITSELF = ("person", "organisation", "number", "county")


def _before_the_next(reader: Reader, start: int, end: int) -> int:
    """福鼎市示例康养院法人陈国平: a name that is whole ends where the name of another field stands."""
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


_OF_THE_OFFICE = re.compile(
    r"(?:那边|这边|那里|方面)?的?(?:联系人|联络人|联系的|对接人?的?|经办人?的?|负责的?)(?:人|同志)?(?:就?是|叫|为|找|由|：)?"
)


def _take_person(reader: Reader, label: Label, field: Field, start: int, connector: str) -> bool:
    office = _OF_THE_OFFICE.match(reader.work, start)
    if office and not any(office.start() <= x.start < office.end() for x in reader.labels):
        start = office.end()  # 县卫健局的联系人是蓝凤英
    end = _stop(reader, start, at_labels=True, own=label)
    text = reader.work[start:end]
    name = names.person_in(text)
    if (
        name is None
        and _SPEAKER.fullmatch(text)
        and (told := _told_next(reader, label)) is not None
    ):
        start, text, name = told
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
    if name is None and not _DENIED.search(text):
        name = names.person_at_end(text)
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
_CALLED = re.compile(r"\s*(?:就)?(?:我|他|她)?(?:的)?(?:叫|姓名|名叫|名字|全名)(?:是|叫|为|：)?\s*")


_REPLACED = re.compile(
    r"已经?不是|不再是|不是[^，,。；]{2,6}了|换|曾用名|原名|旧名|变|调走|退休|离职|不干|不是他|不是她"
)
_NOW = re.compile(
    r"\s*(?:[从由][\u4e00-\u9fff]{2,4}?)?(?:(?:\d{4}年|[今去前]年|上个?月|[\d一二三四五六七八九十]{1,2}月(?:份)?|[底初中旬]|刚刚?|就|已经?)*(?:变更|换|改|变|调整)[成为]了?|(?:现在|目前|如今|新来的?|新任|接任的?|接手的?)(?:的)?(?:是|叫|由|换成|换为|改成))\s*"
)


def _successor(reader: Reader, label: Label) -> tuple[int, str, str] | None:
    """法人换了，王海滨不干了，现在是周晓明: who holds the office now."""
    sentence = next((c.sentence for c in reader.clauses if c.start <= label.start < c.end), None)
    for clause in [c for c in reader.clauses if c.start > label.end and c.sentence == sentence]:
        lead = _NOW.match(reader.work, clause.start)
        if lead is not None and not asks_something(reader.folded[clause.start : clause.end]):
            text = reader.work[lead.end() : _stop(reader, lead.end(), at_labels=True)]
            name = names.person_in(text)
            return None if name is None else (lead.end(), text, name)
    return None


def _told_next(reader: Reader, label: Label) -> tuple[int, str, str] | None:
    """我是联系人，叫林小娟: the name follows in the next clause."""
    clause = next((c for c in reader.clauses if c.start >= label.end and not c.asks), None)
    if clause is None:
        return None
    connector = _IS.match(reader.work, label.end)
    between = reader.work[connector.end() if connector else label.end : clause.start]
    if not _SPEAKER.fullmatch(between.strip(" ，,。；\n")):
        return None
    lead = _CALLED.match(reader.work, clause.start)
    if lead is None and "我" not in between:
        return None
    start = lead.end() if lead else clause.start  # 联系人是我，余秀英
    text = reader.work[start : _stop(reader, start, at_labels=True)]
    name = names.person_in(text)
    return None if name is None else (start, text, name)


def _listed_before(reader: Reader, label: Label) -> list[Field]:
    """负责人和联系人都是……: the labels joined to this one."""
    found: list[Field] = []
    end = label.start
    for other in reversed([x for x in reader.labels if x.end <= label.start]):
        if not re.fullmatch(
            r"\s*(?:[、和及与，,（]|以及|兼任?|就是|也是|即是?|即为)\s*",
            reader.work[other.end : end],
        ):
            break
        found += [f for k in other.keys if (f := reader.form.fields[k]).content == "person"]
        end = other.start
    return found
