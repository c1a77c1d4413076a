"""`action_answer`: questions about the notices, and the choice between 示范县 and 示范机构."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import Context, answer_parts
from actions.reply import say
from actions.turn import Part, plan, read
from actions.wording import buttons, words
from forms import resume_code


class ActionAnswer(Action):
    """Answer each question of the message; a wish to be checked in it starts the check after."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Speak and return the slots to remember."""
        message, context = read(tracker), Context.of(tracker)
        if resume_code.find(message.text) is not None:
            return [FollowupAction("declaration_form")]
        if message.intent in ("repeat", "why_ask"):
            return self._again(dispatcher, context)
        if message.intent in ("inform", "affirm", "deny"):
            say(dispatcher, words("choose_task"), "clarify", buttons=buttons("check", "form"))
            return []
        parts = plan(message)
        context = answer_parts(dispatcher, parts, context)
        events = context.events()
        if any(part.kind == "check" for part in parts):
            events.append(FollowupAction("eligibility_check"))
        return events

    def _again(self, dispatcher: CollectingDispatcher, context: Context) -> list[EventType]:
        if not context.last_topic:
            say(dispatcher, words("repeat_nothing"), "smalltalk", buttons=buttons("deadline"))
            return []
        part = Part("question", "", topic=context.last_topic)
        return answer_parts(dispatcher, [part], context).events()
