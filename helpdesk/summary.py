"""What a person needs to know when a conversation is handed to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms import Form, State, field_types
from forms.drafts import Draft, DraftStore
from helpdesk.wording import say, words
from policy import PolicyBase
from storage.turns import LoggedTurn, TurnLog

_LOOK_BACK = 40
_ASKED = 5
_HEADLINE = 80


@dataclass(frozen=True)
class Asked:
    """A question with what was answered to it, and whether that was an answer."""

    question: str
    answer: str
    answered: bool


@dataclass(frozen=True)
class FormSoFar:
    """The draft under way: label and value of what is filled in."""

    title: str
    filled: int
    total: int
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Summary:
    """Subject, last questions and answers, form so far."""

    subject: str
    asked: tuple[Asked, ...]
    form: FormSoFar | None


class Summaries:
    """Makes summaries. `mask` takes telephone numbers and names out of a text."""

    def __init__(
        self,
        turns: TurnLog,
        drafts: DraftStore,
        forms: Mapping[str, Form],
        knowledge: Callable[[], PolicyBase],
        mask: Callable[[str], str],
    ) -> None:
        self._turns, self._drafts, self._forms = turns, drafts, forms
        self._knowledge = knowledge
        self._mask = mask

    def of(self, sender: str, seq: int, *, shown: bool = False) -> Summary:
        """The summary of a conversation before turn `seq`.

        Values of the form are hidden unless `shown`.
        """
        turns = [t for t in self._turns.before(sender, seq - 1, _LOOK_BACK) if t.text]
        asked = [a for turn in turns if (a := _asked(turn)) is not None][-_ASKED:]
        draft = self._drafts.latest_open(sender)
        form = self._forms.get(draft.form_id) if draft is not None else None
        so_far = None
        if form is not None and draft is not None:
            so_far = _form_so_far(form, draft, _card(turns, draft.id), shown)
        return Summary(self._subject(asked, form), tuple(asked), so_far)

    def headline(self, sender: str, seq: int) -> str:
        """The summary in one line, without personal data."""
        summary = self.of(sender, seq)
        parts = [summary.subject]
        if summary.form is not None:
            form = summary.form
            parts.append(
                say("headline_form", title=form.title, filled=form.filled, total=form.total)
            )
        if summary.asked:
            text = self._mask(summary.asked[-1].question)[:_HEADLINE]
            parts.append(say("headline_asked", text=text))
        return " · ".join(filter(None, parts)) or say("headline_nothing")

    def _subject(self, asked: Sequence[Asked], form: Form | None) -> str:
        names: Mapping[str, str] = words("subjects")
        if form is not None:
            return names["county" if "county" in form.id else "institution"]
        knowledge = self._knowledge()
        for one in reversed(asked):
            kind = knowledge.subject_in(one.question)
            if kind is not None:
                return names[kind]
        return ""


def _asked(turn: LoggedTurn) -> Asked | None:
    """The question and answer of a turn; None when it was no question."""
    parts = [part for part in turn.response or [] if part.get("custom")]
    known = [p for p in parts if p["custom"].get("outcome") in ("answered", "declined", "clarify")]
    if not known:
        return None
    text = "\n".join(str(part.get("text") or "") for part in known)
    whole = all(
        part["custom"]["outcome"] == "answered" and not part["custom"].get("unanswered")
        for part in known
    )
    return Asked(turn.text, text, whole)


def _card(turns: Sequence[LoggedTurn], draft_id: str) -> Mapping[str, Any]:
    """What the sender was last told about how far the form is."""
    cards = [
        card
        for turn in turns
        for part in turn.response or []
        if (card := (part.get("custom") or {}).get("form")) and card.get("draft_id") == draft_id
    ]
    return cards[-1] if cards else {}


def _form_so_far(form: Form, draft: Draft, card: Mapping[str, Any], shown: bool) -> FormSoFar:
    kept: Mapping[str, Any] = {k: v for k, v in draft.state.items() if not k.startswith("@")}
    values = State.from_dict(dict(kept)).values if kept else {}
    fields = [
        (field.label, field_types.show(field, values[key]) if shown else say("hidden"))
        for key, field in form.fields.items()
        if values.get(key) is not None
    ]
    filled, total = card.get("filled", len(fields)), card.get("total", len(form.fields))
    return FormSoFar(form.title, filled, total, tuple(fields))
