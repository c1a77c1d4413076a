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
    r"(?:写|填|写成|填成|如下|是这样|这样写|这么写)?(?:上|为)?(?:如下)?[：:，,]?\s*[：:]\s*"
)
"""环境设施这块先写：……: these do not."""
_HEADING = 24
"""Characters of the longest heading."""
_NO_HEADING = re.compile(r"[。；：？！;:?!\d]")
_NAME_END = re.compile(r"(?:自评|方面|部分|情况|内容|好)*")


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

    What stands under a heading is its text up to the next heading. While a long text is asked,
    only what opens with a name ends the answer to it.
    """
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if "\t" in text or (len(paragraphs) < 2 and not opens_with(form, text.strip())):
        return None
    texts = {key for key, f in form.fields.items() if f.type == "long_text" and f.asked}
    asked = expecting[0] if expecting and expecting[0] in texts else None
    apart, under, last = Apart(), asked, asked
    for paragraph in paragraphs:
        if heads(form, paragraph):
            under = last = headed(form, paragraph)
            continue
        named, found = opens_with(form, paragraph), read(paragraph)
        if named is not None:
            under, last = None, named[0]
            _add(apart, *named)
        elif under is not None and (asked == under or found.leftovers or not found.values):
            _add(apart, under, paragraph)
        elif (doubt := which_text(form, state, paragraph, found, [])) is not None:
            apart.doubts.append(doubt)
            last = None
        elif last is not None and (found.leftovers or not found.values):
            _add(apart, last, paragraph)
        else:
            apart.rest.append(paragraph)
            continue
        if len(paragraphs) > 1:
            _take_figures(apart, form, state, found)
    several = len(apart.values) + len(apart.doubts) > 1 or bool(apart.rest)
    own = bool(apart.doubts or set(apart.values) - {asked})
    return apart if own and (several or len(paragraphs) == 1 or len(apart.values) == 1) else None


def heads(form: Form, paragraph: str) -> bool:
    """Whether a line stands over what follows: 二、部门协同，形成合力, or a text's name alone."""
    folded = fold(paragraph)
    begin = _NUMBER.match(folded)
    bare = folded[begin.end() :] if begin else folded
    if len(bare) > _HEADING or _NO_HEADING.search(bare):
        return False
    return bool(begin and begin[0].strip()) or _named_whole(form, bare) is not None


def headed(form: Form, paragraph: str) -> str | None:
    """The long text that a heading names; None where it names none, or several."""
    keys = {
        key
        for label in lexicon_of(form).labels(fold(paragraph))
        for key in label.keys
        if form.fields[key].type == "long_text"
    }
    return keys.pop() if len(keys) == 1 else None


def _named_whole(form: Form, bare: str) -> str | None:
    for label in lexicon_of(form).labels(bare):
        keys = [key for key in label.keys if form.fields[key].type == "long_text"]
        if label.start == 0 and len(keys) == 1 and _NAME_END.fullmatch(bare, label.end):
            return keys[0]
    return None


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
