"""Which values a field can have, and which fields a name and a value can mean together."""

from forms.definition import Field
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_LARGEST_POSTCODE = 899_999


NUMERIC = ("integer", "decimal", "percent")


def fits(field: Field, token: Token, *, labelled: bool) -> bool:
    """Can this value be one of this field?"""
    match field.type:
        case "integer" | "decimal":
            return (
                token.number is not None
                and (token.kind != "postcode" or (field.max or 0) > _LARGEST_POSTCODE)
                and not token.number.percent
                and (token.unit is None or token.unit == field.unit or token.unit == "个")
            )
        case "percent":
            return token.kind == "percent" or (
                labelled and token.kind == "number" and token.unit is None
            )
        case "partial_date" | "date":
            return token.kind == "date"
        case "phone":
            return token.kind == "phone" or (labelled and _digits(token, at_least=5))
        case "postcode":
            return token.kind == "postcode" or (labelled and _digits(token, at_least=3))
        case "uscc":
            return token.kind == "code" or (labelled and _digits(token, at_least=5))
        case _:
            return False


def _digits(token: Token, *, at_least: int) -> bool:
    """A run of digits after the label: taken so that it can be refused with the reason."""
    return len(token.raw) >= at_least and token.raw.isdigit()


def candidates(reader: Reader, label: Label, token: Token) -> list[Field]:
    """The fields this label and this value can mean together."""
    keys = label.keys or (label.shared.fields if label.shared else ())
    fields = [reader.form.fields[key] for key in keys]
    return [field for field in fields if fits(field, token, labelled=True)]
