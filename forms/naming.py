"""Fields that a message names without saying what they are to hold: they are asked."""

import re

from forms.cleaning import fold
from forms.definition import Field, Form
from forms.extraction.clauses import is_question
from forms.extraction.lexicon import Label, lexicon_of
from forms.state import State

_OF_ONE_SHAPE = ("phone", "postcode", "uscc", "date", "partial_date")
_ONLY_TO_CHANGE = re.compile(
    r"(?:我|要|想|把|将|请|帮|给|的|那个|这个|需要|麻烦|填|写|错|了|一下|下|改|换|修|更|变|正|动|掉|吧|[，,。！\s])*"
)
_CHANGES = re.compile(r"改|去掉|删|换|加上|补上|更正|不要")


def named_alone(form: Form, text: str) -> str | None:
    """The one field whose name is the whole message (长护险定点): it is asked, not answered."""
    folded = fold(text).strip("。，,：: ")
    if is_question(folded):
        return None
    whole = [x.keys for x in _labels(form, folded) if x.start == 0 and x.end == len(folded)]
    alone = len(whole) == 1 and len(whole[0]) == 1
    return whole[0][0] if alone and form.fields[whole[0][0]].asked else None


def begins_text(form: Form, text: str) -> bool:
    """Whether a message opens with the name of a long text and a colon: all of it is that text."""
    folded = fold(text)
    labels = [
        x for x in _labels(form, folded) if x.start == 0 and folded[x.end :].startswith(("：", ":"))
    ]
    return any(form.fields[key].type == "long_text" for label in labels for key in label.keys)


def to_change(form: Form, state: State, text: str) -> list[str]:
    """The filled fields that a message wants to change, where it does not say to what."""
    folded = fold(text)
    if not _CHANGES.search(folded):
        return []
    named = {key for label in _labels(form, folded) for key in label.keys}
    keys = [key for key in form.fields if key in named and key in state.values]
    return [key for key in keys if form.fields[key].table is None][:1] or _alike(
        form, state, folded
    )


def _alike(form: Form, state: State, folded: str) -> list[str]:
    """把电话改一下: every filled field that the name may mean, where nothing else is said."""
    for label in lexicon_of(form).labels(folded):
        beside = folded[: label.start] + folded[label.end :]
        if label.shared is not None and _ONLY_TO_CHANGE.fullmatch(beside):
            return [key for key in label.shared.fields if key in state.values]
    return []


def spoken_of(form: Form, text: str) -> Field | None:
    """What a message begins with the name of, whatever was asked: 电话123 is no postcode."""
    label = next(lexicon_of(form).labels(fold(text)), None)
    if label is None or label.start:
        return None
    keys = [*label.keys, *(label.shared.fields if label.shared else ())]
    fields = [form.fields[key] for key in keys if form.fields[key].asked]
    alike = len({field.type for field in fields}) == 1
    return fields[0] if alike and fields[0].type in _OF_ONE_SHAPE else None


def _labels(form: Form, folded: str) -> list[Label]:
    return [x for x in lexicon_of(form).labels(folded) if not x.loose and x.shared is None]
