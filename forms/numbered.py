"""What is changed by its number in the question that is open: 第三项改成……, 帮我改一下第2项."""

import re

from forms.cleaning import fold
from forms.definition import Form
from forms.numerals import parse_number
from forms.phrases import say
from forms.review import correction_example
from forms.state import State, Turn
from forms.turns import Conversation

_ITEM = re.compile(
    r"第\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:项|条|栏)(?:的|内容)*"
)
_CHANGES = re.compile(r"改|换|修|错|不对|更正")
_ONLY = re.compile(
    r"(?:我|们|想|要|把|将|请|帮|给|能不能|可以|需要|麻烦|重新|再|填|写|错|了|一下|下|改|换|修|更|变|正"
    r"|不对|有误|吗|吧|[，,。！?？\s])*"
)


def asks_by_number(text: str) -> bool:
    """Whether a message wants an item changed that it names by a number."""
    folded = fold(text)
    return _ITEM.search(folded) is not None and _CHANGES.search(folded) is not None


def spelt_out(form: Form, state: State, text: str) -> str:
    """The message with the item's name in the place of its number, where the question that is open
    has numbers; else as it is."""
    found = _ITEM.search(text)
    if found is None or not asks_by_number(text) or (key := _key(form, state, found)) is None:
        return text
    return text[: found.start()] + form.fields[key].label + text[found.end() :]


def by_number(conversation: Conversation, state: State, text: str) -> Turn | None:
    """The turn after a wish to change an item by its number that says no value, or that no open
    question numbers; None for any other message."""
    form = conversation.form
    if state.pending or not asks_by_number(text):
        return None
    found = _ITEM.search(fold(text))
    assert found is not None
    key = _key(form, state, found)
    if key is None:
        told = {"item": found[0], "example": correction_example(form, state)}
        return conversation.turn(state, [say("no_such_number", **told)])
    folded = fold(text)
    if _ONLY.fullmatch(folded[: found.start()] + folded[found.end() :]):
        return conversation.turn(state.changed(asking=[key]), [])
    return None


def _key(form: Form, state: State, found: re.Match[str]) -> str | None:
    number = parse_number(found["number"])
    asked = [key for key in state.asking if form.fields[key].table is None]
    if number is None or len(asked) < 2 or not 1 <= number <= len(asked):
        return None
    return asked[int(number) - 1]
