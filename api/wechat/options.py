"""Quick replies on a channel without buttons: numbered where a number can mean nothing else."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Message = Mapping[str, Any]
TypeOf = Callable[[str, str], str | None]
"""The type of a form's field, by form id and field key."""

_NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.．、)）]", re.MULTILINE)
_CHOSEN = re.compile(
    r"(?:我?(?:选择|选)?第?|no\.?)\s*(\d{1,2}|[一二两三四五六七八九十])\s*(个|项|号|种)?[.。、)）!！]*"
)
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_BY_CHOICE = ("yes_no", "choice", "multi_choice")


def buttons_of(messages: Sequence[Message]) -> list[dict[str, str]]:
    """The quick replies of a whole answer, each title once."""
    found = {
        str(button["title"]): {"title": str(button["title"]), "payload": str(button["payload"])}
        for message in messages
        for button in message.get("buttons") or []
    }
    return list(found.values())


def numberable(messages: Sequence[Message], type_of: TypeOf) -> bool:
    """Whether the options may be answered by number.

    Not where the text numbers something itself (the form then reads the number), and not while a
    form asks for anything that could be a number: there "1" is one bed, not the first option.
    """
    if any(has_numbers(str(message.get("text", ""))) for message in messages):
        return False
    forms = [(message.get("custom") or {}).get("form") for message in messages]
    form = next((f for f in reversed(forms) if f), None)
    if not form or form.get("phase") not in ("filling", "checking") or not form.get("field"):
        return True
    return type_of(str(form.get("form_id")), str(form["field"])) in _BY_CHOICE


def has_numbers(text: str) -> bool:
    """Whether a text numbers its lines itself."""
    return _NUMBERED.search(text) is not None


def chosen(said: str, options: Sequence[Mapping[str, str]]) -> str:
    """What `said` sends: an option's payload for its number or its title, else itself."""
    plain = unicodedata.normalize("NFKC", said).strip()
    match = _CHOSEN.fullmatch(plain.casefold())
    if match and _is_a_choice(plain, match):
        digits = match[1]
        number = int(digits) if digits.isdecimal() else _CHINESE[digits]
        if 1 <= number <= len(options) and options[number - 1].get("numbered"):
            return options[number - 1]["payload"]
    for option in options:
        if plain.rstrip("。.!！") == option["title"]:
            return option["payload"]
    return said


def _is_a_choice(plain: str, match: re.Match[str]) -> bool:
    """A Chinese numeral counts only as 第一个 or 选一; alone it is a word like any other."""
    return match[1].isdecimal() or plain[0] in "第选我"
