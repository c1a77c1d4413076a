"""One more draft of a form beside the one that is being filled in: 再填一份新的."""

from __future__ import annotations

import re

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk, desk_for
from actions.records import applicant_of
from actions.reply import say
from actions.turn import Message
from actions.wording import listed, words
from forms import Turn, dialogue


def wants_another(message: Message, desk: Desk) -> bool:
    """Whether one more form is to be begun beside the one on the desk."""
    wished = re.fullmatch(listed("another_form"), message.text.strip()) is not None
    return wished and desk.draft is not None


def begin_another(
    dispatcher: CollectingDispatcher, message: Message, desk: Desk
) -> tuple[Desk, Turn]:
    """The desk with the new draft and its first words; the other draft stays as it is."""
    assert desk.draft is not None
    name = applicant_of(desk.form, desk.draft)
    say(dispatcher, words("another_begun", name=name), "form")
    new = desk_for(message, None, desk.form)
    return new, dialogue.start(new.form, new.state, services.current().today())
