"""Submitting an application for review, in the chat: read by patterns before the engine's intent.

Every action asks `take_review` first, since any of them may be given the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import Context
from actions.drafting import Desk, desk_for, open_desk
from actions.reply import say
from actions.turn import Message, answered_before, read
from actions.wording import buttons
from forms import dialogue
from forms.commands import Commands
from forms.drafts import DONE, Draft, DraftError
from review import ReviewDesk, ReviewError

FORM_LOOP = "declaration_form"


def take_review(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Tell the sender what is new about their application, and do what they say about it.

    None when the message is about something else, and for the action to go on with.
    """
    desk = services.current().review
    if desk is None or answered_before(tracker):  # the first action of a message has asked already
        return None
    message, context = read(tracker), Context.of(tracker)
    wanted = recognise(message.text)
    for text in desk.news(message.sender):
        if wanted != "progress":  # which tells the same
            say(dispatcher, text, "form", buttons=buttons("review_fix", "review_progress"))
    draft_id = tracker.get_slot("draft_id")
    if wanted is None or (wanted == "progress" and not desk.knows(message.sender, draft_id)):
        return None  # 审核到哪一步 of who has submitted nothing asks for the notice's stages
    try:
        if wanted == "fix":
            return _fix(dispatcher, desk, message, context, draft_id)
        if events := _answer(dispatcher, desk, wanted, message, context, draft_id):
            return events
    except (ReviewError, DraftError) as problem:
        say(dispatcher, str(problem), "clarify", buttons=buttons(*_ways_out(problem)))
    loop = (tracker.active_loop or {}).get("name")
    return [*context.events(), ActiveLoop(loop), FollowupAction("action_listen")]


def _ways_out(problem: ReviewError | DraftError) -> tuple[str, ...]:
    """What can be done instead: where nobody reviews online there is no progress to ask for."""
    if isinstance(problem, ReviewError) and problem.code == "no_reviewer":
        return ("change", "contact")
    if isinstance(problem, ReviewError) and problem.code in ("not_submitted", "not_for_review"):
        return ("resume_form",)
    return ("review_progress", "resume_form")


recognise = Commands(Path(__file__).parent / "review.yml", 30).recognise
"""What a message says about the review: submit, withdraw, fix, progress, or None."""


def _answer(
    dispatcher: CollectingDispatcher,
    desk: ReviewDesk,
    wanted: str,
    message: Message,
    context: Context,
    draft_id: str | None,
) -> list[EventType] | None:
    """What is said; the events where it goes on in the form."""
    today = services.current().today()
    if wanted == "submit":
        draft = open_desk(message, draft_id, finished=True).draft or _finished(desk, message.sender)
        if draft is None:
            raise ReviewError("no_draft")
        try:
            text = desk.submit(draft, message.sender, today)
        except ReviewError as problem:
            if problem.code != "no_region":
                raise
            return _ask_where(dispatcher, desk, message, context, draft, problem)
        say(dispatcher, text, "form", buttons=buttons("review_progress", "withdraw"))
    elif wanted == "withdraw":
        one = desk.store.of_draft(draft_id) if draft_id else None
        one = one or desk.store.latest(message.sender)
        text = desk.withdraw(one.draft_id if one else "", message.sender)
        say(dispatcher, text, "form", buttons=buttons("change", "submit"))
    else:
        quick = ["review_fix"] if desk.returned(message.sender, draft_id) else []
        text = desk.progress(message.sender, draft_id)
        say(dispatcher, text, "form", buttons=buttons(*quick, "change"))
    return None


def _ask_where(
    dispatcher: CollectingDispatcher,
    review: ReviewDesk,
    message: Message,
    context: Context,
    draft: Draft,
    problem: ReviewError,
) -> list[EventType]:
    """Ask in the form for the place that decides who reviews it."""
    desk = desk_for(message, draft)
    field = review.place_field(desk.form)
    if field is None:
        raise problem
    return _again(dispatcher, desk, context, {field: ""}, str(problem))


def _finished(desk: ReviewDesk, sender: str) -> Draft | None:
    """The sender's application that was confirmed last, in whatever conversation."""
    now = services.current()
    mine = (draft for draft in now.drafts.of_member(sender) if draft.status == DONE)
    return next(
        (d for d in mine if d.form_id in now.forms and desk.takes(now.forms[d.form_id])), None
    )


def _fix(
    dispatcher: CollectingDispatcher,
    review: ReviewDesk,
    message: Message,
    context: Context,
    draft_id: str | None,
) -> list[EventType]:
    """Ask the fields once more that the reviewers wrote about."""
    now = services.current()
    fix = review.to_fix(message.sender, draft_id)
    desk: Desk = desk_for(message, now.drafts.get(fix.draft_id))
    if desk.draft is None:
        raise ReviewError("no_draft")
    return _again(dispatcher, desk, context, fix.remarks, fix.text)


def _again(
    dispatcher: CollectingDispatcher,
    desk: Desk,
    context: Context,
    remarks: Mapping[str, str],
    said: str,
) -> list[EventType]:
    """Go through some fields of a draft once more, in the form."""
    assert desk.draft is not None
    turn = dialogue.revisit(desk.form, desk.state, remarks, said, services.current().today())
    quick = [{"title": b.title, "payload": b.payload} for b in turn.buttons]
    say(dispatcher, turn.say, "form", buttons=quick, form=desk.card(turn))
    desk.keep(dispatcher, turn.state, FORM_LOOP, "open")
    slot = SlotSet("draft_id", desk.draft.id)
    return [*context.events(), slot, ActiveLoop(FORM_LOOP), FollowupAction("action_listen")]
