"""A message read once more with other stops: 证是有的 2015年7月的, 后勤8位康复师一位.

The second reading counts only where it says all that the first one says, and more, and leaves
nothing more in doubt.
"""

import re
from collections.abc import Iterator

from forms.cleaning import fold
from forms.definition import Form
from forms.extraction import clauses
from forms.extraction.lexicon import lexicon_of
from forms.extraction.result import Extraction

_UNITS = "张人名位个家对次项类级岁号年月日楼栋层亩元万"
_SPACE = re.compile(
    rf"(?<=[\u4e00-\u9fff%）√×])[ \u3000]+(?=[\u4e00-\u9fff])"
    rf"|(?<=\d)[ \u3000]+(?=[\u4e00-\u9fff])(?![{_UNITS}])"
    r"|(?<=[了的过有])[ \u3000]+(?=(?:20)?\d\d年)"
)
_ENDED = re.compile(r"(?:[了过好齐吧%]|\d|[号日月])$")
_COUNTED = re.compile(
    r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百]{1,6})\s*[张人名位家个次对项类]$"
)
_NEAR = 2
_WITH_AN_OBJECT = re.compile(r"[了过好齐]$")
_ANSWERED = re.compile(r"(?:还|也|都|暂时?)*(?:没有|有|无)$")
_BEGINS = re.compile(
    r"(?<=[\u4e00-\u9fff\d%])(?=(?:其中|另外|还有|后来|也没有?|没有被|一共|总共|其他|其余|剩下的?|还没|去年|前年|目前|现在)[\u4e00-\u9fff\d])"
)


def readings(form: Form, text: str) -> Iterator[str]:
    """`text` with other stops, where it has such."""
    if "\n" in text.strip():
        return  # the lines of a table
    if (apart := _before_names(form, text)) != text:
        yield apart
    if (wide := _before_beginnings(apart)) != apart:
        yield wide
    if (spaced := _SPACE.sub("，", text)) != text:
        yield spaced


_MAY_BEGIN = re.compile(
    r"(?<=[\u4e00-\u9fff\d%）])(?<![的是在和及与跟由把被给从到向按用要就都也还才只不没求副前老原新兼任当代])"
    r"(?=(?:其中|后来|一共|总共|合计|其他|其余|剩下的?|去年|前年|目前|现在|现址|实际|我们|我院|不过|但是?|只是"
    r"|从来|从未|养老[那这][边块个]|医疗[那这][边块个]|首次|最早|有效期|上个月|这个月|没有(?:发生|被)|未被|于\d|系"
    r"|负责人|联系人|法人|电话|手机|座机|地址|邮编|代码|医保|长护险|满意度)[\u4e00-\u9fff\d：])"
)
"""Where a statement may begin without a mark, whatever stands before."""


def _before_beginnings(text: str) -> str:
    """护士报少了把新来的也算上…, 2019年4月发的现在…: a stop wherever one may be."""
    if len(text) < _LONG_ENOUGH or any(clause.asks for clause in clauses.split(fold(text))):
        return text  # 评审要求满意度95%: what stands together is not torn apart
    return _MAY_BEGIN.sub("，", text)


_LONG_ENOUGH = 12


def _before_names(form: Form, text: str) -> str:
    """社工没有康复师一位后勤8位: a stop before each name behind what looks ended."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    labels = [x for x in lexicon_of(form).labels(folded) if not x.loose]
    ends = {x.end for x in labels}

    def ended(position: int) -> bool:
        before = folded[:position]
        if (counted := _COUNTED.search(before)) is not None:  # 后勤8位, but not 一个社工
            return any(0 <= counted.start() - end <= _NEAR for end in ends)
        if _WITH_AN_OBJECT.search(before):  # 除了安宁疗护, 开展了健康教育; but 规划纳入了机制建了
            stretch = max(before.rfind(mark) for mark in "，,。；") + 1
            if before.endswith("除了") or not any(stretch < end for end in ends if end < position):
                return False
        answer = _ANSWERED.search(before)
        return _ENDED.search(before) is not None or (
            answer is not None and answer.start() in ends  # 医保有长护险没有
        )

    at = {m.start() for m in _BEGINS.finditer(folded) if ended(m.start())}
    at |= {x.start for x in labels if x.start and ended(x.start)}
    for position in sorted(at, reverse=True):
        text = f"{text[:position]}，{text[position:]}"
    return text


def _in_doubt(found: Extraction) -> set[str]:
    """中医平台正在招标: what is asked back is not decided by a stop in the middle of it."""
    return {doubt.key for doubt in found.doubtful if doubt.key}


def is_more(one: Extraction, other: Extraction) -> bool:
    """Does `other` say all that `one` says, and more, and leave nothing more open?"""
    return (
        len(other.values) > len(one.values)
        and one.values.items() <= other.values.items()
        and len(other.doubtful) <= len(one.doubtful)
        and not _in_doubt(one) & set(other.values)
        and len(other.rejected) <= len(one.rejected)
        and set(one.copies) <= set(other.copies)
        and set(one.cleared) <= set(other.cleared)
    )
