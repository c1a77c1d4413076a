"""Whether the institution that a question about the conditions names is the sender's own.

Nothing is known here of anybody else's institution, and a check of the sender's own facts would be
no answer: who is not known to be of that institution is asked.
"""

from __future__ import annotations

import re

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import Context
from actions.choosing import DEFAULT_FORM
from actions.drafting import Desk
from actions.reply import say
from actions.turn import Message
from actions.wording import buttons, listed, words
from forms.extraction import names
from review.questions import understood

_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{1,6}?[市县区镇乡])*")


def asks_of_one(message: Message) -> bool:
    """Whether it is asked if an institution meets the conditions that is named by its own name."""
    return _asked_of(message) is not None


def another(message: Message, desk: Desk) -> str | None:
    """The institution that a question names by its own name and that is not known to be the
    sender's; None for any other message."""
    name = _asked_of(message)
    return None if name is None or _is_own(message, name, desk) else name


def own(message: Message, desk: Desk) -> bool:
    """Whether it is asked, by its name, if the sender's own institution meets the conditions."""
    name = _asked_of(message)
    return name is not None and _is_own(message, name, desk)


def _asked_of(message: Message) -> str | None:
    asked = understood(message.text)
    if asked is None or asked.kind != "one" or asked.certain:
        return None
    name = re.sub(listed("own_institution"), "", asked.who)
    if not (names.is_organisation(name) and names.is_organisation(_PLACE.sub("", name))):
        return None  # 仓山区养老院: a kind in a place
    return name


def _is_own(message: Message, name: str, desk: Desk) -> bool:
    said = re.search(listed("own_institution"), message.text) is not None
    return said or any(name in one or one in name for one in _own_names(desk))


def _own_names(desk: Desk) -> list[str]:
    fields = (f for f in desk.form.fields.values() if f.content == "organisation")
    return [str(desk.state.values[f.key]) for f in fields if desk.state.values.get(f.key)]


def ask_whose(dispatcher: CollectingDispatcher, context: Context, name: str) -> None:
    """Asks whether the sender is of that institution, and says what is not told here."""
    context.whose = name
    say(dispatcher, words("whose", name=name), "clarify", buttons=buttons("own_check", "criteria"))


def settled(text: str, context: Context) -> bool | None:
    """Whether the question just asked was answered yes (the name is then told for the check) or
    no; None where it is neither. It is asked of the next message alone."""
    name, context.whose = context.whose, ""
    if not name or re.fullmatch(listed("is_not_own"), text.strip()):
        return False if name else None
    if re.fullmatch(listed("is_own"), text.strip()) is None:
        return None
    form = services.current().forms[DEFAULT_FORM]
    field = next((f for f in form.fields.values() if f.content == "organisation"), None)
    context.told = f"{field.label}：{name}" if field else ""
    return True
