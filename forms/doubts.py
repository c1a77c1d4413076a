"""Settles a doubt that was asked: by number, by the option's words, or by saying it anew."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms import field_types
from forms.cleaning import compact, fold
from forms.definition import Form
from forms.errors import UnclearValue
from forms.extraction.lexicon import words
from forms.field_types.options import polarity
from forms.numerals import parse_number
from forms.phrases import say
from forms.state import Doubt, Option, State

BESIDE = 6
"""Characters that may stand beside a bare yes or no that settles a doubt."""
_MARK = re.compile(r"[，,。；;！!\s]")
_NOT = ("不", "没", "别", "非", "未")
_ALL = ("都", "全", "全部")
_NEITHER = re.compile(
    r"(?:以上|这些|哪(?:一)?个|一个|[两2三3]个|他们|两个人)?(?:也)?都?(?:不是|不对|不要|不用)(?:的)?(?:了)?(?:算了|别改了?|不改了?)?"
)
_ORDINAL = re.compile(r"^(?:选|第)*([\d一二三四五六七八九十]{1,2})(?:个|项|种)?$")


def exact(doubt: Doubt, text: str) -> Option | None:
    """The option named by its number, label or a whole synonym."""
    said = compact(text)
    for option in doubt.options:
        if said in (compact(option.label), *(compact(word) for word in option.synonyms)):
            return option
    ordinal = _ORDINAL.match(said)
    if ordinal is not None:
        number = parse_number(ordinal.group(1))
        if number is not None and 1 <= number <= len(doubt.options):
            return doubt.options[int(number) - 1]
    return None


def contained(doubt: Doubt, text: str) -> Option | None:
    """The one option whose words occur in a short answer that brings no new figures."""
    said = compact(text)
    known = set(re.findall(r"\d+", fold(doubt.raw)))
    if len(said) > 16 or set(re.findall(r"\d+", fold(text))) - known:
        return None
    found = [
        (len(word), option)
        for option in doubt.options
        for word in map(compact, (option.label, *option.synonyms))
        if (len(word) >= 2 or word == "都")
        and word in said
        and not (_beside(word, said, text) or _denied(word, option, said))
    ]
    if not found:
        return None
    longest = max(length for length, _ in found)
    best = [option for length, option in found if length == longest]
    chosen = best[0] if all(option is best[0] for option in best) else None
    return None if chosen is None or _contradicts(chosen, text) else chosen


def _beside(word: str, said: str, text: str) -> bool:
    """前四类都落实了，财税优惠还没有: a bare yes or no in a sentence of its own about more.

    是的，是较大火灾事故 begins with the answer.
    """
    if compact(_MARK.split(text.strip())[0]) == word:
        return False
    return word in {*words().yes, *words().no} and len(said) - len(word) > BESIDE


def _denied(word: str, option: Option, said: str) -> bool:
    """不是负责人的 never chooses 是负责人的, 都不是 never 都是; yes and no: `_contradicts`."""
    if _is_yes_no(option):
        return False
    places = [match.span() for match in re.finditer(re.escape(word), said)]
    return all(
        said[:start].endswith(_NOT)
        or (word.endswith(_ALL) and said[start + len(word) :].startswith(_NOT))
        for start, _ in places
    )


def _is_yes_no(option: Option) -> bool:
    values = list(option.values.values())
    return bool(values) and all(isinstance(value, bool) for value in values)


def neither(doubt: Doubt, text: str) -> bool:
    """Whether a whole message turns down all that was offered: 都不是."""
    return len(doubt.options) > 1 and _NEITHER.fullmatch(compact(text)) is not None


def _contradicts(option: Option, text: str) -> bool:
    """这两项也都有 never chooses 都没有."""
    values = list(option.values.values())
    if not _is_yes_no(option):
        return False
    try:
        answer = polarity(text)
    except UnclearValue:
        return True
    return answer is not None and any(value != answer for value in values)


_AGREED = re.compile(r"我?(?:确认|确定|同意|没错|正确)(?:了|的|无误)?")


def agreed(doubt: Doubt, text: str, command: str | None) -> Option | None:
    """确认 to a guess that is asked back is its yes, 不改 its no; 好了 may mean anything."""
    yes = _AGREED.fullmatch(fold(text).strip("。！ ")) is not None
    if not yes and command not in ("keep", "deny"):
        return None
    known = set(words().yes if yes else words().no)
    found = [option for option in doubt.options if known & set(option.synonyms)]
    return found[0] if len(found) == 1 else None


PATIENCE = 2
"""Messages about other things after which a doubt is put off, so that it holds nobody up."""


def put_off(before: State, after: State) -> State:
    """`after` with its first doubt put off when it was asked in vain often enough."""
    if not after.pending or before.pending[:1] != after.pending[:1]:
        return after.changed(waited=0)
    if after.waited + 1 < PATIENCE:
        return after.changed(waited=after.waited + 1)
    first, *rest = after.pending
    return after.changed(pending=rest, later=[*after.later, first], waited=0)


def set_aside(state: State, **changes: Any) -> State:
    """`state` with these changes; what was in doubt is asked again when nothing else is."""
    return state.changed(pending=[], later=[*state.later, *state.pending], waited=0, **changes)


def left(form: Form, doubts: Sequence[Doubt], said: Mapping[str, Any]) -> list[Doubt]:
    """What of these doubts is still open after these values were said."""
    return [open_ for doubt in doubts if (open_ := narrowed(form, doubt, said)) is not None]


def narrowed(form: Form, doubt: Doubt, said: Mapping[str, Any]) -> Doubt | None:
    """What is still in doubt after these values were said; None when nothing is.

    2019年5月 was one of two certificates; once the other one has its own date, one is left to ask.
    """
    known = set(said)
    if doubt.key is not None:
        return None if doubt.key in known else doubt
    if any(said.get(key) == value for o in doubt.options for key, value in o.values.items()):
        return None  # the same value again, now with its name
    about = {key for option in doubt.options for key in option.values}
    if not about & known:
        return doubt
    guess = doubt.options[0].values
    if set(guess) <= known and all(form.fields[key].type == "long_text" for key in guess):
        return None  # a paragraph whose likely place was filled with another one
    left = [o for o in doubt.options if o.values and not set(o.values) & known]
    if not left:
        return None
    if len(left) > 1:
        none = [option for option in doubt.options if not option.values]
        return replace(doubt, options=[*left, *none])
    (key, value), *others = left[0].values.items()
    if others:
        return None
    field = form.fields[key]
    labels = {"label": field.short, "value": field_types.show(field, value)}
    options = [
        Option(say("option_guess", **labels), {key: value}, list(words().yes)),
        Option(say("option_not_that", **labels), {}, list(words().no)),
    ]
    return Doubt(key, doubt.raw, say("doubt_last", raw=doubt.raw, **labels), options)
