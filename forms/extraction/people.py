"""陈志强的电话换成138…: a person who is in the form already, named instead of the office."""

import re
from collections.abc import Mapping
from typing import Any

from forms.cleaning import fold
from forms.definition import Field, Form
from forms.extraction.result import Extraction

_PHONE = r"(?:的|他的|她的)?(?:联系)?(?:电话|手机|号码|联系方式)"
_BEGIN = r"(^|[，,。；！\n]|[把将请])\s*"
_ALSO = re.compile(
    r"(?:他|她)?的?(?:联系)?(?:电话|手机|号码|联系方式)号?码?(?:也|都|就|还)*(?:一样|相同|同上|不变)[的了]?"
)


def offices_for_names(form: Form, text: str, known: Mapping[str, Any]) -> str:
    """The message with the office in the place of its holder's name, where only one number fits.

    Only where the name opens the clause: 负责人陈志强的电话 says itself whose it is.
    """
    for name, offices in _holders(form, known).items():
        if len(offices) != 1:
            continue
        pattern = re.compile(rf"{_BEGIN}{re.escape(name)}(?={_PHONE})")
        text = pattern.sub(rf"\g<1>{offices[0].label}", text)
    return text


def same_number(form: Form, found: Extraction, known: Mapping[str, Any]) -> None:
    """法人也是王建国，电话一样: the number that is known of the same person in another office."""
    told = [f for f in _people(form) if f.key in found.values]
    also = [left for left in found.leftovers if _ALSO.fullmatch(fold(left).strip())]
    if len(told) != 1 or not also:
        return
    holders = _holders(form, known).get(found.values[told[0].key], [])
    others = [f for f in holders if f is not told[0]]
    numbers = {f.of: f.key for f in form.fields.values() if f.type == "phone" and f.of}
    if len(others) == 1 and {told[0].key, others[0].key} <= set(numbers):
        found.copies.append((numbers[told[0].key], numbers[others[0].key]))
        found.leftovers = [left for left in found.leftovers if left not in also]


def _people(form: Form) -> list[Field]:
    return [f for f in form.fields.values() if f.content == "person"]


def _holders(form: Form, known: Mapping[str, Any]) -> dict[str, list[Field]]:
    """Who is in the form, with the offices of each that have a telephone."""
    owners = {f.of for f in form.fields.values() if f.type == "phone"}
    held: dict[str, list[Field]] = {}
    for field in _people(form):
        name = known.get(field.key)
        if isinstance(name, str) and field.key in owners:
            held.setdefault(name, []).append(field)
    return held


__all__ = ["offices_for_names", "same_number"]
