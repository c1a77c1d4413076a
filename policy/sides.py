"""What a question sets beside each other, by its notices: `29号文讲几类，示范标准又怎么写`.

A notice is named, or told by its year, by who speaks in it, or by its matter. What stands behind
one such mark, up to that of another notice, is asked of it alone; what stands before the first is
asked of all of them, and so may be what stands at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from policy.cues import Cues
from policy.router_data import SidesRule

_NEXT_TO = re.compile(r"[的里那这份头个文号年省发出月\d]{0,3}")
"""Between two marks of one notice: 2021年那份省里的."""
_JOINED = re.compile(r"[和跟与、,，]+$|还是$")
_JOINER = re.compile("[和跟与、]|还是|以及")
_SOMETHING = 2
"""Fewer characters beside the words of asking ask nothing of one notice alone."""
_ENOUGH = 6
"""So many ask it without what stands before."""


_MARKS = re.compile(r"[,，。;；:：?？!！ ]+")
_ROW = re.compile("[、和跟与及]|以及|还有|还是")
_EACH_OF = re.compile(r"^[^一哪]{0,3}(?:一[个份条张]|哪[个份些条张])(?:[是讲说写管要]|卡?在)?")
_OF_ALL = re.compile("[各都]是?|分别|[这那]?两[个份边处头]|一样不一样|一样|不同|区别|差别|一致")
_A_THING, _MOST_THINGS = 3, 4


@dataclass
class Side:
    """The notices (by place) of which one is meant, or any where it is not known; the texts that
    may ask it, without the marks, and whether one of them is named."""

    notices: frozenset[int]
    named: bool
    own: str = ""
    ways: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    notices: frozenset[int]
    named: bool = False
    speaker: frozenset[int] | None = None
    """The notices in which speaks whom it tells, where it tells that."""


class Sides:
    """Finds the sides of questions about the notices of `ids`, in that order (the rule may speak of
    others). `beside_asking`: what a text says beside the words that only ask."""

    def __init__(
        self,
        cues: Cues,
        rule: SidesRule,
        ids: Sequence[str],
        beside_asking: Callable[[str], str],
    ) -> None:
        self._cues, self._beside_asking = cues, beside_asking
        self._setting, self._plainly = re.compile(rule.setting), re.compile(rule.plainly)
        self._things, self._spread = re.compile(rule.things), re.compile(rule.spread)
        told = [
            (re.compile(one.like), frozenset(map(ids.index, set(one.notices) & set(ids))), speaks)
            for one, speaks in (
                *((one, False) for one in (*rule.years, *rule.matters)),
                *((one, True) for one in rule.speakers),
            )
        ]
        self._told = [one for one in told if one[1]]
        self.of_each = {
            frozenset(map(ids.index, set(one.notices) & set(ids))) for one in rule.years if one.each
        }
        """The notices of which each answers where a year alone tells them."""

    def without_setting(self, text: str) -> str | None:
        """A text without the words that set things beside each other; None where it has none. What
        stands between them (哪个讲了消防，分别…) stays."""
        rest, found = self._setting.subn(_between, text)
        return rest if found else None

    def plainly(self, text: str) -> bool:
        """Whether a question plainly compares: 跟 and 还是 may do otherwise."""
        return bool(self._plainly.search(text))

    def weakly(self, text: str) -> bool:
        """Whether only such words set things beside each other in it."""
        return bool(self._setting.search(text)) and not self.plainly(text)

    def of(self, text: str) -> list[Side]:
        """The sides of a question as it is read; [] where there are fewer than two, or where it
        does not set them beside each other."""
        marks = self._marks(text)
        found: list[Side] = []
        at: list[tuple[Side, _Mark]] = []
        speaker: frozenset[int] | None = None
        for mark in marks:
            same = next((s for s in reversed(found) if s.notices & mark.notices), None)
            if same is not None and self._another(text, same, mark, at[-1]):
                same.notices -= mark.notices
                same = None
            if same is None:
                meant = mark.notices
                if speaker is not None and mark.speaker is None:  # 省里21年的和25年的
                    meant = meant & speaker or meant
                same = Side(meant, mark.named)
                found.append(same)
            elif mark.named or not same.named:
                same.notices &= mark.notices
                same.named = same.named or mark.named
            speaker = mark.speaker or speaker
            at.append((same, mark))
        if len(found) == 1 and len(found[0].notices) > 1 and self._spread.search(text):
            rest = _without(text, marks)
            return [Side(frozenset([i]), named=False, ways=[rest]) for i in found[0].notices]
        if len(found) < 2:
            return []
        self._ask(text, found, at)
        beside = self._setting.search(text) or all(s.named for s in found)
        return found if beside or self._parallel(text, found, at) else []

    def _parallel(self, text: str, found: Sequence[Side], at: Sequence[tuple[Side, _Mark]]) -> bool:
        """Whether what speaks in each side is told in a part of its own that says something:
        辽宁点名沈阳，福建点名哪几个市."""
        first = [next(m for side, m in at if side is one) for one in found]
        parts = {len(_MARKS.findall(text[: mark.start])) for mark in first}
        speak = all(mark.speaker is not None for mark in first)
        says = all(len(self._beside_asking(side.own)) >= _ENOUGH for side in found)
        return speak and says and len(parts) == len(found)

    def _another(self, text: str, same: Side, mark: _Mark, last: tuple[Side, _Mark]) -> bool:
        """Whether a mark that may mean a side's notice is joined to it as another of its own:
        福建的任务和示范标准."""
        between = text[last[1].end : mark.start]
        joined = last[0] is same and _JOINER.search(between) is not None
        return joined and not same.named and mark.notices < same.notices

    def things(self, text: str) -> list[list[str]]:
        """The rows of things that a question sets beside each other, in the order they are to be
        tried: what is joined within one part of it (`自查表、申请表是哪份的`), and what its parts
        say one after the other (`一份讲钱从哪出，一份讲覆盖率`), with what stands before them."""
        if not self._things.search(text):
            return []
        parts = [part for part in _MARKS.split(text) if part]
        rows = [_ROW.split(part) for part in parts]
        each = [i for i, part in enumerate(parts) if _EACH_OF.match(part)]
        if len(each) > 1:
            head = "".join(f"{part}," for part in parts[: each[0]])
            rows.append([head + _EACH_OF.sub("", parts[i]) for i in each])
        kept = [[thing for thing in row if len(thing) >= _A_THING] for row in rows]
        return [row for row in kept if 2 <= len(row) <= _MOST_THINGS]

    def _ask(self, text: str, found: Sequence[Side], at: Sequence[tuple[Side, _Mark]]) -> None:
        """Give each side the ways to ask it."""
        head = text[: at[0][1].start]
        rest = _without(text, [mark for _, mark in at])
        last, end = at[-1]
        owns = text[end.end :]
        tail = self._of_all(owns)
        until = [mark.start for _, mark in at[1:]] + [len(text) - len(tail)]
        for (side, mark), stop in zip(at, until, strict=True):
            side.own += _JOINED.sub("", text[mark.end : stop])
        for side in found:
            said = len(self._beside_asking(side.own))
            ways = [head + side.own] if head or said >= _SOMETHING else []
            if said >= _ENOUGH:
                ways.append(side.own)
            if tail:
                ways = [f"{head}{side.own},{tail}"]
            elif side is not last:
                ways.append(f"{head}{side.own},{owns}")
            side.ways = list(dict.fromkeys([*ways, rest]))

    def _of_all(self, owns: str) -> str:
        """What stands at the end of a question and is asked of every side: 两个截止时间各是什么."""
        parts = _MARKS.split(owns.rstrip("?？!！。 "))
        tail = parts[-1] if len(parts) > 1 else ""
        asked = len(self._beside_asking(_OF_ALL.sub("", tail))) >= _SOMETHING
        return owns[owns.rindex(tail) :] if asked and _OF_ALL.search(tail) else ""

    def _marks(self, text: str) -> list[_Mark]:
        """The marks in a text, those that stand together as one."""
        spans = [_Mark(s, e, frozenset([i]), named=True) for s, e, i in self._cues.spans(text)]
        spans += [
            _Mark(*match.span(), notices, speaker=notices if speaks else None)
            for like, notices, speaks in self._told
            for match in like.finditer(text)
        ]
        marks: list[_Mark] = []
        for span in sorted(spans, key=lambda m: (m.start, -m.end)):
            together = _together(text, marks[-1], span) if marks else None
            if together is None:
                marks.append(span)
            else:
                marks[-1] = together
        return marks


def _together(text: str, one: _Mark, other: _Mark) -> _Mark | None:
    """Two marks as one where they stand together and may mean one notice."""
    apart = other.start >= one.end
    if apart and not _NEXT_TO.fullmatch(text[one.end : other.start]):
        return None
    both = one.notices & other.notices
    if apart and not both and one.named == other.named:
        return None
    surer = other if other.named and not one.named else one
    return _Mark(
        one.start,
        max(one.end, other.end),
        both or surer.notices,
        one.named or other.named,
        other.speaker or one.speaker,
    )


def _without(text: str, marks: Sequence[_Mark]) -> str:
    kept, at = "", 0
    for mark in marks:
        kept, at = kept + text[at : mark.start], max(at, mark.end)
    return kept + text[at:]


def _between(setting: re.Match[str]) -> str:
    return setting["between"] or ""
