"""The chosen values go into the draft the way typed ones do: history, contradictions, undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms import Form, State, ValueProblem, doubts, field_types, updates
from forms.drafts import Draft, DraftStore, StaleDraft
from forms.turns import Conversation
from prefill.model import Reading
from prefill.wording import say

LOOP = "declaration_form"
_TRIES = 3


@dataclass(frozen=True)
class Taken:
    """What went in. `said` are the sentences for the person, contradictions among them."""

    draft: Draft
    accepted: Sequence[str]
    said: Sequence[str]


def take(
    store: DraftStore,
    sender: str,
    draft_id: str | None,
    reading: Reading,
    chosen: Mapping[str, str | None],
    today: date,
    channel: str = "web",
) -> Taken:
    """Put the chosen values of a reading into the draft, beginning one where there is none.

    `chosen` maps field keys to the text as the person corrected it, None for the value as read.
    Raises DraftError where the draft is gone.
    """
    form = reading.form
    values, problems = _values(form, reading, chosen, today)
    draft = store.get(draft_id) if draft_id else None
    if draft is None:
        draft = store.create(form.id, form.version, sender, {}, channel=channel)
    for attempt in range(_TRIES):
        fresh, overtaken = _not_overtaken(reading, draft, values)
        state, update = _updated(form, draft, fresh, today)
        if not update.accepted:
            break
        draft.state = {**draft.state, **state.to_dict(), "@loop": draft.state.get("@loop") or LOOP}
        draft.status = "open"
        try:
            draft = store.save(draft, draft.revision, sender, channel)
            break
        except StaleDraft as stale:
            if attempt == _TRIES - 1:
                raise
            draft = stale.current
    accepted = [form.fields[key].label for key in update.accepted]
    said = [*update.said, *problems, *overtaken, *update.problems]
    return Taken(draft, accepted, said or [say("nothing_chosen")])


def _values(
    form: Form, reading: Reading, chosen: Mapping[str, str | None], today: date
) -> tuple[dict[str, Any], list[str]]:
    offered = {offer.key: offer for offer in reading.offers}
    values: dict[str, Any] = {}
    problems = []
    for key, text in chosen.items():
        if key not in offered:
            continue
        offer = offered[key]
        if text is None or text.strip() == offer.text:
            text = offer.text
            if offer.value is not None:
                values[key] = offer.value
                continue
        try:
            values[key] = field_types.parse(form.fields[key], text, today)
        except ValueProblem as problem:
            reason = problem.reason_zh
            problems.append(say("value_not_taken", label=offer.label, reason=reason))
    return values, problems


def _not_overtaken(
    reading: Reading, draft: Draft, values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The values whose fields are as they were when the file was read, and what is said of others.

    Of two files chosen at once the second was read beside a draft without the first.
    """
    known = {offer.key: offer.now for offer in reading.offers}
    fresh, said = {}, []
    for key, value in values.items():
        now = draft.values.get(key)
        if now in (None, known[key], value):
            fresh[key] = value
            continue
        field = reading.form.fields[key]
        shown = {"now": field_types.show(field, now), "text": field_types.show(field, value)}
        said.append(say("filled_meanwhile", label=field.label, **shown))
    return fresh, said


def _updated(
    form: Form, draft: Draft, values: dict[str, Any], today: date
) -> tuple[State, updates.Update]:
    kept = {key: value for key, value in draft.state.items() if not key.startswith("@")}
    state = State.from_dict(kept) if kept else State()
    update = updates.put(form, state, values)
    pending = (doubts.narrowed(form, doubt, update.accepted) for doubt in state.pending)
    after = update.state.changed(pending=[doubt for doubt in pending if doubt is not None])
    if after.phase in ("filling", "reviewing", "done"):
        if after.phase == "done":
            after = after.changed(phase="filling")
        after = Conversation(form, today).go_on(after, [], first=update.wanted).state
    elif after.phase != "paused":
        after = after.changed(asking=[])
    return after, update
