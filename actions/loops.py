"""What both loops do around the form's state machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import Context, answer_parts
from actions.drafting import Desk
from actions.handoff import hand_off
from actions.turn import Message, Part, plan
from forms import dialogue
from forms.naming import begins_text

LISTEN = "action_listen"


def active_loop(tracker: Tracker) -> str | None:
    """The name of the loop that is running."""
    loop = tracker.active_loop or {}
    return loop.get("name")


def loop_events(name: str | None, context: Context, desk: Desk) -> list[EventType]:
    """Run (or, with ``None``, leave) a loop, remember the context and wait for the user."""
    events = context.events()
    if desk.draft is not None:
        events.append(SlotSet("draft_id", desk.draft.id))
    return [*events, ActiveLoop(name), FollowupAction(LISTEN)]


def switch_to(name: str, context: Context) -> list[EventType]:
    """Go on with another loop in this same turn."""
    return [*context.events(), ActiveLoop(name), FollowupAction(name)]


def read_parts(message: Message, desk: Desk, today: date) -> list[Part]:
    """The message's parts as the running form sees them."""
    state = desk.state
    if begins_text(desk.form, message.text):
        return [Part("input", message.text)]
    return plan(message, lambda text: dialogue.claims(desk.form, state, text, today))


def answer_aside(
    dispatcher: CollectingDispatcher, message: Message, parts: Sequence[Part], context: Context
) -> bool:
    """Answer what is not for the form; True if anything was said."""
    before = len(dispatcher.messages)
    if any(part.kind == "handoff" for part in parts):
        hand_off(dispatcher, message)
    answer_parts(dispatcher, parts, context)
    return len(dispatcher.messages) > before


def input_of(parts: Sequence[Part]) -> str:
    """The text that is for the form, or an empty string."""
    return "，".join(part.text for part in parts if part.kind == "input")
