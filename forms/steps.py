"""What is asked next, and how far along a draft is. Worked out from the values, never stored."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forms.definition import Field, Form, Group
from forms.state import State
from forms.tables.rows import lacks, missing, missing_cells

AskNext = Sequence[str] | Callable[[Mapping[str, Any]], Sequence[str]] | None

CHECK_AT_ONCE = 3
PATIENCE = 2
"""Answers about other things after which what is asked is put by, so that it holds nobody up."""


def progress(form: Form, state: State) -> tuple[int, int]:
    """(filled, total) of the fields that apply."""
    askable = list(form.askable(state.values))
    return sum(_is_filled(form, state, field) for field in askable), len(askable)


def _is_filled(form: Form, state: State, field: Field) -> bool:
    """A table counts once its rows are whole."""
    whole = field.table is None or not lacks(form, state.values, field.key)
    return field.key in state.values and whole


def open_fields(form: Form, state: State) -> list[Field]:
    """Fields that apply and are neither filled nor skipped, in order."""
    return [field for field in form.askable(state.values) if _is_open(form, state, field)]


def _is_open(form: Form, state: State, field: Field) -> bool:
    """A table stays open until the person says that all rows are there."""
    if field.table is not None and field.key in state.values:
        return field.key not in state.closed
    return field.key not in state.values and field.key not in state.skipped


def missing_required(form: Form, state: State) -> list[Field]:
    """Required fields that apply and are not filled, skipped or not."""
    return [f for f in form.askable(state.values) if f.required and f.key not in state.values]


def missing_items(form: Form, state: State) -> list[str]:
    """What is required and not filled, as it reads in a list: fields, and cells of tables."""
    return [*(f.short for f in missing_required(form, state)), *missing(form, state.values)]


def missing_count(form: Form, state: State) -> int:
    """How many required fields and cells of tables are not filled."""
    return len(missing_required(form, state)) + missing_cells(form, state.values)


def next_group(form: Form, state: State) -> list[str]:
    """The keys to ask next when filling the form: the first group with something open.

    A group of which only optional fields are left that were asked before is passed over. What was
    put by is asked when nothing else is left.
    """
    fields = open_fields(form, state)
    left = [f for f in fields if f.key not in state.passed]
    waiting = [f for f in left if f.key not in state.put_by]
    if left and not waiting:
        waiting = fields = [f for f in left if f.key in state.put_by]
    if not waiting:
        return []
    group = form.group_of[waiting[0].key]
    fields = fields if any(f.required for f in waiting) else waiting
    if group.one_by_one:
        return [waiting[0].key]
    return [f.key for f in fields if form.group_of[f.key] is group]


def next_again(form: Form, state: State) -> tuple[list[str], list[str]]:
    """The filled keys to go through once more: those to ask now (of one group), and the rest."""
    left = [key for key in state.again if key in form.fields]
    if not left:
        return [], []
    group = form.group_of[left[0]]
    now = left[:1] if group.one_by_one else [key for key in left if form.group_of[key] is group]
    return now, [key for key in left if key not in now]


def next_check(form: Form, state: State, ask: AskNext) -> list[str]:
    """The keys to ask next in a check: up to three that belong together, in the wanted order."""
    wanted = ask(state.values) if callable(ask) else ask
    if wanted is None:
        wanted = [f.key for f in form.fields.values() if f.fact and f.required]
    open_ = [
        key
        for key in wanted
        if key in form.fields
        and key not in state.values
        and key not in state.skipped
        and form.applies(form.fields[key], state.values)
    ]
    if not open_:
        return []
    group = form.group_of[open_[0]]
    if group.one_by_one:
        return open_[:1]
    together = [key for key in open_ if form.group_of[key] is group]
    if all(form.fields[key].type == "yes_no" for key in together):
        return together
    return together[:CHECK_AT_ONCE]


def passed_over(form: Form, before: State, after: State) -> list[str]:
    """The optional keys not to ask again: asked, while the answer was about something else."""
    asked = [form.fields[key] for key in before.asking if key not in after.values]
    unanswered = [f.key for f in asked if not f.required and f.key not in before.passed]
    return [*before.passed, *unanswered]


def put_by(form: Form, state: State, accepted: Mapping[str, Any]) -> tuple[State, list[Field]]:
    """The state after an answer, and the required fields put by as they were asked in vain.

    Who goes on with other things does not have them at hand; they are asked once more at the end.
    """
    asked = [form.fields[key] for key in state.asking if key not in state.values]
    needed = [f for f in asked if f.required and form.applies(f, state.values)]
    if not accepted or not needed:
        return state, []
    if any(key in accepted for key in state.asking):
        return state.changed(ignored=0), []
    if state.ignored + 1 < PATIENCE:
        return state.changed(ignored=state.ignored + 1), []
    rest = [f for f in open_fields(form, state) if f not in asked and f.key not in state.put_by]
    if not any(field.required for field in rest):
        return state, []
    keys = [field.key for field in needed]
    return state.changed(put_by=[*state.put_by, *keys], ignored=0), needed


def previous_group(form: Form, state: State) -> Group | None:
    """The group before the one being asked (before the review: the last one that applies)."""
    groups = [g for g in form.groups if any(_revisitable(form, f, state) for f in g.fields)]
    if state.asking:
        current = form.group_of[state.asking[0]]
        order = list(form.groups)
        groups = [g for g in groups if order.index(g) < order.index(current)]
    return groups[-1] if groups else None


def keys_to_revisit(form: Form, group: Group, state: State) -> list[str]:
    """The fields of a group that are shown again, filled or not."""
    return [f.key for f in group.fields if _revisitable(form, f, state)]


def _revisitable(form: Form, field: Field, state: State) -> bool:
    return field.key in state.values or (field.asked and form.applies(field, state.values))
