"""Where the forms' state machine meets the draft store: load, apply one message, save, say.

A message is applied once: its id and the reply it got are saved with the state it led to, so a
message delivered again after a crash is answered again and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.choosing import DEFAULT_FORM
from actions.reply import say
from actions.turn import Message
from actions.wording import listed, words
from forms import Field, Form, State, Turn, field_types
from forms.carry_over import carry_over, labels_of
from forms.correcting import corrects
from forms.drafts import DONE, Change, Draft, DraftError
from forms.photos import FIELD as PHOTO
from forms.tables.rows import describe
from forms.versions import changes

_LAST, _SEEN, _LOOP = "@last_message", "@seen", "@loop"
_FIELDS, _VERDICT, TOLD = "@fields", "@verdict", "@told_version"


@dataclass
class Desk:
    """One sender's draft during one turn. ``draft`` is ``None`` until something is to be kept.

    ``others`` is what other people changed since this sender last saw the draft.
    """

    message: Message
    form: Form
    draft: Draft | None
    others: Sequence[Change] = ()
    carried: Mapping[str, Any] = field(default_factory=dict)
    """Values known from another draft, for a draft that is only beginning."""
    frozen: dict[str, Any] | None = None
    """The verdict as it was when the document was made; kept with the draft."""

    newer: Form | None = None
    """The present version of the form, where the draft goes on with the one it was begun on."""

    def __post_init__(self) -> None:
        if self.frozen is None and self.draft is not None:
            self.frozen = self.draft.state.get(_VERDICT)

    @property
    def state(self) -> State:
        """The dialogue state in the draft, fit for the present form, or a fresh one."""
        return self._fitted()[0]

    @property
    def news(self) -> str:
        """What the form's new version changed for this draft, to be said once; may be empty."""
        return self._fitted()[1]

    @property
    def offers_version(self) -> bool:
        """Whether the present version of the form is still to be offered to this draft."""
        told = self.draft.state.get(TOLD) if self.draft else None
        return self.newer is not None and told != self.newer.version

    def _fitted(self) -> tuple[State, str]:
        kept = self.draft.state if self.draft else {}
        data = {key: value for key, value in kept.items() if not key.startswith("@")}
        state = State.from_dict(data) if data else State(values=dict(self.carried))
        if self.draft is None or self.draft.form_version == self.form.version:
            return state, ""
        return carry_over(self.form, state, kept.get(_FIELDS, {}))

    @property
    def stale(self) -> bool:
        """Whether the sender wrote this looking at an older state of the draft."""
        return self.message.stale or bool(self.others)

    @property
    def ready(self) -> bool:
        """Whether the draft is confirmed: there is nothing to do but to change it or hand it in."""
        return self.draft is not None and self.draft.status == DONE

    def corrected_by(self, message: Message) -> bool:
        """Whether the draft is confirmed and the message says what is to be otherwise in it."""
        return self.ready and corrects(
            self.form, self.state, message.text, services.current().today()
        )

    def replayed(self, dispatcher: CollectingDispatcher) -> bool:
        """Give the saved reply again if this very message was applied before."""
        last = self.draft.state.get(_LAST) if self.draft else None
        if not last or self.message.id is None or last["id"] != self.message.id:
            return False
        dispatcher.messages.extend(dict(reply) for reply in last["replies"])
        return True

    @property
    def loop(self) -> str | None:
        """The loop that last worked on the draft."""
        return self.draft.state.get(_LOOP) if self.draft else None

    def keep(
        self, dispatcher: CollectingDispatcher, state: State, loop: str, status: str = "open"
    ) -> Draft:
        """Save ``state`` with what ``dispatcher`` is about to say; raises ``StaleDraft``."""
        store, sender = services.current().drafts, self.message.sender
        if self.draft is None:
            self.draft = store.create(
                self.form.id, self.form.version, sender, {}, channel=self.message.channel
            )
        revision = self.draft.revision
        self.draft.form_version = self.form.version
        newer = {TOLD: self.newer.version} if self.newer else {}
        self.draft.state = {
            **state.to_dict(),
            **newer,
            _FIELDS: labels_of(self.form),
            _LOOP: loop,
            **({_VERDICT: self.frozen} if self.frozen else {}),
            _LAST: {"id": self.message.id, "replies": list(dispatcher.messages)},
            _SEEN: {**self.draft.state.get(_SEEN, {}), sender: revision + 1},
        }
        self.draft.status = status
        self.draft = store.save(self.draft, revision, sender, self.message.channel)
        return self.draft

    def card(self, turn: Turn, documents: Sequence[str] = ()) -> dict[str, Any]:
        """The ``form`` part of the contract for ``turn``."""
        draft = self.draft
        return {
            "form_id": self.form.id,
            "title": self.form.title,
            "noun": self.form.noun,
            "draft_id": draft.id if draft else None,
            "field": turn.field,
            "label": turn.label,
            "filled": turn.filled,
            "total": turn.total,
            "phase": turn.state.phase,
            "documents": list(documents),
            "resume_code": draft.resume_code if draft else None,
            "expires_on": draft.expires_at.date().isoformat() if draft else None,
            **({"listed": True} if turn.listed else {}),
        }

    def changes_by_others(self) -> str:
        """What other people changed since the sender last saw the draft, in one sentence.

        Empty when it is nothing that a person fills in.
        """
        said = []
        for change in self.others:
            known = self.form.fields.get(change.field)
            if known is not None and known.table is not None:
                said += describe(known, change.old or [], change.new or [])
            elif change.field == PHOTO:
                said.append(words("photos.changed"))
            elif known is not None:
                shown = words("cleared") if change.new is None else _shown(known, change.new)
                told = {"label": known.short, "old": _shown(known, change.old), "new": shown}
                said.append(words("changed_to" if change.old is None else "changed_from", **told))
        said = [one.rstrip("。") for one in said]
        if not said and any(change.field == "@status" for change in self.others):
            said = [words("state_changed")]
        if not said:
            return ""
        most = int(listed("records")["longest"])
        changes = "、".join(said[:most])
        if len(said) > most:
            changes = words("changed_more", changes=changes, count=len(said))
        where = listed("channels").get(self.others[-1].channel, "")
        told = {"changes": changes, "noun": self.form.noun, "where": where}
        return words("form_changed_elsewhere", **told)


def tell_others(dispatcher: CollectingDispatcher, desk: Desk) -> None:
    """Say what other people changed, if they did."""
    if told := desk.changes_by_others():
        say(dispatcher, told, "form")


def open_desk(
    message: Message, draft_id: str | None, form: Form | None = None, *, finished: bool = False
) -> Desk:
    """The desk of ``message``'s sender: the draft in the slot, else their latest open one.

    ``form``: only a draft of this form counts; without one any does.
    ``finished``: a draft that is already confirmed counts too (to be corrected or printed again).
    """
    now = services.current()
    draft = _known(draft_id, ("open", "done") if finished else ("open",))
    if draft is not None and form is not None and draft.form_id != form.id:
        draft = None
    draft = draft or now.drafts.latest_open(message.sender, form.id if form else None)
    return desk_for(message, draft, form)


def desk_for(message: Message, draft: Draft | None, form: Form | None = None) -> Desk:
    """A desk with this draft on it; ``form`` is the one to begin when there is no draft."""
    now = services.current()
    others: list[Change] = []
    if draft is not None:
        seen = draft.state.get(_SEEN, {}).get(message.sender)
        if seen is not None and seen < draft.revision:
            history = now.drafts.history(draft.id, seen)
            others = [change for change in history if change.actor != message.sender]
    known = (now.forms.get(draft.form_id) if draft else form) or form or now.forms[DEFAULT_FORM]
    begun_on = known.at(draft.form_version) if draft else known
    if begun_on is not known and changes(begun_on, known):
        return Desk(message, begun_on, draft, others, newer=known)
    return Desk(message, known, draft, others)


def _shown(field: Field, value: Any) -> str:
    if value is None or not field_types.holds(field, value):
        return "" if value is None else str(value)
    shown = field_types.show(field, value)
    longest = int(listed("records")["longest_value"])
    return shown if len(shown) <= longest else shown[:longest] + "…"


def _known(draft_id: str | None, statuses: Sequence[str]) -> Draft | None:
    if not draft_id:
        return None
    try:
        draft = services.current().drafts.get(draft_id)
    except DraftError:
        return None
    return draft if draft is not None and draft.status in statuses else None
