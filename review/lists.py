"""Reviewers ask about a list that they have just had screened."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.cleaning import compact
from review.questions import Question
from review.wording import say
from screening.summary import Standing, Summary

FAIL = "不符合"


@dataclass(frozen=True)
class Told:
    """An answer: a sentence, and the institutions it is about. `known`: it is an answer at all."""

    text: str
    found: Sequence[Standing] = ()
    known: bool = True


def named(read: Question) -> bool:
    """Whether the question says itself that it is about the list."""
    return read.who.startswith("名单")


def answer(read: Question, row: int | None, summary: Summary) -> Told:
    """Answer from the list; `row` is the institution spoken of before."""
    if read.kind == "upload":
        return Told("", known=False)
    everyone = summary.institutions
    if read.kind in ("nearly", "all") and (read.everywhere or named(read)):
        if read.lacking is None:
            return Told(say("list_all", count=len(everyone)), everyone)
        found = [one for one in everyone if len(one.open) == read.lacking]
        key = "list_lacking" if found else "list_lacking_none"
        return Told(say(key, lacking=read.lacking, count=len(found)), found)
    if read.kind == "standing" and (read.everywhere or named(read)):
        found = [one for one in everyone if one.overall == read.verdict]
        key = "list_standing" if found else "list_standing_none"
        return Told(say(key, verdict=read.verdict, count=len(found)), found)
    if read.kind == "ranked":
        return _ranked(read.rank, everyone)
    if read.kind == "top":
        first = [one for one in everyone if one.rank <= (read.rank or 1)]
        return Told(say("list_top", rank=read.rank, count=len(first)), first)
    if read.kind == "failing":
        return _failing(compact(read.who), everyone)
    if read.kind == "unread":
        key = "list_unread" if summary.problems else "list_unread_none"
        return Told(say(key, count=summary.problems))
    if read.kind not in ("one", "why"):
        return Told("", known=False)
    if read.that_one:
        found = [one for one in everyone if one.row == row]
        return _shown(found[0]) if found else Told("", known=False)
    found = _named(compact(read.who), everyone)
    if not found:
        return Told("", known=False)
    return (
        _shown(found[0]) if len(found) == 1 else Told(say("ask_several", count=len(found)), found)
    )


def _failing(condition: str, everyone: Sequence[Standing]) -> Told:
    """Those who do not meet a necessary condition, called by a part of its name: 入住率不够的."""
    found = [
        one
        for one in everyone
        if any(o.verdict == FAIL and condition in compact(o.name) for o in one.open)
    ]
    if found:
        return Told(say("list_failing", name=condition, count=len(found)), found)
    named_ = any(condition in compact(o.name) for one in everyone for o in one.open)
    return Told(say("list_failing_none", name=condition), known=named_)


def _ranked(rank: int | None, everyone: Sequence[Standing]) -> Told:
    """第二名是谁: those who share a rank are all told; the list itself may pass over one."""
    found = [one for one in everyone if one.rank == rank]
    if len(found) == 1:
        return _shown(found[0])
    key = "list_ranked" if found else "list_ranked_none"
    return Told(say(key, rank=rank, count=len(found), total=len(everyone)), found)


def _shown(one: Standing) -> Told:
    if not one.open:
        return Told(say("list_met", name=one.name, rank=one.rank), [one])
    names = "、".join(condition.name for condition in one.open)
    text = say("list_not_met", name=one.name, rank=one.rank, count=len(one.open), names=names)
    return Told(text, [one])


def _named(who: str, everyone: Sequence[Standing]) -> list[Standing]:
    exact = [one for one in everyone if compact(one.name) == who]
    return exact or [
        one
        for one in everyone
        if (name := compact(one.name)) and len(who) > 1 and (who in name or name in who)
    ]
