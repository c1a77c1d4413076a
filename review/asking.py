"""Reviewers ask about the applications of their region, in words; never answered beyond it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from pypinyin import lazy_pinyin

from accounts import Person, Region, cities, region_of
from forms.cleaning import compact
from review.model import Submission
from review.questions import Question, data, understood
from review.store import SubmissionStore
from review.wording import say
from review.workflow import Subject, load_workflow

PASS = "符合"
NEAREST = 3
"""How many names that are almost right are asked after."""
LONG = 8
"""A name of so many characters may be wrong at two places, a shorter one at one."""
_AND = re.compile(r"[、，,和与及跟]|还有")
_NUMBER = re.compile(r"第?(\d{1,9})号")


@dataclass(frozen=True)
class Assessed:
    """An application with the verdict that was frozen when it was submitted."""

    one: Submission
    verdict: Mapping[str, Any] | None

    @property
    def open(self) -> Sequence[Mapping[str, Any]]:
        """The necessary conditions that are not met, or not shown to be."""
        return [
            result
            for result in (self.verdict or {}).get("criteria", ())
            if result["kind"] == "hard" and result["verdict"] != PASS
        ]


@dataclass(frozen=True)
class Told:
    """An answer: a sentence, the applications it is about, and whether to show each condition.

    `choices` are those that may be meant, when it is not clear; `place` is the place that was
    spoken of, for the next question. `known`: something of that name or place is there.
    """

    text: str
    found: Sequence[Assessed] = ()
    whole: bool = False
    choices: Sequence[Submission] = ()
    place: Region | None = None
    known: bool = True


def ask(
    question: str,
    last: int | None,
    store: SubmissionStore,
    person: Person,
    place: Region | None = None,
) -> Told:
    """Answer a reviewer. `last` is the application spoken of before, for “为什么不符合”; `place`
    the place, for “哪些只差一条”."""
    read = understood(question)
    if read is None:
        return Told(say("ask_unclear"), known=False)
    return answer(read, last, store, person, place)


def answer(
    read: Question,
    last: int | None,
    store: SubmissionStore,
    person: Person,
    place: Region | None = None,
) -> Told:
    """`ask`, for a question that has been read."""
    if read.kind == "upload":
        return Told(say("ask_upload"))
    read, subjects = _paper(read)
    ours = [one for one in store.seen_by(person) if one.subject in subjects]
    if read.kind in ("one", "why"):
        return _one(read, last, ours, store, person)
    if read.kind in ("ranked", "unread", "top", "failing"):
        return Told(say("ask_unclear"), known=False)  # of a list alone
    return _several(read, ours, store, person, place)


def _paper(read: Question) -> tuple[Question, Sequence[Subject]]:
    """The question without the name of what was handed in, and as what it was: self-checks are
    pre-screened by no notice, and asked for by name or number alone."""
    for subject, names in data()["papers"].items():
        for name in names:
            if name in read.who:
                who = read.who.replace(name, "").removesuffix("的")
                return replace(read, who=who), (subject,)
    if _NUMBER.fullmatch(compact(read.who)):
        return read, tuple(load_workflow().begin)
    return read, load_workflow().prescreened


def _one(
    read: Question,
    last: int | None,
    ours: Sequence[Submission],
    store: SubmissionStore,
    person: Person,
) -> Told:
    who = read.who
    if read.that_one:
        known = [one for one in ours if one.id == last]
        return _shown(known[0], store) if known else Told(say("ask_which"), known=False)
    found = _named(who, ours)
    if len(found) == 1:
        return _shown(found[0], store)
    if found:
        text = say("ask_several", count=len(found))
        return Told(text, _assessed(found, store), choices=found)
    region = _place(who)
    if region is not None and who in _spoken(region):
        return _several(Question("all", who), ours, store, person)
    near = _near(who, ours)
    key = "ask_near" if near else "ask_none"
    return Told(say(key, who=who, region=person.region.shown), choices=near, known=bool(near))


def _several(
    read: Question,
    ours: Sequence[Submission],
    store: SubmissionStore,
    person: Person,
    before: Region | None = None,
) -> Told:
    place, lacking = before or person.region, read.lacking
    if not read.everywhere:
        region = _place(read.who)
        if region is None:
            return _of_each(read, ours, store, person)
        place = region
    elif read.who:
        place = person.region
    if not (person.region.covers(place) or place.covers(person.region)):
        return Told(say("ask_outside", place=place.shown, region=person.region.shown))
    place = place if person.region.covers(place) else person.region
    chosen = [one for one in ours if place.covers(one.region)]
    if not chosen:
        return Told(say("ask_empty", place=place.shown), place=place)
    found = _assessed(chosen, store)
    if lacking is not None:
        found = [one for one in found if one.verdict and len(one.open) == lacking]
        key = "ask_lacking" if found else "ask_lacking_none"
        text = say(key, place=place.shown, lacking=lacking, count=len(found))
        return Told(text, found, place=place)
    if read.verdict is not None:
        found = [one for one in found if (one.verdict or {}).get("overall") == read.verdict]
        key = "ask_standing" if found else "ask_standing_none"
        text = say(key, place=place.shown, verdict=read.verdict, count=len(found))
        return Told(text, found, place=place)
    return Told(say("ask_all", place=place.shown, count=len(found)), found, place=place)


def _of_each(
    read: Question,
    ours: Sequence[Submission],
    store: SubmissionStore,
    person: Person,
) -> Told:
    """The same of several places, where `who` names nothing but places: 鼓楼和仓山."""
    parts = [part for part in _AND.split(read.who) if part]
    if len(parts) < 2 or any(_place(part) is None for part in parts):
        return Told(say("ask_place", who=read.who), known=False)
    told = [_several(replace(read, who=part), ours, store, person) for part in parts]
    found = {one.one.id: one for each in told for one in each.found}
    return Told("\n".join(each.text for each in told), list(found.values()))


def _place(who: str) -> Region | None:
    """The place of a name, also where it is said short: 仓山."""
    found = region_of(who)
    if found is not None and (found.county or who in _spoken(found)):
        return found
    every = (Region(city, county) for city, counties in cities().items() for county in counties)
    return next((one for one in every if len(one.county) > 2 and who in _spoken(one)), found)


def _spoken(region: Region) -> tuple[str, ...]:
    """What a place is called."""
    own = region.county or region.city
    city = region.city.removesuffix("市") if region.county else ""
    return (
        own,
        own[:-1],
        region.shown,
        f"{city}{own}",
        f"{city}{own[:-1]}",
        f"{region.city}{own[:-1]}",
    )


def _shown(one: Submission, store: SubmissionStore) -> Told:
    assessed = _assessed([one], store)
    lacking = assessed[0].open
    if assessed[0].verdict is None:
        return Told(say("ask_no_verdict", name=one.name), assessed, whole=True)
    if not lacking:
        return Told(say("ask_met", name=one.name), assessed, whole=True)
    names = "、".join(str(result["name"]) for result in lacking)
    return Told(say("ask_not_met", name=one.name, count=len(lacking), names=names), assessed, True)


def _assessed(chosen: Sequence[Submission], store: SubmissionStore) -> list[Assessed]:
    verdicts = store.last_verdicts([one.id for one in chosen])
    return [Assessed(one, verdicts.get(one.id)) for one in chosen]


def _named(who: str, ours: Sequence[Submission]) -> list[Submission]:
    """The applications of this name or number, the names of places in it or not."""
    numbered = _NUMBER.fullmatch(compact(who))
    if numbered:
        return [one for one in ours if one.id == int(numbered[1])]
    exact = [one for one in ours if compact(one.name) == compact(who)]
    if exact:
        return exact
    bare = {one.id: _bare(one.name, one.region) for one in ours}
    return [
        one
        for one in ours
        if (wanted := _bare(who, one.region))
        and len(wanted) > 1
        and (wanted in bare[one.id] or (len(bare[one.id]) > 1 and bare[one.id] in wanted))
        and (region_of(who) or Region()).covers(one.region)
    ]


def _near(who: str, ours: Sequence[Submission]) -> list[Submission]:
    """Applications whose names sound almost so, those of the place in it if there is one."""
    place = region_of(who) or Region()
    alike = []
    for one in ours:
        name = _bare(one.name, one.region)
        wrong = _wrong(_bare(who, one.region), name)
        if wrong <= (2 if len(name) >= LONG else 1) and place.covers(one.region):
            alike.append((wrong, one.id, one))
    return [one for *_, one in sorted(alike)[:NEAREST]]


def _wrong(heard: str, name: str) -> int:
    """At how many places a name sounds otherwise: 安慷护里院 is 安康护理院 by its sound."""
    pairs = SequenceMatcher(None, lazy_pinyin(heard), lazy_pinyin(name), autojunk=False)
    return sum(
        max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in pairs.get_opcodes() if tag != "equal"
    )


def _bare(name: str, region: Region) -> str:
    text = compact(name)
    for place in ("福建省", region.city, region.county, region.city.removesuffix("市")):
        text = text.removeprefix(place)
    return text
