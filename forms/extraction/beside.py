"""What stands beside the name of a yes-or-no question: a room, a count, the day it began."""

import re

from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader

_ROOM = re.compile(
    r"(?:治疗|训练|活动|理疗|评估)?(?:[室组科区部馆台仪]|设备|器材|专业|人员|团队|大厅)"
)
_COUNT = re.compile(r"的?(?:有|共|是|：)?\s*\d+(?![\d.年月/-])\s*[家对个人名张次间台]?")
_FAULTS = re.compile(  # 信息填报有2处错误
    r"[^，,。；\n]{0,3}(?:有|发现|查出|存在)?了?\s*[\d一二两三四五六七八九十]+\s*[处个项条点][^，,。；\n]{0,6}"
    r"(?:问题|错误|差错|不足|隐患|缺陷|漏洞|短板|遗漏|疏漏|不符)"
)
_ALL_IN_ONE = re.compile(r"集[^，,。；\n]{2,30}[于为]?一体")


def by_the_way(reader: Reader, label: Label) -> bool:
    """康复治疗室, 康复组3人, 签约合作45对, 集医疗、康复于一体: no answer to what was not asked."""
    if _COUNT.match(reader.work, label.end):
        asked = [reader.form.fields[key] for key in label.keys]
        return not (any(f.faults for f in asked) and _FAULTS.match(reader.work, label.end))
    if any(reader.form.fields[key] in reader.expecting for key in label.keys):
        return False
    if reader.folded[: label.start].endswith("从") and reader.folded.startswith("到", label.end):
        return True  # 从健康管理到临终关怀
    if _ROOM.match(reader.folded, label.end):
        return True
    return any(m.start() <= label.start < m.end() for m in _ALL_IN_ONE.finditer(reader.folded))


_BEGAN = re.compile(
    r"[的是在于就\s]*(?:定的?点?|开通|纳入|办的?|批的?|起|开始|通过|成为|列入|签约)?[的了点]*\s*"
)


def since(reader: Reader, clause: Clause, labels: list[Label]) -> bool:
    """医保2018年3月定的点: what was asked about has been so since a day."""
    keys = [key for label in labels for key in label.keys]
    fields = [f for key in keys if (f := reader.form.fields[key]).type == "yes_no"]
    dates = [t for t in reader.tokens if clause.start <= t.start < clause.end]
    if len(labels) != 1 or len(dates) != 1 or dates[0].kind != "date" or not fields:
        return False
    if fields[0] not in reader.expecting or fields[0].confirm_yes or dates[0].date is None:
        return False
    group = reader.form.group_of[fields[0].key].fields
    if any(f.type in ("date", "partial_date") for f in group):
        return False
    before = reader.work[labels[0].end : dates[0].start]
    past = dates[0].date.value <= reader.today.isoformat()
    return (
        past
        and not before.strip(" 是从在于")
        and (_BEGAN.fullmatch(reader.work, dates[0].end, clause.end) is not None)
    )
