"""A form that changed under a draft: gone on with as it was, or changed to the present version.

Nothing changes by itself where the earlier version is kept: the draft stays on the version it was
begun on, the present one is offered once, and either is chosen by words at any time.
"""

from __future__ import annotations

from pathlib import Path

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import TOLD, Desk
from actions.reply import say
from actions.wording import buttons, words
from forms import Form, field_types
from forms.carry_over import carry_over
from forms.commands import Commands
from forms.drafts import Draft
from forms.versions import changes

asked_version = Commands(Path(__file__).parent / "versions.yml", 24).recognise
"""``newer`` or ``older`` when the whole message asks for that version of the form, ``changes`` when
it asks what differs."""


def tell_version(dispatcher: CollectingDispatcher, desk: Desk) -> None:
    """Offer the present version of the form, or say what it changed; each is said once."""
    if desk.newer is not None and desk.offers_version:
        told = {"title": desk.form.title, "changes": changes(desk.form, desk.newer)}
        quick = buttons("newer_version", "older_version")
        say(dispatcher, words("versions.offer", **told), "form", buttons=quick)
    elif desk.news:
        say(dispatcher, desk.news, "form")


def switch(dispatcher: CollectingDispatcher, desk: Desk, asked: str) -> Desk:
    """The desk with the draft on the version asked for (not saved), and a word about it."""
    draft = desk.draft
    assert draft is not None  # asked for by the caller
    if asked == "changes":
        newer = desk.newer
        told = {"title": desk.form.title, "changes": changes(desk.form, newer) if newer else ""}
        quick = buttons("newer_version", "older_version") if newer else []
        name = "versions.differ" if newer else "versions.is_present"
        say(dispatcher, words(name, **told), "form", buttons=quick)
        return desk
    if asked == "newer":
        if desk.newer is None:
            say(dispatcher, words("versions.is_present", title=desk.form.title), "form")
            return desk
        restored = _left_out(draft, desk.newer)
        said = _put_on(desk, draft, desk.newer)
        draft.state["values"] = {**draft.state["values"], **restored}
        say(dispatcher, said or words("versions.now_new"), "form")
        return Desk(desk.message, desk.newer, draft, desk.others, desk.carried, desk.frozen)
    if desk.newer is not None:
        say(dispatcher, words("versions.stays"), "form")
        return desk
    before = _before(desk, draft)
    if before is None:
        say(dispatcher, words("versions.no_other", title=desk.form.title), "form")
        return desk
    restored = _left_out(draft, before)
    _put_on(desk, draft, before)
    draft.state["values"] = {**draft.state["values"], **restored}
    draft.state[TOLD] = desk.form.version
    say(dispatcher, words("versions.now_old"), "form")
    return Desk(
        desk.message, before, draft, desk.others, desk.carried, desk.frozen, newer=desk.form
    )


def _put_on(desk: Desk, draft: Draft, form: Form) -> str:
    """The draft in memory as one of that version; what differs, in one sentence."""
    kept = {key: value for key, value in draft.state.items() if key.startswith("@")}
    state, said = carry_over(form, desk.state, {k: f.short for k, f in desk.form.fields.items()})
    draft.state = {**kept, **state.to_dict()}
    draft.form_version = form.version
    return said


def _before(desk: Desk, draft: Draft) -> Form | None:
    """The version that the draft was on before the present one, where it is kept."""
    history = services.current().drafts.history(draft.id)
    earlier = [str(one.old) for one in history if one.field == "@form_version"]
    for version in reversed(earlier):
        form = desk.form.at(version)
        if form is not desk.form and changes(form, desk.form):
            return form
    return None


def _left_out(draft: Draft, form: Form) -> dict[str, object]:
    """What changes from version to version left out of the draft, and this version takes."""
    found: dict[str, object] = {}
    history = services.current().drafts.history(draft.id)
    steps = {one.revision for one in history if one.field == "@form_version"}
    for one in history:
        field = form.fields.get(one.field)
        left_out = one.revision in steps and one.new is None and one.field not in draft.values
        if left_out and field is not None and field_types.holds(field, one.old):
            found[one.field] = one.old
    return found
