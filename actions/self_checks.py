"""Self-checks beside the application: which one a message asks for by name, read before intents.

按29号文自查一下 begins the check of the form whose `checking` names 29号文.
填促进行动自查表 opens that form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from actions import services
from actions.turn import Message
from actions.wording import listed
from forms import Form
from forms.cleaning import fold
from forms.extraction.lexicon import lexicon_of

LEAST_SAID = 4
"""Characters said of a field after its label."""


def self_check(message: Message) -> Form | None:
    """The form whose rules the message asks to be checked by."""
    found = _asked(message.text)
    return found[0] if found else None


def for_field(message: Message, form: Form) -> bool:
    """Whether what looks like a wish to be checked is a field's own label (服务质量自评：……)."""
    found, length = _asked(message.text), len(message.text)
    if found is None:
        return False
    named = [x for x in lexicon_of(form).labels(fold(message.text)) if x.keys and not x.start]
    return any(found[1] <= label.end < length - LEAST_SAID for label in named)


def told_besides(message: Message) -> str:
    """What the message says after asking for a self-check, else all of it."""
    found = _asked(message.text)
    return message.text[found[1] :].strip("，。：:；;,. ") if found else message.text


def self_check_form(message: Message) -> Form | None:
    """The form beside the applications that the message wants to be filled in or made."""
    text = fold(message.text).strip("。！.! ")
    found: list[tuple[int, Form]] = []
    for form in [f for f in services.current().forms.values() if f.applicant is None]:
        matches = (pattern.fullmatch(text) for pattern in _patterns("self_form", form.names))
        found += [(len(match["name"]), form) for match in matches if match]
    if not found:
        return None
    likeliest = max(found, key=lambda one: one[0])[1]
    return None if _shares_its_name(likeliest, text) else likeliest


def _shares_its_name(form: Form, text: str) -> bool:
    """Whether the text names another form as closely: 机构推荐汇总表 ends in 汇总表, which several
    forms are called."""
    others = [one for one in services.current().forms.values() if one is not form]
    return any(_named(one, text) >= _named(form, text) for one in others)


def _named(form: Form, text: str) -> int:
    """How long the longest of the form's names in the text is."""
    names = (fold(name) for name in (form.title, *form.names))
    return max((len(name) for name in names if name in text), default=0)


def for_application(message: Message) -> bool:
    """Whether a wish to be checked is about applying, whatever was checked before."""
    return any(word in message.text for word in listed("application_words"))


def _forms() -> Iterator[Form]:
    return (form for form in services.current().forms.values() if form.checking is not None)


def _asked(text: str) -> tuple[Form, int] | None:
    folded = fold(text)
    if len(folded) != len(text):
        folded = text
    for form in _forms():
        assert form.checking is not None
        for wish, names in (
            ("self_check", form.checking.names),
            ("self_check_of", form.checking.years),
        ):
            for pattern in _patterns(wish, names):
                match = pattern.match(folded)
                if match is not None:
                    return form, match.end()
    return None


def _patterns(name: str, names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return _compiled(name, tuple(names))


@lru_cache(maxsize=32)
def _compiled(name: str, names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    called = "|".join(re.escape(fold(one)) for one in sorted(names, key=len, reverse=True))
    if not called:
        return ()
    put = f"《?(?P<name>{called})》?"
    return tuple(re.compile(line.replace("{name}", put)) for line in listed(name))
