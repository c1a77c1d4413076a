"""The address behind its name: from the county to the house, and nothing that follows it."""

import re

from forms.definition import Field
from forms.extraction import places
from forms.extraction.bounds import start_of_value
from forms.extraction.lexicon import Label
from forms.extraction.reader import READ, Reader

_ANOTHER_PLACE = re.compile(r"注册|执照|证[上书]|不[用是写要填]|别[用写填]|原来?|以前|老[址院]|旧")


_THAT_IS_ALL = re.compile(r"(?:[这那][个里边])?(?:就(?:可以|行|好|是了?)|即可|[吧哈哦呢了])\s*$")


def take_address(reader: Reader, label: Label, field: Field) -> bool:
    start, connector = start_of_value(reader, label)
    end = reader.clause_end(start)
    cut = re.search(
        r"\s*[，,（]?\s*(?:邮编|邮政编码|邮政编号)|(?:\s+|(?<=[号室楼层栋座]))[0-8]\d{5}$",
        reader.work[start:end],
    )
    end = start + cut.start() if cut else end
    if places.full_address(reader.work[start:end]) is None:
        last = max(reader.work.rfind(mark, start, end) for mark in " ，") + 1
        if last > start and places.full_address(reader.work[last:end]) is not None:
            start = last  # 刚才地址漏了楼层 漳平市…
    if (whole := places.full_address(reader.work[start:end])) is not None:
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
        or not (re.search(r"[：=]|是|改|为", connector) or places.is_place(text))
    ):
        return False
    reader.put_text(field, start, end)
    before = [t for t in reader.tokens if label.end <= t.start and t.end <= start]
    if any(t.kind == "postcode" for t in before):  # 地址：（353000）南平市…
        reader.consume(label.start, label.end)
    else:
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
