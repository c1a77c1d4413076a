"""`declaration_form`: the loop that fills in the application form and hands out the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.another import begin_another, wants_another
from actions.answering import Context, answer_parts, known
from actions.choosing import (
    ask_which_form,
    ask_which_of,
    asks_for_form,
    chosen_form,
    form_to_start,
    forms_named,
    named_form,
    remember_applicant,
    starts_form,
    tell_package,
    told_with_the_wish,
)
from actions.drafting import Desk, desk_for, open_desk, tell_others
from actions.frozen import freeze, show_frozen
from actions.how_far import answer_how_far
from actions.loops import active_loop, answer_aside, input_of, loop_events, read_parts, switch_to
from actions.paper import asks_again, hand_out, tell_ready
from actions.photos import asked_photos, tell_photos
from actions.prefill import bring_rows
from actions.records import asked_by, code_at, tell
from actions.reply import say
from actions.reviewing import take_review
from actions.self_checks import for_field, self_check, self_check_form
from actions.turn import Message, Part, answered_before, is_question, plan, read, supposes
from actions.verdict import refusal, say_verdict
from actions.versions import asked_version, switch, tell_version
from actions.what_if import answer_supposition
from actions.whose import another, ask_whose
from actions.wording import buttons, listed, says, words
from eligibility.errors import FactError, NoRuleInForce
from forms import Form, Turn, dialogue, resume_code
from forms.cleaning import fold
from forms.drafts import DraftError, StaleDraft
from forms.extraction import extract
from forms.extraction.clauses import wants_check

NAME, CHECK = "declaration_form", "eligibility_check"
_MAY_BE_CODE = ("resume_form", "nlu_fallback", "out_of_scope", "inform")
_HEARD = 0.5
"""Below this confidence a command without a draft is no more than a guess."""
_COMMANDS = frozenset(("show_progress", "show_summary", "correct_value"))


class DeclarationForm(Action):
    """One message at a time: questions answered first, values taken, the next fields asked."""

    def name(self) -> str:
        """The loop's name in the domain."""
        return NAME

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """One turn of the form."""
        if (taken := take_review(dispatcher, tracker)) is not None:
            return taken
        message, context = read(tracker), Context.of(tracker)
        running = active_loop(tracker) == NAME
        code = resume_code.find(message.text)
        if code is not None and (
            resumed := self._by_code(dispatcher, message, context, code, running)
        ):
            return resumed
        if tell_package(dispatcher, message):
            desk = open_desk(message, tracker.get_slot("draft_id"), finished=True)
            return self._again(dispatcher, context, desk, running)
        if self_check(message) is not None and self_check_form(message) is None:
            begun = open_desk(message, tracker.get_slot("draft_id"), finished=True)
            if begun.draft is None or not for_field(message, begun.form):
                return switch_to(CHECK, context)
        if show_frozen(dispatcher, message, tracker.get_slot("draft_id")):
            desk = open_desk(message, tracker.get_slot("draft_id"), finished=True)
            return loop_events(NAME if running else None, context, desk)
        form = self._other_form(message, context, running)
        named = forms_named(message)
        if form is None and len(named) > 1 and _wants_form(message, context, running):
            ask_which_of(dispatcher, context, named)
            return loop_events(NAME if running else None, context, desk_for(message, None))
        context.pending_forms = []
        desk = open_desk(message, tracker.get_slot("draft_id"), form, finished=True)
        if desk.replayed(dispatcher):
            going_on = desk.draft is not None and desk.state.phase not in ("done", "cancelled")
            return loop_events(NAME if going_on else None, context, desk)
        if not running and asks_again(message.text) and tell_ready(dispatcher, desk, context):
            return loop_events(None, context, desk)
        if asked := asked_by(message):
            code = code_at(message) if asked == "take_up" else None
            if code is not None and (
                taken := self._by_code(dispatcher, message, context, code, running)
            ):
                return taken
            tell(dispatcher, asked, desk)
            return self._again(dispatcher, context, desk, running)
        if desk.draft is not None and (photos := asked_photos(message.text)):
            desk = tell_photos(dispatcher, photos, desk)
            if not running or desk.state.phase == "done":
                return loop_events(NAME if running else None, context, desk)
            turn = dialogue.prompt(desk.form, desk.state, services.current().today())
            return self._finish(dispatcher, context, desk, turn)
        if desk.draft is not None and (version := asked_version(message.text)):
            desk = switch(dispatcher, desk, version)
            turn = dialogue.start(desk.form, desk.state, services.current().today())
            return self._finish(dispatcher, context, desk, turn)
        if running and form is None and wants_another(message, desk):
            new, turn = begin_another(dispatcher, message, desk)
            return self._finish(dispatcher, context, new, turn)
        own = form is None and desk.draft is not None and (running or desk.ready)
        if own and (name := another(message, desk)) is not None:
            ask_whose(dispatcher, context, name)
            return self._again(dispatcher, context, desk, running)
        if own and (
            answer_supposition(dispatcher, message, desk)
            or answer_how_far(dispatcher, message, desk, named=not desk.ready)
        ):
            return self._again(dispatcher, context, desk, running)
        if not running and form is None and desk.corrected_by(message):
            return self._go_on(dispatcher, tracker, message, context, desk)
        steers = message.intent in _COMMANDS and form is None
        if steers and not running and desk.loop == CHECK:
            return switch_to(CHECK, context)
        if not running and form is None and starts_form(message, context):
            ask_which_form(dispatcher, context)
            return loop_events(None, context, desk_for(message, None))
        if not running or form or desk.draft is None or desk.state.phase == "checking":
            return self._enter(dispatcher, tracker, message, context, desk)
        return self._go_on(dispatcher, tracker, message, context, desk)

    def _again(
        self, dispatcher: CollectingDispatcher, context: Context, desk: Desk, running: bool
    ) -> list[EventType]:
        """After an answer that is no value: what was asked is asked again."""
        if not running or desk.draft is None:
            return loop_events(None, context, desk)
        turn = dialogue.prompt(desk.form, desk.state, services.current().today())
        return self._finish(dispatcher, context, desk, turn)

    def _other_form(self, message: Message, context: Context, running: bool) -> Form | None:
        """The form to begin or go back to, when it is not simply the draft of the conversation."""
        if not running and starts_form(message, context):
            return form_to_start(message, context)
        if running and (chosen := chosen_form(message, context)):
            return chosen
        if (own := self_check_form(message)) is not None:
            return own
        back = re.fullmatch(listed("back_to_form"), message.text.strip()) is not None
        resumed = back if running else message.intent == "resume_form"
        named = resumed or _wants_form(message, context, running)
        return named_form(message) if named else None

    def _enter(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        message: Message,
        context: Context,
        desk: Desk,
    ) -> list[EventType]:
        today = services.current().today()
        if not answered_before(tracker, "action_answer") and not asks_for_form(message):
            answer_parts(dispatcher, [p for p in plan(message) if p.kind == "question"], context)
        if message.intent == "start_form" and says("new_form", message.text):
            desk = desk_for(message, None, desk.form)
        steers = message.intent in _COMMANDS or message.intent == "resume_form"
        if desk.draft is None and steers and not _named_alone(message):
            asked = is_question(message.text) or supposes(message.text)
            asked = asked or message.confidence < _HEARD
            if asked and known(message.text):
                answer_parts(dispatcher, [Part("question", message.text)], context)
                return loop_events(None, context, desk)
            say(dispatcher, words("form_none"), "clarify", buttons=buttons("form", "check"))
            return loop_events(None, context, desk)
        remember_applicant(desk.form, context)
        tell_others(dispatcher, desk)
        state = desk.state
        if state.phase == "checking" or (state.skipped and not state.undo and not state.asking):
            state = state.changed(phase="filling", asking=[], pending=[], skipped=[])
        if message.intent in _COMMANDS and not _named_alone(message):
            turn = dialogue.handle(desk.form, state, message.text, today, intent=message.intent)
            if _leaves_finished(desk, turn):
                return self._still_finished(dispatcher, context, desk, turn)
        else:
            if desk.draft is None:
                state = bring_rows(dispatcher, message, desk.form, state)
            turn = dialogue.start(desk.form, state, today)
            told = context.told or (desk.draft is None and told_with_the_wish(message, desk.form))
            if told:
                turn = dialogue.handle(desk.form, turn.state, told, today)
                context.told = ""
        return self._finish(dispatcher, context, desk, turn)

    def _go_on(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        message: Message,
        context: Context,
        desk: Desk,
    ) -> list[EventType]:
        today = services.current().today()
        parts = read_parts(message, desk, today)
        wants = message.intent == "start_form" or asks_for_form(message)
        told = wants or answered_before(tracker) or any(part.kind == "check" for part in parts)
        if not asks_for_form(message):
            told = answer_aside(dispatcher, message, parts, context) or told
        tell_others(dispatcher, desk)
        text = input_of(parts) or ("" if told and not desk.ready else message.text)
        if wants and not _tells(desk, text):
            turn = dialogue.start(desk.form, desk.state, today)
        elif text:
            turn = dialogue.handle(
                desk.form, desk.state, text, today, intent=message.intent, stale=desk.stale
            )
        else:
            turn = dialogue.prompt(desk.form, desk.state, today)
        checks = any(part.kind == "check" for part in parts) or wants_check(fold(text))
        if checks and not turn.listed:  # 给我看看 is what is filled in
            self._verdict_so_far(dispatcher, desk, turn.state.values)
        if text and _leaves_finished(desk, turn):
            return self._still_finished(dispatcher, context, desk, turn)
        return self._finish(dispatcher, context, desk, turn)

    def _still_finished(
        self, dispatcher: CollectingDispatcher, context: Context, desk: Desk, turn: Turn
    ) -> list[EventType]:
        """A finished form was looked at, or what was said changed nothing in it."""
        self._say(dispatcher, desk, replace(turn, state=desk.state, field=None, label=None))
        return loop_events(None, context, desk)

    def _by_code(
        self,
        dispatcher: CollectingDispatcher,
        message: Message,
        context: Context,
        code: str,
        running: bool,
    ) -> list[EventType] | None:
        """Take up the draft of a resume code; ``None`` when the text only looks like one."""
        store, today = services.current().drafts, services.current().today()
        try:
            draft = store.by_resume_code(code)
            if draft is None:
                alone = resume_code.alone(message.text)
                if not alone and (running or message.intent not in _MAY_BE_CODE):
                    return None
                say(dispatcher, words("code_unknown"), "error", buttons=buttons("form"))
                return loop_events(None, context, desk_for(message, None))
            draft = store.attach(draft.id, message.sender, channel=message.channel)
        except DraftError as problem:
            say(dispatcher, str(problem), "error", buttons=buttons("form"))
            return loop_events(None, context, desk_for(message, None))
        desk = desk_for(message, draft)
        remember_applicant(desk.form, context)
        tell_others(dispatcher, desk)
        state = desk.state
        if state.phase == "checking":
            state = state.changed(phase="filling", asking=[], pending=[], skipped=[])
        turn = dialogue.start(desk.form, state, today)
        return self._finish(dispatcher, context, desk, turn)

    def _finish(
        self, dispatcher: CollectingDispatcher, context: Context, desk: Desk, turn: Turn
    ) -> list[EventType]:
        """Say the turn and save it; hand out the document when the form is confirmed."""
        phase = turn.state.phase
        status = {"done": "done", "cancelled": "cancelled"}.get(phase, "open")
        tell_version(dispatcher, desk)
        heard = list(dispatcher.messages)
        try:
            if phase == "done":
                freeze(desk, turn.state.values)
                desk.keep(dispatcher, turn.state, NAME, status)
                hand_out(dispatcher, desk, turn)
            else:
                if desk.draft is None:
                    desk.keep(dispatcher, turn.state, NAME, status)
                self._say(dispatcher, desk, turn)
                desk.keep(dispatcher, turn.state, NAME, status)
        except StaleDraft as stale:
            dispatcher.messages[:] = heard
            say(dispatcher, str(stale), "error")
            return loop_events(NAME, context, desk)
        return loop_events(None if turn.ended else NAME, context, desk)

    def _say(self, dispatcher: CollectingDispatcher, desk: Desk, turn: Turn) -> None:
        text = turn.say
        if not text and dispatcher.messages:
            return  # nothing is being asked
        if desk.draft is not None and turn.ended and turn.state.phase == "paused":
            expires = desk.draft.expires_at.date()
            kept = {"code": desk.draft.resume_code, "date": f"{expires:%Y年%m月%d日}"}
            text = f"{text}\n{words('form_expires', **kept)}"
        quick = [{"title": b.title, "payload": b.payload} for b in turn.buttons]
        say(dispatcher, text, "form", buttons=quick, form=desk.card(turn))

    def _verdict_so_far(
        self, dispatcher: CollectingDispatcher, desk: Desk, values: Mapping[str, Any]
    ) -> None:
        now = services.current()
        if desk.form.rule_set is None:
            say(dispatcher, words("no_check_here", title=desk.form.title), "clarify")
            return
        rules = now.rules_of(desk.form)
        try:
            report = now.check(desk.form, values)
        except (FactError, NoRuleInForce) as problem:
            say(dispatcher, refusal(problem, desk.form), "error")
            return
        say_verdict(dispatcher, report, rules, form=desk.form)


def _leaves_finished(desk: Desk, turn: Turn) -> bool:
    """Whether a turn changes nothing in a finished form and asks nothing: it stays finished."""
    after = turn.state
    looked = after.phase in ("filling", "reviewing") and not (after.asking or after.pending)
    return desk.ready and looked and after.values == desk.state.values


def _wants_form(message: Message, context: Context, running: bool) -> bool:
    """Whether a form is to be begun or gone back to."""
    asked = message.intent == "start_form" or asks_for_form(message)
    return asked if running else starts_form(message, context)


def _named_alone(message: Message) -> bool:
    """Whether the message only names the form to be filled in, whatever it was taken for."""
    return asks_for_form(message) or self_check_form(message) is not None


def _tells(desk: Desk, text: str) -> bool:
    """Whether a message says anything about a field (填申请表 once more says nothing)."""
    return extract(desk.form, text, [], services.current().today()).found_something
