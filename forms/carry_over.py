"""A draft begun on an earlier version of its form goes on with the present one."""

from collections.abc import Mapping

from forms import field_types
from forms.definition import Form
from forms.phrases import say
from forms.state import State
from forms.versions import listed


def labels_of(form: Form) -> dict[str, str]:
    """Field key → short label: what a draft keeps of the version it was begun on."""
    return {key: field.short for key, field in form.fields.items()}


def carry_over(form: Form, state: State, earlier: Mapping[str, str]) -> tuple[State, str]:
    """``state`` fit for ``form``, and in one sentence what differs from ``earlier`` (may be empty).

    Values whose field is gone, or that the field no longer takes, are left out and named; undoing
    does not reach back behind the change.
    """
    gone = [label for key, label in earlier.items() if key not in form.fields]
    new = [field.short for key, field in form.fields.items() if earlier and key not in earlier]
    unfit = [key for key, value in state.values.items() if not _fits(form, key, value)]
    again = [form.fields[key].short for key in unfit if key in form.fields]
    known = set(form.fields)
    state = state.changed(
        values={key: value for key, value in state.values.items() if key not in unfit},
        skipped=[key for key in state.skipped if key in known],
        passed=[key for key in state.passed if key in known],
        put_by=[key for key in state.put_by if key in known],
        asking=[key for key in state.asking if key in known],
        undo=[],
        pending=[],
    )
    told = listed({"new": new, "gone": gone, "again": again})
    return state, say("carried", changes=told) if told else ""


def _fits(form: Form, key: str, value: object) -> bool:
    field = form.fields.get(key)
    return field is not None and field_types.holds(field, value)
