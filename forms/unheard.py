"""What is said to a message in which no value was found."""

import re

from forms import commands, doubts, steering, updates
from forms.cleaning import fold
from forms.extraction.clauses import is_plan, is_question, is_refusal, is_social, of_ours
from forms.naming import spoken_of, to_change
from forms.phrases import say
from forms.review import shortened
from forms.state import State, Turn
from forms.turns import Conversation

_NONE = re.compile(r"(?:暂时|目前|现在)?(?:没有?|无|暂无)(?:了|的|要填的|这一?项)?")


def nothing_found(
    conversation: Conversation, state: State, text: str, intent: str | None, *, stale: bool
) -> Turn:
    """The turn after words that hold no value: a command they may be, else what they lack."""
    if stale:
        return conversation.turn(state, [say("stale")])
    asks = is_question(of_ours(conversation.form, fold(text)))
    command = commands.of_intent(intent, text)
    if command is not None and not asks:
        turn = steering.steer(conversation, state, command)
        if turn is not None:
            return turn
    if is_social(fold(text)):
        return conversation.turn(state, [])
    if is_refusal(fold(text)) and (turn := steering.steer(conversation, state, "pause")):
        return turn
    if (named := to_change(conversation.form, state, text)) and not asks:
        return conversation.turn(doubts.set_aside(state, asking=named), [])
    asked = [conversation.form.fields[key] for key in state.asking]
    optional = bool(asked) and not any(field.required for field in asked)
    if optional and not state.pending and _NONE.fullmatch(fold(text).strip("。！ ")):
        turn = steering.steer(conversation, state, "skip")
        if turn is not None:
            return turn
    needed = [field.short for field in asked if field.required and field.key not in state.values]
    if needed and not state.pending and _NONE.fullmatch(fold(text).strip("。！ ")):
        return conversation.turn(state, [say("required_none", items=shortened(needed))])
    scalar = len(state.asking) == 1 and state.asking[0] not in conversation.form.rows
    if scalar and not state.pending and not asks:
        field = spoken_of(conversation.form, text) or conversation.form.fields[state.asking[0]]
        reason = updates.why_not(field, text, conversation.today)
        if reason is not None:
            return conversation.turn(state, [reason], problems=[reason])
    if asks and is_plan(fold(text)):
        return conversation.turn(state, [say("looks_like_plan")], problems=[say("looks_like_plan")])
    name = "looks_like_question" if asks else "not_understood"
    return conversation.turn(state, [say(name)], problems=[say(name)])
