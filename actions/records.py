"""Questions about the drafts: their history, what changed since the last file, which there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk
from actions.reply import say
from actions.wording import listed, words
from forms import Form, State, field_types
from forms.commands import Commands
from forms.drafts import Change, Draft
from forms.photos import FIELD
from forms.rendering import document_filename
from forms.steps import progress
from policy.clock import SHANGHAI

_BESIDE = {FIELD: "photo", "@form_version": "version"}
"""What is kept beside the fields and is told in the history, by its key in ``wording.yml``."""

asked_of = Commands(Path(__file__).parent / "records.yml", 24).recognise
"""``history``, ``compare`` or ``drafts`` when the whole message asks for it."""


def tell(dispatcher: CollectingDispatcher, asked: str, desk: Desk) -> None:
    """Answer what ``asked_of`` found, from the draft on the desk."""
    if asked == "drafts":
        _tell_drafts(dispatcher, desk.message.sender)
        return
    if desk.draft is None:
        say(dispatcher, words("records.none"), "clarify")
        return
    history = services.current().drafts.history(desk.draft.id)
    made = _history(desk, history) if asked == "history" else None
    text = made or _comparison(desk, desk.draft, history)
    say(dispatcher, text, "form")


def _history(desk: Desk, history: Sequence[Change]) -> str:
    lines = [line for change in history if (line := _line(desk, change))]
    if not lines:
        return words("records.no_history")
    shown = lines[-listed("records")["longest"] :]
    head = "records.history_head" if len(shown) == len(lines) else "records.history_head_last"
    return "\n".join([words(head, total=len(lines), shown=len(shown)), *reversed(shown)])


def _line(desk: Desk, change: Change) -> str:
    field = desk.form.fields.get(change.field)
    beside = _BESIDE.get(change.field)
    if field is None and beside is None:
        return ""
    kind = "set" if change.old is None else "cleared" if change.new is None else "changed"
    who = "you" if change.actor == desk.message.sender else "other"
    at = change.at.astimezone(SHANGHAI)
    return words(
        f"records.{kind}",
        at=f"{at:%m月%d日 %H:%M}",
        who=words(f"records.{who}"),
        label=field.short if field else words(f"records.{beside}"),
        old=_shown(desk.form, change.field, change.old),
        new=_shown(desk.form, change.field, change.new),
    )


def _comparison(desk: Desk, draft: Draft, history: Sequence[Change]) -> str:
    """What differs from the document made last; each field once."""
    document = services.current().documents.latest(draft.id)
    if document is None:
        return words("records.no_document")
    before: dict[str, object] = {}
    for change in history:
        if change.revision > document.revision and change.field in desk.form.fields:
            before.setdefault(change.field, change.old)
    values = desk.state.values
    lines = [
        words(
            "records.differs",
            label=desk.form.fields[key].short,
            old=_shown(desk.form, key, old) or words("records.empty"),
            new=_shown(desk.form, key, values.get(key)) or words("records.empty"),
        )
        for key, old in before.items()
        if old != values.get(key)
    ]
    at = f"{document.created_at.astimezone(SHANGHAI):%m月%d日 %H:%M}"
    if not lines:
        return words("records.same", at=at)
    return "\n".join([words("records.compare_head", at=at, count=len(lines)), *lines])


def _tell_drafts(dispatcher: CollectingDispatcher, sender: str) -> None:
    now = services.current()
    lines, quick = [], []
    for draft in now.drafts.open_of(sender)[: listed("records")["longest"]]:
        present = now.forms.get(draft.form_id)
        if present is None:
            continue
        form = present.at(draft.form_version)
        data = {key: value for key, value in draft.state.items() if not key.startswith("@")}
        filled, total = progress(form, State.from_dict(data))
        title = PurePath(document_filename(form, draft.values)).stem
        told = {"title": title, "filled": filled, "total": total, "code": draft.resume_code}
        lines.append(words("records.draft", **told))
        quick.append({"title": title, "payload": words("records.take_up", **told)})
    if not lines:
        say(dispatcher, words("records.none"), "clarify")
        return
    text = "\n".join([words("records.drafts_head", count=len(lines)), *lines])
    say(dispatcher, text, "form", buttons=quick)


def _shown(form: Form, key: str, value: object) -> str:
    if value is None:
        return ""
    field = form.fields.get(key)
    if field is None or not field_types.holds(field, value):
        return str(value).partition("+")[0] if key in _BESIDE else str(value)
    shown = field_types.show(field, value)
    longest = int(listed("records")["longest_value"])
    return shown if len(shown) <= longest else shown[:longest] + "…"
