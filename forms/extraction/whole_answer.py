"""A message that is, as a whole, the answer to the one text that was asked."""

import re

from forms import field_types
from forms.definition import Field
from forms.errors import ValueProblem
from forms.extraction import names
from forms.extraction.clauses import is_question, is_refusal, is_social, of_ours
from forms.extraction.reader import Reader
from forms.field_types.base import refusal, unclear
from forms.state import Rejection


def whole_message(reader: Reader) -> None:
    """A text field asked alone takes the message itself, unless it is a question or small talk."""
    open_ = reader.open(["text", "address", "long_text"])
    if not open_ or reader.result.found_something:
        return
    text = reader.original
    folded = reader.folded.strip().rstrip("。！")
    if is_refusal(folded) and open_[0].type != "long_text":
        return
    if folded in names.small_words() or is_social(folded) or not re.search(r"\w", folded):
        return
    field = open_[0]
    if field.type == "long_text":
        if len(text) <= 80 and is_question(of_ours(reader.form, reader.folded)):
            return
        reader.put(field, 0, len(text), lambda: field_types.parse(field, text, reader.today))
        reader.consume(0, len(text))
        return
    if is_question(of_ours(reader.form, reader.folded)):
        return
    first = field is reader.expecting[0] and "单位" in field.label
    if len(reader.expecting) == 1 or (first and _PLACE.fullmatch(folded)):
        _one_text(reader, field, text)


_PLACE = re.compile(r"(?:福建省)?[\u4e00-\u9fff]{2,8}[市县区]")
"""福州市, to the first of several questions: whose office it is, to be confirmed."""


def _one_person(text: str) -> str | None:
    """找吴丽娟就行, 办公室主任吴丽娟, 陈明（常务副院长）: the one name of an answer."""
    plain = re.sub(r"（[^（）]*）|\([^()]*\)", "", text).strip(" 。！，")
    if re.search(r"[，,。；、0-9]|[不没未别]", plain) or len(plain) > _LONGEST_ANSWER:
        return None
    return names.person_in(plain) or names.person_at_end(plain)


_LONGEST_ANSWER = 14


def _one_text(reader: Reader, field: Field, text: str) -> None:
    if field.content == "person" and (name := _one_person(text)) is not None:
        at = text.index(name)
        reader.put_text(field, at, at + len(name))
        reader.consume(0, len(reader.work))
        return
    shaped = {
        "person": names.could_be_person(text),
        "organisation": len(text) <= 60,
        "number": len(text) <= 60,
        "county": names.county_in(text.strip("。！ ")) is not None,
    }
    fits_shape = field.type == "address" or shaped.get(field.content, True)
    if field.content == "number" and not re.search(r"\d{3}", text):
        fits_shape = False
    if not fits_shape:
        reason = refusal("shape", field).reason_zh
        reader.result.rejected.append(Rejection(field.key, text[:40], reason))
    elif field.type == "address" or field.content in ("free", "number"):
        reader.put_text(field, 0, len(text))
    else:
        try:
            value = field_types.parse(field, text, reader.today)
        except ValueProblem as exc:
            reader.result.rejected.append(Rejection(field.key, text[:40], exc.reason_zh))
            return
        reader.doubt_guess(field, text, unclear("is_text", field, value, shown=text))
    reader.consume(0, len(reader.work))
