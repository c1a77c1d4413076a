"""Parts of names, where only one of the questions just asked can be meant: 方案有，机制没有."""

import re
from collections.abc import Sequence

from forms.definition import Field
from forms.extraction.lexicon import Label

_BEGINS = re.compile(
    r"(?:^|[，,。；、\n\s和及]|其中|我们|我院|不过|但是?|只是?|就是?|另外|还有|也)$"
)
_GOES_ON = re.compile(
    r"(?:[的这那]个?(?:一?[块项个])?)?(?:还|也|都|已经?|暂时|目前|现在|就|倒|全|刚)*"
    r"(?:[没未不有做建搞办是能可否正在完齐定出落制编印健规好成上]|纳入|$|[、，,。；和及])"
)
_NO_NAME = re.compile(r"[都全均各没未不有]|以[上下]|其[他它余]|所有|别的|[一二三四五六七八九十两]")
_LONGEST, _SHORTEST = 8, 2


def with_short_names(asked: Sequence[Field], text: str, labels: list[Label]) -> list[Label]:
    """`labels` with those added, or put right, that name one of several yes-or-no questions.

    A part of a name counts where it begins a clause or an enumeration, is followed by an answer,
    and stands in the names of exactly one of the questions. What was asked comes before what was
    not: 培训 is the training among the measures that were asked, not that of another group.
    """
    fields = [field for field in asked if field.type == "yes_no"]
    if len(fields) < 2:
        return labels
    names = {f.key: (f.label, f.short, *f.aliases) for f in fields}
    found: list[Label] = []
    for start in _beginnings(text):
        covering = next((x for x in labels if x.start <= start < x.end), None)
        if covering is not None and set(covering.keys) & set(names):
            continue
        label = _only_one(names, text, start)
        if label is not None and (covering is None or covering.end <= label.end):
            found.append(label)
    kept = [x for x in labels if not any(f.start < x.end and x.start < f.end for f in found)]
    return sorted([*kept, *found], key=lambda label: label.start)


def _beginnings(text: str) -> list[int]:
    return [at for at in range(len(text)) if _BEGINS.search(text[max(0, at - 2) : at])]


def _only_one(names: dict[str, tuple[str, ...]], text: str, start: int) -> Label | None:
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        part = text[start : start + length]
        if len(part) < length or re.search(r"[^\u4e00-\u9fff]", part) or _NO_NAME.match(part):
            continue
        keys = [key for key, known in names.items() if any(part in name for name in known)]
        if keys:
            ends = start + length
            one = len(keys) == 1 and _GOES_ON.match(text[ends : ends + 12])
            return Label(start, ends, (keys[0],)) if one else None
    return None
