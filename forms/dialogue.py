"""The form conversation as a pure state machine: (state, text) → turn. No database, no clock.

Filling: `start`, then `handle` for each message; `prompt` re-asks after an interruption. The same
machine collects eligibility facts when the state's phase is "checking": `ask` then says which keys
are wanted (a list, or a function of the values so far).
"""

import re
from collections.abc import Mapping
from datetime import date

from forms import appending, commands, doubts, field_types, steering, updates
from forms.cleaning import clean, fold
from forms.correcting import corrects, reopened
from forms.definition import Form
from forms.errors import ValueProblem
from forms.extraction import Extraction, extract
from forms.extraction.clauses import is_question, is_refusal, is_social, of_ours
from forms.extraction.lexicon import lexicon_of
from forms.naming import named_alone, to_change
from forms.numbered import asks_by_number, by_number, spelt_out
from forms.pasted import set_apart
from forms.phrases import say
from forms.prose import (
    asks_which_text,
    hardly_a_text,
    in_their_order,
    is_aside,
    overturned,
    which_text,
)
from forms.recall import recall
from forms.skipping import left_out
from forms.state import Doubt, State, Turn
from forms.steps import AskNext, passed_over
from forms.tables import dialogue as tables
from forms.tables.changes import is_deletion
from forms.turns import Conversation
from forms.unheard import nothing_found
from policy.clock import today as current_date

MAX_MESSAGE = 6000

_REPORTED = re.compile(r"(?:[了过着的年月]|还没|没有|过来|回来)[。！~ ]*$")
_STALE_ALLOWED = ("progress", "summary", "help", "repeat", "pause", "wait")


def start(form: Form, state: State, today: date, *, ask: AskNext = None) -> Turn:
    """Begins, or goes on with, a form (or a check, when `state.phase` is "checking").

    Never reads the message that led here: what was said before the form does not fill its fields.
    """
    return steering.begin(Conversation(form, today, ask), state)


def revisit(form: Form, state: State, remarks: Mapping[str, str], said: str, today: date) -> Turn:
    """Says something, then goes through the fields with a remark once more, group by group.

    The remark is said again with its field's question: by then it may be several messages away.
    """
    again = [key for key in form.fields if key in remarks]
    skipped = [key for key in state.skipped if key not in again]
    state = state.changed(phase="filling", asking=[], pending=[], again=again, skipped=skipped)
    state = state.changed(remarks={key: remarks[key] for key in again})
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
    if not text or state.phase == "cancelled":
        return False
    if state.phase == "done":
        return corrects(form, state, text, today)
    command = commands.recognise(text)
    if command is not None or updates.names_former(form, state, text, today):
        return True
    folded = of_ours(form, fold(text))
    if state.phase == "confirm_cancel":
        return not is_question(folded)
    if tables.claims(form, state, text, today) or left_out(form, text):
        return True
    if is_social(folded):
        return False
    if is_refusal(folded) or asks_by_number(text):
        return True
    if is_question(folded) and not (_writes_prose(form, state) and len(text) > 80):
        return False
    if state.pending and (
        doubts.exact(state.pending[0], text) or doubts.contained(state.pending[0], text)
    ):
        return True
    found = extract(form, text, state.asking, today, state.values)
    if found.found_something:
        return True
    if state.phase == "checking":
        return _reports(form, folded)
    if appending.added(form, state, text) is not None or to_change(form, state, text):
        return True
    if which_text(form, state, text, found, state.asking) is not None:
        return True
    return _reports(form, folded)


def _reports(form: Form, folded: str) -> bool:
    """报告早就写好了: says how things are with what the form asks for, and asks nothing.

    Where it fills no field it is said back as not understood, and not answered as a question.
    """
    return _REPORTED.search(folded) is not None and any(
        label.keys for label in lexicon_of(form).labels(folded)
    )


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
    if state.phase == "done":
        state = reopened(state)
    elif state.phase in ("paused", "cancelled"):
        state = state.changed(phase=state.before if state.phase == "paused" else "filling")
    if state.phase == "confirm_cancel":
        turn = steering.answer_cancel(conversation, state, text, intent)
        if turn is not None:
            return turn
        state = state.changed(phase=state.before)
    if not stale and (settled := _settle(conversation, state, text)) is not None:
        return settled
    about_rows = tables.handle(conversation, state, text, stale=stale)
    if about_rows is not None:
        return about_rows
    command = commands.recognise(text)
    if command is None and not stale and updates.names_former(form, state, text, today):
        command = "undo"
    if not stale and (fields := left_out(form, text)):
        return steering.skip_named(conversation, state, fields)
    if command == "recall":
        return conversation.turn(state, [recall(form, state, text)])
    if command is not None and (not stale or command in _STALE_ALLOWED):
        turn = steering.steer(conversation, state, command)
        if turn is not None:
            return turn
    if not stale:
        if (numbered := by_number(conversation, state, text)) is not None:
            return numbered
        text = spelt_out(form, state, text)
    return _fill(conversation, state, text, intent, stale=stale)


def _settle(conversation: Conversation, state: State, text: str) -> Turn | None:
    """The answer to an open doubt, or None when the message is something else."""
    if not state.pending:
        return None
    doubt, rest = state.pending[0], state.pending[1:]
    option = doubts.exact(doubt, text)
    if option is None and not _of_others(conversation, doubt, text):
        option = doubts.contained(doubt, text)
    if option is None:
        option = doubts.agreed(doubt, text, commands.recognise(text))
    if option is None and not doubts.neither(doubt, text):
        return None
    state = state.changed(pending=rest)
    if option is None or not option.values:
        kept = is_deletion(conversation.form, doubt)
        return conversation.go_on(state, [say("kept" if kept else "doubt_dropped")])
    if is_deletion(conversation.form, doubt):
        state = state.changed(pending=[d for d in rest if d.key != doubt.key], row=0)
    return _went_on(conversation, state, updates.put(conversation.form, state, option.values))


def _of_others(conversation: Conversation, doubt: Doubt, text: str) -> bool:
    """没有被取消过称号, while an incident is in doubt: what it names is not what is asked."""
    about = {doubt.key, *(key for option in doubt.options for key in option.values)}
    found = extract(conversation.form, text, [], conversation.today)
    told = {key for key, _ in found.understood}
    return bool(told) and not told & about


def _fill(
    conversation: Conversation, state: State, text: str, intent: str | None, *, stale: bool
) -> Turn:
    expecting = [] if stale else _expecting(conversation, state)
    if not stale and state.phase != "checking":
        more = appending.added(conversation.form, state, text)
        if more is not None:
            return _added(conversation, state, *more)
    named = named_alone(conversation.form, text)
    if named is not None and named not in state.asking and state.phase == "filling":
        return conversation.turn(doubts.set_aside(state, asking=[named], row=0), [])
    form, today = conversation.form, conversation.today

    def read(said: str) -> Extraction:
        return extract(form, said, expecting, today, state.values)

    filling = state.phase != "checking" and not stale
    apart = set_apart(form, state, text, expecting, read) if filling else None
    found = read(text) if apart is None else apart.joined(form, read)
    if apart is None and filling and not is_aside(form, text, found, expecting):
        doubt = which_text(form, state, text, found, expecting)
        doubt = doubt or hardly_a_text(form, found, expecting)
        if doubt is not None:
            return conversation.go_on(state.changed(pending=in_their_order(form, state, doubt)), [])
    texts = apart.doubts if apart is not None else []
    aside = filling and apart is None and is_aside(form, text, found, expecting)
    if aside or not (texts or found.found_something):
        return nothing_found(conversation, state, text, intent, stale=stale)
    found, turned = overturned(conversation.form, state, text, found)
    update = updates.apply(conversation.form, state, found)
    said = {key: found.values[key] for key, _ in found.understood if key in found.values}
    left = doubts.left(conversation.form, state.pending, said)
    later = doubts.left(conversation.form, state.later, said)
    anew = {doubt.key for doubt in found.doubtful if doubt.key is not None}
    left = [doubt for doubt in left if doubt.key not in anew]  # asked with what was said last
    open_ = [*found.doubtful, *turned, *texts, *left]
    answered = update.state.changed(pending=open_, later=later)
    update.state = doubts.put_off(state, answered)
    refused = [r.key for r in found.rejected if r.key not in update.state.values]
    if refused and not set(refused) & set(state.asking):
        update.wanted = [*refused, *update.wanted]
    update.said += [note for note in found.notes if note]
    if found.leftovers:
        update.said.append(say("leftovers", items=found.leftovers))
    return _went_on(conversation, state, update)


def _added(conversation: Conversation, state: State, key: str, value: str) -> Turn:
    try:
        whole = field_types.parse(conversation.form.fields[key], value, conversation.today)
    except ValueProblem as problem:
        return conversation.turn(state, [problem.reason_zh], problems=[problem.reason_zh])
    return _went_on(conversation, state, updates.put(conversation.form, state, {key: whole}))


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
        if asks_which_text(conversation.form, state.pending[0]):
            return []
        about = {key for option in state.pending[0].options for key in option.values}
        return [key for key in conversation.form.fields if key in about]
    asked = [key for key in state.asking if key not in conversation.form.rows]
    return sorted(asked, key=lambda key: key in state.values)


def _writes_prose(form: Form, state: State) -> bool:
    return bool(state.asking) and form.fields[state.asking[0]].type == "long_text"
