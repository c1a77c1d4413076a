"""Reviewers ask about the applications of their region, in words; never answered beyond it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accounts import Person, Region, region_of
from forms.cleaning import compact, fold
from review.model import Submission
from review.store import SubmissionStore
from review.wording import say

_END = re.compile(r"[。！？!?.~，,\s吗呢吧]+$")
PASS = "符合"
LONGEST = 100


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
    """An answer: a sentence, the applications it is about, and whether to show each condition."""

    text: str
    found: Sequence[Assessed] = ()
    whole: bool = False


def ask(question: str, last: int | None, store: SubmissionStore, person: Person) -> Told:
    """Answer a reviewer. `last` is the application spoken of before, for “为什么不符合”."""
    text = _END.sub("", fold(question.strip())[:LONGEST])
    ours = store.seen_by(person)
    for kind, patterns in _patterns().items():
        for pattern in patterns:
            match = pattern.fullmatch(text)
            if match is None:
                continue
            who = (match.group("who") or "").strip()
            if kind in ("one", "why"):
                return _one(who, last, ours, store, person)
            count = match.groupdict().get("count")
            return _several(who, _number(count), ours, store, person)
    return Told(say("ask_unclear"))


def _one(
    who: str, last: int | None, ours: Sequence[Submission], store: SubmissionStore, person: Person
) -> Told:
    if not who or who in _data()["that_one"]:
        known = [one for one in ours if one.id == last]
        if not known:
            return Told(say("ask_which"))
        return _shown(known[0], store)
    found = _named(who, ours)
    if len(found) == 1:
        return _shown(found[0], store)
    if found:
        return Told(say("ask_several", count=len(found)), _assessed(found, store))
    region = region_of(who)
    if region is not None and who in (region.shown, region.city, region.county):
        return _several(who, None, ours, store, person)
    return Told(say("ask_none", who=who, region=person.region.shown))


def _several(
    who: str,
    lacking: int | None,
    ours: Sequence[Submission],
    store: SubmissionStore,
    person: Person,
) -> Told:
    place = person.region
    if who and who not in _data()["whole"]:
        region = region_of(who)
        if region is None:
            return Told(say("ask_place", who=who))
        place = region
    if not (person.region.covers(place) or place.covers(person.region)):
        return Told(say("ask_outside", place=place.shown, region=person.region.shown))
    chosen = [one for one in ours if place.covers(one.region)]
    found = _assessed(chosen, store)
    if lacking is not None:
        found = [one for one in found if one.verdict and len(one.open) == lacking]
        text = say("ask_lacking", place=place.shown, lacking=lacking, count=len(found))
        return Told(text, found)
    return Told(say("ask_all", place=place.shown, count=len(found)), found)


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
    """The applications of this name, the names of places in it or not."""
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


def _bare(name: str, region: Region) -> str:
    text = compact(name)
    for place in ("福建省", region.city, region.county, region.city.removesuffix("市")):
        text = text.removeprefix(place)
    return text


def _number(written: str | None) -> int | None:
    if written is None:
        return None
    numbers: dict[str, int] = _data()["numbers"]
    return numbers.get(written) or int(written)


@cache
def _data() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "asking.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _patterns() -> Mapping[str, Sequence[re.Pattern[str]]]:
    kinds = ("nearly", "all", "why", "one")
    return {kind: [re.compile(line) for line in _data()[kind]] for kind in kinds}
