"""Where the value behind a name begins, and where it ends."""

import re

from forms.extraction.lexicon import Label
from forms.extraction.reader import READ, Reader

_CORRECTED = (
    r"改回(?:到|成|为)?|改成|改为|改到|改|换成|换为|换|更正为|更正|变更为|变更|调整为"
    r"|应该是|应该|应为|应是|写成|填成|填"
)


IS = re.compile(
    rf"(?:\s|：|=|）|[这那](?:一)?[栏项里格]|“|名字|姓名|名称|全称|现在|就是|也是|还是|写的是|写着|填写|写|是|为|叫做|叫|由|都是|都|均为|均是|同为|{_CORRECTED})*"
)


def start_of_value(reader: Reader, label: Label) -> tuple[int, str]:
    connector = IS.match(reader.work, label.end)
    end = connector.end() if connector else label.end
    return end, reader.work[label.end : end]


_OF_AN_OFFICE = re.compile(
    r"[部科处股室办]|主管|主任|专员|经理|人员|助理|干事"
)  # 联系人行政部经理王芳


def stop(reader: Reader, start: int, *, at_labels: bool, own: Label | None = None) -> int:
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
