"""Puts changed rows into the draft: what there is to say of it, and the next question."""

from collections.abc import Sequence

from forms import updates
from forms.extraction import Extraction
from forms.phrases import say
from forms.state import Doubt, State, Turn
from forms.tables import changes
from forms.tables.changes import Target
from forms.tables.rows import lacks, rows_of
from forms.turns import Conversation


def take(
    conversation: Conversation,
    state: State,
    key: str,
    readings: Sequence[Extraction],
    target: Target,
) -> Turn:
    """The turn after rows were read out of a message."""
    rows = rows_of(state.values, key)
    return put(
        conversation, state, key, changes.merged(conversation.form, key, rows, readings, target)
    )


def put(conversation: Conversation, state: State, key: str, changed: changes.Changed) -> Turn:
    """The draft with the changed rows, what there is to say of it, and the next question."""
    form = conversation.form
    before = rows_of(state.values, key)
    update = updates.put(form, state, {key: changed.rows or None})
    after = update.state.changed(pending=[*changed.doubts, *others(state, key)])
    if lacks(form, after.values, key) and len(changed.rows) > len(before):
        after = after.changed(closed=[k for k in after.closed if k != key])
    said = list(update.said)
    if not (said or changed.problems or changed.doubts or changed.leftovers):
        said.append(say("nothing_changed", items=form.fields[key].short))
    said += changed.notes
    if changed.leftovers:
        said.append(say("leftovers", items=changed.leftovers[:3]))
    problems = [*changed.problems, *update.problems]
    return conversation.go_on(after, said, accepted=update.accepted, problems=problems)


def others(state: State, key: str) -> list[Doubt]:
    """The doubts about other things; those about these rows speak of rows that are no more."""
    return [doubt for doubt in state.pending if doubt.key != key]
