"""The form conversation as a pure state machine: (state, text) → turn. No database, no clock.

Filling: `start`, then `handle` for each message; `prompt` re-asks after an interruption. The same
machine collects eligibility facts when the state's phase is "checking": `ask` then says which keys
are wanted (a list, or a function of the values so far).
"""

from collections.abc import Sequence
from datetime import date

from forms import commands, doubts, steering, updates
from forms.cleaning import clean, fold
from forms.definition import Form
from forms.extraction import extract
from forms.extraction.clauses import is_question, is_refusal, is_social, of_ours
from forms.phrases import say
from forms.recall import recall
from forms.state import State, Turn
from forms.steps import AskNext, passed_over
from forms.turns import Conversation
from policy.clock import today as current_date

MAX_MESSAGE = 6000

_STALE_ALLOWED = ("progress", "summary", "help", "repeat", "pause", "wait")


def start(form: Form, state: State, today: date, *, ask: AskNext = None) -> Turn:
    """Begins, or goes on with, a form (or a check, when `state.phase` is "checking").

    Never reads the message that led here: what was said before the form does not fill its fields.
    """
    return steering.begin(Conversation(form, today, ask), state)


def revisit(form: Form, state: State, keys: Sequence[str], said: str, today: date) -> Turn:
    """Says something, then goes through these fields once more, group by group."""
    again = [key for key in form.fields if key in keys]
    skipped = [key for key in state.skipped if key not in again]
    state = state.changed(phase="filling", asking=[], pending=[], again=again, skipped=skipped)
    return Conversation(form, today).go_on(state, [said])


def prompt(form: Form, state: State, today: date | None = None, *, ask: AskNext = None) -> Turn:
    """The present question again, nothing else; the state stays as it is."""
    conversation = Conversation(form, today or current_date(), ask)
    if state.phase == "confirm_cancel":
        return steering.ask_cancel(conversation, state)
    return conversation.turn(state, [])


def claims(form: Form, state: State, text: str, today: date) -> bool:
    """Does this text look like input for the form (a value, an option, a command)?

    A question is never claimed, whatever number it carries.
    """
    text = clean(text)
    if not text or state.phase in ("done", "cancelled"):
        return False
    command = commands.recognise(text)
    if command is not None:
        return True
    folded = of_ours(form, fold(text))
    if state.phase == "confirm_cancel":
        return not is_question(folded)
    if is_social(folded):
        return False
    if is_refusal(folded):
        return True
    if is_question(folded) and not (_writes_prose(form, state) and len(text) > 80):
        return False
    if state.pending and (
        doubts.exact(state.pending[0], text) or doubts.contained(state.pending[0], text)
    ):
        return True
    return extract(form, text, state.asking, today).found_something


def handle(
    form: Form,
    state: State,
    text: str,
    today: date,
    *,
    intent: str | None = None,
    stale: bool = False,
    ask: AskNext = None,
) -> Turn:
    """One message of the person.

    intent  the classifier's guess; only believed when the words themselves decide nothing
    stale   the person saw an older state of the draft: a value without its label is not applied
    """
    conversation = Conversation(form, today, ask)
    text = clean(text)
    if not text:
        return conversation.turn(state, [say("empty")])
    if len(text) > MAX_MESSAGE:
        return conversation.turn(state, [say("too_long", length=len(text), limit=MAX_MESSAGE)])
    if state.phase in ("paused", "done", "cancelled"):
        state = state.changed(phase=state.before if state.phase == "paused" else "filling")
    if state.phase == "confirm_cancel":
        turn = steering.answer_cancel(conversation, state, text, intent)
        if turn is not None:
            return turn
        state = state.changed(phase=state.before)
    if not stale and (settled := _settle(conversation, state, text)) is not None:
        return settled
    command = commands.recognise(text)
    if command == "recall":
        return conversation.turn(state, [recall(form, state, text)])
    if command is not None and (not stale or command in _STALE_ALLOWED):
        turn = steering.steer(conversation, state, command)
        if turn is not None:
            return turn
    return _fill(conversation, state, text, intent, stale=stale)


def _settle(conversation: Conversation, state: State, text: str) -> Turn | None:
    """The answer to an open doubt, or None when the message is something else."""
    if not state.pending:
        return None
    doubt, rest = state.pending[0], state.pending[1:]
    option = doubts.exact(doubt, text) or doubts.contained(doubt, text)
    if option is None:
        return None
    state = state.changed(pending=rest)
    if not option.values:
        return conversation.go_on(state, [say("doubt_dropped")])
    return _went_on(conversation, state, updates.put(conversation.form, state, option.values))


def _fill(
    conversation: Conversation, state: State, text: str, intent: str | None, *, stale: bool
) -> Turn:
    expecting = [] if stale else _expecting(conversation, state)
    found = extract(conversation.form, text, expecting, conversation.today)
    if not found.found_something:
        return _nothing_found(conversation, state, text, intent, stale=stale)
    update = updates.apply(conversation.form, state, found)
    said = {key: found.values[key] for key, _ in found.understood if key in found.values}
    narrowed = (doubts.narrowed(conversation.form, d, said) for d in state.pending)
    pending = [*found.doubtful, *(d for d in narrowed if d is not None)]
    update.state = update.state.changed(pending=pending)
    if found.leftovers:
        update.said.append(say("leftovers", items=found.leftovers))
    return _went_on(conversation, state, update)


def _went_on(conversation: Conversation, before: State, update: updates.Update) -> Turn:
    """The turn after an answer. Optional fields it did not take up are not asked again."""
    after = update.state
    if update.accepted and after.phase == "filling":
        after = after.changed(passed=passed_over(conversation.form, before, after))
    return conversation.go_on(
        after,
        update.said,
        accepted=update.accepted,
        problems=update.problems,
        first=update.wanted,
    )


def _expecting(conversation: Conversation, state: State) -> list[str]:
    """What was asked, unfilled first; a doubt expects its own fields."""
    if state.pending:
        about = {key for option in state.pending[0].options for key in option.values}
        return [key for key in conversation.form.fields if key in about]
    return sorted(state.asking, key=lambda key: key in state.values)


def _nothing_found(
    conversation: Conversation, state: State, text: str, intent: str | None, *, stale: bool
) -> Turn:
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
    if len(state.asking) == 1 and not state.pending and not asks:
        field = conversation.form.fields[state.asking[0]]
        reason = updates.why_not(field, text, conversation.today)
        if reason is not None:
            return conversation.turn(state, [reason], problems=[reason])
    name = "looks_like_question" if asks else "not_understood"
    return conversation.turn(state, [say(name)], problems=[say(name)])


def _writes_prose(form: Form, state: State) -> bool:
    return bool(state.asking) and form.fields[state.asking[0]].type == "long_text"
