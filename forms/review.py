"""Reads everything back: by group, with what is missing named and contradictions repeated."""

import re
from collections.abc import Sequence

from forms.contradictions import contradictions
from forms.definition import Field, Form
from forms.phrases import say
from forms.prompts import button, short_value
from forms.state import Button, State
from forms.steps import missing_count, missing_items
from forms.tables.prompts import listed

_A_ROW = re.compile(r"第\d+")
MISSING_NAMED = 8
"""Missing fields that are named where they need not all be."""


def shortened(items: list[str], count: int | None = None) -> str:
    """The first of many items, and how many there are (`count` where an item names several)."""
    named = joined(items[:MISSING_NAMED])
    if len(items) <= MISSING_NAMED:
        return named
    return say("and_more", items=named, count=len(items) if count is None else count)


def joined(items: list[str]) -> str:
    """The items in one line; a row of a table (第1行的负责人、邮编) names several cells itself."""
    return ("；" if any(_A_ROW.match(item) for item in items) else "、").join(items)


def listing(form: Form, state: State, head: str) -> str:
    """Every filled value, one line a field, under the titles of their groups."""
    lines = [head]
    for group in form.groups:
        filled = [f for f in group.fields if f.key in state.values]
        if filled:
            lines.append(say("group_line", title=group.title))
            for field in filled:
                if field.table is not None:
                    lines += listed(field, state.values[field.key])
                    continue
                value = short_value(field, state.values[field.key])
                lines.append(say("value_line", label=field.short, value=value))
    return "\n".join(lines) if len(lines) > 1 else say("nothing_filled")


def correction_example(form: Form, state: State) -> str:
    """A sentence that shows how to change something, with a field of this draft."""
    scalar = [f for f in form.fields.values() if f.table is None] or list(form.fields.values())
    fields = [f for f in scalar if f.type == "integer"] or scalar
    return correction_of([f for f in fields if f.key in state.values] or fields)


def correction_of(fields: Sequence[Field]) -> str:
    """A sentence that shows how to change the first of these, a number where there is one."""
    field = next((f for f in fields if f.type == "integer"), fields[0])
    value = f"{field.example}{field.unit or ''}"
    return say("correction_example", label=field.short, value=value)


def review(form: Form, state: State) -> tuple[str, list[Button]]:
    """The closing message before confirmation; what was read back before is not repeated."""
    parts = [] if state.read_back else [listing(form, state, say("review_head"))]
    parts += [c.message_zh for c in contradictions(form, state.values)]
    missing = missing_items(form, state)
    optional = [
        f.short
        for f in form.askable(state.values)
        if f.asked and not f.required and f.key not in state.values
    ]
    example = correction_example(form, state)
    if missing:
        count = missing_count(form, state)
        items = shortened(missing, count) if state.read_back else joined(missing)
        parts.append(say("missing", count=count, items=items))
        if optional and not state.read_back:
            parts.append(say("missing_optional", items="、".join(optional)))
        parts.append(say("review_incomplete", example=example, again=state.read_back))
        return "\n".join(parts), [button("fill_rest"), button("draft"), button("pause")]
    if optional and not state.read_back:
        parts.append(say("missing_optional", items="、".join(optional)))
    parts.append(say("review_complete", example=example, again=state.read_back))
    return "\n".join(parts), [button("confirm"), button("back"), button("pause")]
