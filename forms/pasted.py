"""Several long texts pasted in one message: each paragraph goes to its own field, none is lost.

A paragraph that opens with the name of a long text (人员队伍方面，……) is that one; of any other
that reads like one it is asked which. What is neither is read for values as ever; figures
and dates that stand in a text are taken too.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.cleaning import fold
from forms.definition import Form
from forms.extraction import Extraction
from forms.extraction.lexicon import lexicon_of
from forms.prose import SHORTEST, which_text
from forms.state import Doubt, State

Read = Callable[[str], Extraction]
"""What a text says about the form."""
_NUMBER = re.compile(
    r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、．)）]|[①-⑩]|[-•·])?\s*"
)
_AS_TO = re.compile(r"(?:自评)?(?:方面|上|情况|来说|来讲)[，,：:]")
"""人员队伍方面，……: these words belong to the text."""
_HEADS = re.compile(
    r"(?:自评|方面|部分|情况|[这那]?[一]?[块段项栏])*(?:我们?)?(?:先|就|还是|可以)?"
    r"(?:写|填|写成|填成|如下|是这样|这样写|这么写)(?:上|为)?(?:如下)?[：:，,]?\s*[：:]\s*"
)
"""环境设施这块先写：……: these do not."""


_FIGURES = ("integer", "decimal", "percent", "date", "partial_date", "phone", "postcode", "uscc")
"""What a text is read for as well: a yes or no, or a name, may be about something else in it."""


@dataclass
class Apart:
    """Texts by field, the paragraphs of which it is asked which text they are, figures that stand
    in either and were not known, and the rest."""

    values: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    def joined(self, form: Form, read: Read) -> Extraction:
        """All that is told, as one message."""
        found = read("\n".join(self.rest)) if self.rest else Extraction()
        told = {**self.figures, **found.values, **self.values}
        found.understood += [(key, "") for key in told if key not in found.values]
        found.values = {key: told[key] for key in form.fields if key in told}
        return found


def set_apart(
    form: Form, state: State, text: str, expecting: Sequence[str], read: Read
) -> Apart | None:
    """The long texts of a message, where it holds several or opens with the name of one.

    While a long text is asked, only paragraphs that open with a name end the answer to it.
    """
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if "\t" in text or (len(paragraphs) < 2 and not opens_with(form, text.strip())):
        return None
    texts = {key for key, f in form.fields.items() if f.type == "long_text" and f.asked}
    if any(key in texts for key in read(text).values if key not in expecting[:1]):
        return None  # headings, which are read with what stands under them
    asked = expecting[0] if expecting and expecting[0] in texts else None
    apart, last = Apart(), asked
    for paragraph in paragraphs:
        named = opens_with(form, paragraph)
        found = read(paragraph)
        if named is not None:
            _add(apart, *named)
            _take_figures(apart, form, state, found)
            last = named[0]
            continue
        doubt = which_text(form, state, paragraph, found, []) if asked is None else None
        if doubt is not None:
            apart.doubts.append(doubt)
            _take_figures(apart, form, state, found)
            last = None
        elif last is not None and (asked is not None or found.leftovers or not found.values):
            _add(apart, last, paragraph)
        else:
            apart.rest.append(paragraph)
    several = len(apart.values) + len(apart.doubts) > 1 or bool(apart.rest)
    own = bool(apart.doubts or set(apart.values) - {asked})
    return apart if len(paragraphs) == 1 or (several and own) else None


def opens_with(form: Form, paragraph: str) -> tuple[str, str] | None:
    """The long text that a paragraph names first, and what it says; None where it names none."""
    folded = fold(paragraph)
    begin = _NUMBER.match(folded)
    if begin is None or len(folded) != len(paragraph):
        return None
    for label in lexicon_of(form).labels(folded):
        keys = [key for key in label.keys if form.fields[key].type == "long_text"]
        if label.start != begin.end() or len(keys) != 1:
            continue
        if head := _HEADS.match(folded, label.end):
            return (keys[0], paragraph[head.end() :].strip()) if head.end() < len(folded) else None
        if len(paragraph) >= SHORTEST and _AS_TO.match(folded, label.end):
            return keys[0], paragraph
    return None


def _add(apart: Apart, key: str, paragraph: str) -> None:
    before = apart.values.get(key)
    apart.values[key] = f"{before}\n{paragraph}" if before else paragraph


def _take_figures(apart: Apart, form: Form, state: State, found: Extraction) -> None:
    for key, _ in found.understood:
        if form.fields[key].type in _FIGURES and key not in state.values and key in found.values:
            apart.figures.setdefault(key, found.values[key])
