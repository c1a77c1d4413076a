"""`action_handoff` and `action_smalltalk`: the person to call, and courtesies."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import Context, answer_parts, asks_surely, goes_on, looks_up
from actions.drafting import open_desk
from actions.paper import asks_again
from actions.records import asked_by
from actions.reply import say
from actions.reviewing import take_review
from actions.turn import Message, Part, misses, plan, read
from actions.wording import listed, says, words
from forms import resume_code


def hand_off(dispatcher: CollectingDispatcher, message: Message | None = None) -> None:
    """Hand the sender of ``message`` over to a person; where there is none, name the contact of
    the notice, with the clause that says so."""
    now = services.current()
    told = now.hand_over(message.sender, message.seq) if message is not None else None
    for one in told or ():
        dispatcher.utter_message(
            text=one["text"], buttons=one.get("buttons", []), json_message=one["custom"]
        )
    if told is not None:
        return
    contact = now.policy.answer("contact", question="", subject=None, today=now.today())
    say(
        dispatcher,
        f"{words('handoff')}\n{contact.text}",
        "handoff",
        citations=contact.citations,
    )


class ActionHandoff(Action):
    """The user wants a person."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_handoff"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Hand over, or say whom to call."""
        if (taken := take_review(dispatcher, tracker)) is not None:
            return taken
        message, context = read(tracker), Context.of(tracker)
        if says("asks_number", message.text) and not says("wants_person", message.text):
            return answer_parts(dispatcher, [Part("question", message.text)], context).events()
        hand_off(dispatcher, message)
        return []


class ActionSmalltalk(Action):
    """Courtesies: the wording is the domain's response ``utter_<intent>``."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_smalltalk"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the response of the intent, or what else can be done here."""
        if (taken := take_review(dispatcher, tracker)) is not None:
            return taken
        message, context = read(tracker), Context.of(tracker)
        if resume_code.find(message.text) is not None or asked_by(message):
            return [FollowupAction("declaration_form")]
        draft_id = tracker.get_slot("draft_id")
        if (
            draft_id
            and asks_again(message.text)
            and open_desk(message, draft_id, finished=True).ready
        ):
            return [FollowupAction("declaration_form")]
        if terms := looks_up(message, context):
            return answer_parts(dispatcher, terms, context).events()
        said = plan(message)
        parts = [part for part in said if part.kind in ("question", "subject")]
        parts = parts or [part for part in said if asks_surely(part.text, context.last_topic)]
        if not parts and goes_on(message.text, context):
            parts = [Part("question", message.text)]
        policy, last = services.current().policy, context.last_question
        if not parts and last is not None and policy.made_whole(message.text, last):
            parts = [Part("question", message.text)]  # 上一条, of the notice's articles
        parts = parts or [part for part in said if policy.asks_meaning(part.text)]
        if parts:
            return answer_parts(dispatcher, parts, context).events()
        if misses(tracker) >= listed("misses_before_contact"):
            hand_off(dispatcher)
            return []
        dispatcher.utter_message(response=f"utter_{message.intent}")
        return []
