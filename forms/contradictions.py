"""Values that cannot all be true. Both are kept; the person is told and decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms import field_types, phrases
from forms.definition import AtMost, AtMostSum, EmptyWhen, Field, Form, Share, SumAtMost
from forms.numerals import show_number
from forms.tables.rows import doubled, rows_of, title
from forms.tables.wording import say_rows


@dataclass(frozen=True)
class Contradiction:
    """One violated check: which, the fields it is about, the sentence to say, what it asks for."""

    check: str
    keys: Sequence[str]
    message_zh: str
    ask: str | None = None


def contradictions(form: Form, values: Mapping[str, Any]) -> list[Contradiction]:
    """Every check the values violate. A missing value violates nothing."""
    found = []
    for check in form.checks:
        match check:
            case AtMost(left=left, right=right):
                result = _at_most(form, values, check.message, left, (right,))
            case AtMostSum(left=left, right=right):
                result = _at_most(form, values, check.message, left, right)
            case SumAtMost():
                result = _sum_at_most(form, values, check)
            case Share():
                result = _share(form, values, check)
            case EmptyWhen():
                result = _empty_when(form, values, check)
        if result is not None:
            keys, message = result
            ask = check.ask if isinstance(check, SumAtMost) else None
            found.append(Contradiction(check.id, keys, message, ask))
    for key, inner in form.rows.items():
        found += _in_table(form.fields[key], inner, rows_of(values, key))
    return found


def _in_table(field: Field, inner: Form, rows: Sequence[Mapping[str, Any]]) -> list[Contradiction]:
    """Those of each row, and rows of one name. Each is known by its words: a new value, anew."""
    messages = doubled(field, [dict(row) for row in rows])
    for number, row in enumerate(rows):
        for one in contradictions(inner, row):
            where = title(field, number, dict(row))
            messages.append(say_rows("about_row", row=where, text=one.message_zh))
    return [Contradiction(f"{field.key}:{message}", [], message) for message in messages]


def _at_most(
    form: Form, values: Mapping[str, Any], message: str, left: str, right: Sequence[str]
) -> tuple[list[str], str] | None:
    keys = [left, *right]
    if any(values.get(key) is None for key in keys):
        return None
    total = sum(values[key] for key in right)
    if values[left] <= total:
        return None
    field = form.fields[left]
    shown_left = field_types.show(field, values[left])
    shown_right = field_types.show(form.fields[right[0]], total)
    return keys, phrases.fill(message, left=shown_left, right=shown_right)


def _sum_at_most(
    form: Form, values: Mapping[str, Any], check: SumAtMost
) -> tuple[list[str], str] | None:
    keys = [*check.left, check.right]
    if values.get(check.ask) is not None or any(values.get(key) is None for key in keys):
        return None
    if sum(values[key] for key in check.left) <= values[check.right]:
        return None
    parts = "和".join(
        f"{form.fields[key].short}{field_types.show(form.fields[key], values[key])}"
        for key in check.left
    )
    right = field_types.show(form.fields[check.right], values[check.right])
    return keys, phrases.fill(check.message, parts=parts, right=right)


def _share(form: Form, values: Mapping[str, Any], check: Share) -> tuple[list[str], str] | None:
    keys = [check.part, check.whole, check.share]
    if any(values.get(key) is None for key in keys) or not values[check.whole]:
        return None
    computed = 100 * values[check.part] / values[check.whole]
    if abs(computed - values[check.share]) <= check.tolerance:
        return None
    shown = f"{show_number(round(computed, 1))}%"
    given = field_types.show(form.fields[check.share], values[check.share])
    return keys, phrases.fill(check.message, computed=shown, share=given)


def _empty_when(
    form: Form, values: Mapping[str, Any], check: EmptyWhen
) -> tuple[list[str], str] | None:
    filled = [key for key in check.empty if values.get(key) is not None]
    if values.get(check.field) != check.equals or not filled:
        return None
    named = "、".join(form.fields[key].short for key in filled)
    return [check.field, *filled], phrases.fill(check.message, fields=named)
