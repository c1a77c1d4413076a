"""护理员36人，走了2人，现在34人: of a count, what changed it and what it came to, the last."""

import re
from datetime import date

from forms.extraction import tokens
from forms.extraction.lexicon import Lexicon
from forms.extraction.tokens import Token

_MOVED = re.compile(
    r"走|离职|离开|退|关|撤|拆|减|停|辞|调[走离出]|去世|过世|搬|转|出院|回家|新增|招|休假|产假|病假|请假|外派|借调|[进来加增添扩少多]了|住进"
)
_CAME_TO = re.compile(
    r"(?:现在|目前|如今|眼下|现有|还剩下?|只?剩下?|变成了?)(?:是|有|为|剩|还|只|一?共|总共)*(?:实际|真正)?(?:在岗|在册|在用|在住|在院)?(?:是|有|为)*\s*$"
)
_SENTENCE = re.compile(r"[。；！？\n]")
_MOST_CHANGES = 3
_PEOPLE = {None, "人", "个"}

_ONCE_OTHERWISE = re.compile(
    r"(?:以前|之前|原来|原先|本来|早先|[去前]年|过去|起初)(?:还|都|一直|是|的)*"
    r"(?:没有?|不是|没[开做办搞批上]|无|有过?)(?:定点|过|办|开)?[了的]*[，,、 ]*"
    r"(?=(?:今年|去年|现在|后来|目前|如今|[上这]个?月|前不久|最近|刚|20\d\d年|\d\d年)"
    r"[^，,。；\n]{0,12}?(?:有了|开|批|办|取得|拿到|取消|停|定点|纳入|通过|上了|[没有](?:[，,。；\n]|$)))"
)
_IN_BETWEEN = re.compile(r"后来(?:又|就)?[^，,。；\n\d]{1,6}了[，, ]*(?=(?:现在|目前|如今)[没有])")


def smoothed(text: str, lexicon: Lexicon, today: date) -> str:
    """`text` (folded), as long as before, without what it was before it changed."""
    for pattern in (_ONCE_OTHERWISE, _IN_BETWEEN):
        text = pattern.sub(lambda m: " " * len(m.group()), text)
    if not _MOVED.search(text):
        return text
    counts = [t for t in tokens.find(text, today) if t.kind == "number"]
    for at, first in enumerate(counts):
        for last in range(at + 2, min(at + 2 + _MOST_CHANGES, len(counts))):
            if _is_change(text, lexicon, counts[at : last + 1]):
                start, end = _with_its_time(text, first.start), counts[last].start
                text = text[:start] + " " * (end - start) + text[end:]
                break
    return text


def _is_change(text: str, lexicon: Lexicon, run: list[Token]) -> bool:
    """A count, one or more changes of it, and what there is now; nothing else named between."""
    first, *changes, last = run
    between = text[first.end : last.start]
    if _SENTENCE.search(between) or any(not x.loose for x in lexicon.labels(between)):
        return False
    if _CAME_TO.search(text[changes[-1].end : last.start]) is None:
        return False
    if any(not _same(first, other) for other in run):
        return False
    starts = [first, *changes]
    return all(
        _MOVED.search(text[before.end : change.start])
        for before, change in zip(starts, changes, strict=False)
    )


_AT_FIRST = re.compile(
    r"(?:以前|之前|原来|原先|本来|当初|早先|起初|年初|[去前]年底?|上个?月底?)(?:是|有|为|的|一?共)*\s*$"
)


def _with_its_time(text: str, start: int) -> int:
    """原来是50: where the words begin that say when it was."""
    once = _AT_FIRST.search(text[:start])
    return once.start() if once else start


def _same(one: Token, other: Token) -> bool:
    return (
        one.unit == other.unit
        or {one.unit, other.unit} <= _PEOPLE
        or None
        in (
            one.unit,
            other.unit,
        )
    )
