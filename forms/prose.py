"""A paragraph under no heading that reads like one of the form's long texts: which one is asked.

A self-assessment pasted while something else is asked is no answer to that; read for values it
would overturn what was said before (无障碍 is no denial of anything).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from forms import field_types
from forms.cleaning import fold
from forms.definition import Field, Form
from forms.extraction import Extraction
from forms.extraction.clauses import is_question, of_ours
from forms.extraction.lexicon import words
from forms.phrases import say
from forms.state import Doubt, Option, State

SHORTEST = 40
"""Characters of a paragraph."""
MOST_VALUES = 3
"""From so many new values on a message introduces the applicant, however long it is."""
ALIKE = 8
"""Pairs of characters that a paragraph has in common with what is asked for in a field."""
HARDLY = 8
"""Characters below which an answer is hardly a long text."""
CLEARLY = 4
"""How many times more it must have with another one than with the one that is asked."""
_CORRECTS = re.compile(r"改|不对|错|更正|其实|应该|实际上")
_ASKS = re.compile(r"？|[吗呢么](?=[，。！]|$)|能不能|可不可以|是不是|怎么(?:写|填|弄)")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def which_text(
    form: Form, state: State, text: str, found: Extraction, expecting: Sequence[str]
) -> Doubt | None:
    """The question which long text a paragraph is; None where it reads like none of them, or may
    well be the one that is asked."""
    told = [key for key in found.values if key not in state.values]
    if len(text) < SHORTEST or len(told) >= MOST_VALUES or "\t" in text:
        return None
    texts = [f for f in form.fields.values() if f.type == "long_text" and f.asked]
    asked = expecting[0] if expecting and form.fields[expecting[0]] in texts else None
    named = [key for key in found.values if form.fields[key] in texts and key != asked]
    if not texts or named:
        return None
    alike = {field.key: _alike(form, field, text) for field in texts}
    fitting = [f for f in texts if len(text) <= f.max_length and form.applies(f, state.values)]
    ordered = sorted(fitting, key=lambda f: (-alike[f.key], f.key in state.values))
    best = alike[ordered[0].key] if ordered else 0
    if best < ALIKE or (asked is not None and alike[asked] * CLEARLY >= best):
        return None
    second = alike[ordered[1].key] if len(ordered) > 1 else 0
    clear = best >= second * CLEARLY
    yes = list(words().yes) if clear else []
    options = [Option(f.label, {f.key: text.strip()}, [f.short, *f.aliases]) for f in ordered]
    options[0].synonyms.extend(yes)
    options.append(Option(say("option_no_text"), {}, list(words().no)))
    start = text.strip()[:20].replace("\n", " ")
    shown = {"start": start, "length": str(len(text.strip())), "guess": ordered[0].label}
    question = say("which_text_guess", **shown) if clear else say("which_text", **shown)
    return Doubt(None, start, question, options)


ASIDE = 80
"""Characters up to which a message with a question in it may be no text at all."""


def is_aside(form: Form, text: str, found: Extraction, expecting: Sequence[str]) -> bool:
    """Whether a question is all there is to the long text that is asked (能不能帮我写几段)."""
    return (
        _is_the_text(form, found, expecting)
        and len(text) <= ASIDE
        and is_question(of_ours(form, fold(text)))
    )


def _is_the_text(form: Form, found: Extraction, expecting: Sequence[str]) -> bool:
    field = form.fields[expecting[0]] if expecting else None
    return field is not None and field.type == "long_text" and set(found.values) == {field.key}


def hardly_a_text(form: Form, found: Extraction, expecting: Sequence[str]) -> Doubt | None:
    """Asks after what is taken for the long text that is asked and may be none: a few characters
    (还没建好), or a short message that asks something too."""
    field = form.fields[expecting[0]] if expecting else None
    value = found.values.get(field.key) if field and field.type == "long_text" else None
    if field is None or value is None or set(found.values) != {field.key}:
        return None
    asks = len(value) <= ASIDE and _ASKS.search(fold(value)) is not None
    if len(value) >= HARDLY and not asks:
        return None
    shown = {"label": field.short, "value": say("quoted", text=value)}
    options = [
        Option(say("option_guess", **shown), {field.key: value}, list(words().yes)),
        Option(say("option_anew"), {}, list(words().no)),
    ]
    return Doubt(field.key, value, say("unclear_is_text", **shown, shown=value), options)


def asks_which_text(form: Form, doubt: Doubt) -> bool:
    """Whether a doubt is the question which long text a paragraph is."""
    keys = {key for option in doubt.options for key in option.values}
    return doubt.key is None and all(form.fields[key].type == "long_text" for key in keys)


def in_their_order(form: Form, state: State, doubt: Doubt) -> list[Doubt]:
    """The open doubts with one more paragraph: paragraphs are asked after in the order in which
    they came, and before anything else."""
    waiting = 0
    while waiting < len(state.pending) and asks_which_text(form, state.pending[waiting]):
        waiting += 1
    return [*state.pending[:waiting], doubt, *state.pending[waiting:]]


def overturned(
    form: Form, state: State, text: str, found: Extraction
) -> tuple[Extraction, list[Doubt]]:
    """What was found without the yes and no that a long message turns round unasked; the questions.

    Who corrects an answer says so, or is short.
    """
    if len(text) < SHORTEST or _CORRECTS.search(text):
        return found, []
    turned = [
        key
        for key, value in found.values.items()
        if form.fields[key].type == "yes_no" and state.values.get(key, value) != value
    ]
    if not turned:
        return found, []
    kept = {key: value for key, value in found.values.items() if key not in turned}
    understood = [one for one in found.understood if one[0] not in turned]
    doubts = [_turn_round(form.fields[key], state.values[key], found.values[key]) for key in turned]
    return replace(found, values=kept, understood=understood), doubts


def _turn_round(field: Field, old: bool, new: bool) -> Doubt:
    shown = {"old": field_types.show(field, old), "new": field_types.show(field, new)}
    options = [
        Option(say("option_stays", **shown), {field.key: old}, list(words().no)),
        Option(say("option_turns", **shown), {field.key: new}, list(words().yes)),
    ]
    return Doubt(field.key, field.label, say("turned_round", label=field.short, **shown), options)


def _alike(form: Form, field: Field, text: str) -> int:
    return len(_pairs(text) & _own(form).get(field.key, frozenset()))


@lru_cache(maxsize=16)
def _own(form: Form) -> dict[str, frozenset[str]]:
    """What is asked for in each long text, in pairs of characters that not all of them share."""
    texts = [f for f in form.fields.values() if f.type == "long_text"]
    asked = {
        f.key: _pairs(" ".join((f.label, f.question, f.help, f.example, f.quote or "", *f.aliases)))
        for f in texts
    }
    shared = Counter(pair for pairs in asked.values() for pair in pairs)
    often = {pair for pair, count in shared.items() if count > max(1, len(texts) // 2)}
    return {key: frozenset(pairs - often) for key, pairs in asked.items()}


def _pairs(text: str) -> set[str]:
    runs = _HAN.findall(fold(text))
    return {run[n : n + 2] for run in runs for n in range(len(run) - 1)}
