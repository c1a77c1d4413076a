"""`eligibility_check`: the loop that asks for what the criteria need and shows the verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import (
    FAIRLY,
    SURE,
    SURELY,
    Context,
    answer_parts,
    answer_topic,
    asked_plainly,
    asks_beside_the_criteria,
    asks_surely,
    elsewhere,
    judged_topic,
)
from actions.choosing import (
    asks_for_form,
    form_of,
    named_subject,
    remember_applicant,
    tells_only_figures,
    wants_all_judged,
    wants_it_filled,
    without_the_wish,
)
from actions.drafting import Desk, desk_for, open_desk
from actions.frozen import show_frozen
from actions.how_far import answer_how_far
from actions.judged import asks_if_enough, judge_figures, tell_figures
from actions.loops import (
    active_loop,
    answer_aside,
    input_of,
    loop_events,
    read_parts,
    switch_to,
)
from actions.reply import say
from actions.reviewing import take_review
from actions.self_checks import for_application, self_check, self_check_form, told_besides
from actions.turn import (
    SUBJECTS,
    Message,
    Part,
    answered_before,
    asks_why_not,
    is_question,
    plan,
    read,
    supposes,
)
from actions.verdict import refusal, say_verdict
from actions.versions import asked_version, switch, tell_version
from actions.what_if import answer_supposition
from actions.whose import another, ask_whose, own, settled
from actions.wording import buttons, listed, says, words
from eligibility.errors import FactError, NoRuleInForce
from forms import Form, State, Turn, dialogue
from forms.cleaning import fold
from forms.drafts import StaleDraft
from forms.extraction import extract
from forms.facts import day_of, facts_of, fields_for, values_of

NAME = "eligibility_check"
_ONE_NUMBER = 2
"""Values that one number may fill: of the last year and of the one before."""
_HARDLY, _WEAK, _FAIR = 0.4, 0.5, 0.7
"""Below this confidence a wish to be checked may be a question."""
_LIKELY = 0.5
"""How sure the topic of a question must be that was hardly taken for such a wish."""


class EligibilityCheck(Action):
    """Takes what was said, asks only for what is missing, decides as soon as it can."""

    def name(self) -> str:
        """The loop's name in the domain."""
        return NAME

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """One turn of the check."""
        if (taken := take_review(dispatcher, tracker)) is not None:
            return taken
        message, context = read(tracker), Context.of(tracker)
        running = active_loop(tracker) == NAME
        desk = open_desk(message, tracker.get_slot("draft_id"))
        if show_frozen(dispatcher, message, tracker.get_slot("draft_id")):
            return loop_events(NAME if running else None, context, desk)
        form = _form_to_check(message, context, desk, running, tracker.get_slot("draft_id"))
        if form.id != desk.form.id:
            desk = _next_to(desk, open_desk(message, tracker.get_slot("draft_id"), form))
            running = False
        elif form.checking is not None and says("new_form", message.text):
            desk, running = desk_for(message, None, form), False
        entering = not running or desk.state.phase != "checking"
        if desk.replayed(dispatcher):
            return loop_events(NAME if desk.state.phase == "checking" else None, context, desk)
        if not entering and desk.draft and (version := asked_version(message.text)):
            desk = switch(dispatcher, desk, version)
            turn = dialogue.start(
                desk.form, desk.state, services.current().today(), ask=wanted(desk.form)
            )
            return self._finish(dispatcher, context, desk, turn)
        if answer_supposition(dispatcher, message, desk):
            return self._again(dispatcher, context, desk, entering)
        checked = desk.draft is not None and desk.loop == NAME
        if (checked or not entering) and answer_how_far(dispatcher, message, desk):
            return self._again(dispatcher, context, desk, entering)
        if (name := another(message, desk)) is not None:
            ask_whose(dispatcher, context, name)
            return self._again(dispatcher, context, desk, entering)
        settled(message.text, context)
        new = entering and desk.draft is None and not says("check_words", message.text)
        if new and wants_it_filled(message, context):
            return switch_to("declaration_form", context)
        if entering:
            return self._enter(dispatcher, tracker, message, context, desk)
        wants_form = asks_for_form(message) or self_check_form(message) is not None
        if message.intent == "start_form" or wants_form:
            return switch_to("declaration_form", context)
        return self._go_on(dispatcher, tracker, message, context, desk)

    def _again(
        self, dispatcher: CollectingDispatcher, context: Context, desk: Desk, entering: bool
    ) -> list[EventType]:
        """After an answer that is no fact: a check that runs asks again what it asked."""
        if entering:
            return loop_events(None, context, desk)
        turn = dialogue.prompt(
            desk.form, desk.state, services.current().today(), ask=wanted(desk.form)
        )
        return self._finish(dispatcher, context, desk, turn)

    def _enter(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        message: Message,
        context: Context,
        desk: Desk,
    ) -> list[EventType]:
        now = services.current()
        if desk.draft is None and asks_why_not(message.text):
            quick = buttons("check", "institution_form", "county_form")
            say(dispatcher, words("not_checked"), "clarify", buttons=quick)
            return loop_events(None, context, desk)
        by_name = self_check(message) is not None
        assumed = context.subject is None and desk.draft is None and not named_subject(message)
        remember_applicant(desk.form, context)
        whole = by_name or wants_all_judged(message) or own(message, desk)
        if not (whole or answered_before(tracker, "action_answer")):
            answer_parts(dispatcher, [p for p in plan(message) if p.kind == "question"], context)
        state = desk.state.changed(phase="checking", asking=[], pending=[], skipped=[])
        known = bool(desk.draft and desk.loop == NAME)
        if known and (message.wants_verdict or asks_why_not(message.text)):
            turn = dialogue.prompt(desk.form, state, now.today(), ask=wanted(desk.form))
            return self._show(dispatcher, context, desk, turn)
        besides = without_the_wish(told_besides(message))
        before, context.told = context.told, ""
        text = f"{before}。{besides}" if before else besides
        told = extract(desk.form, text, [], now.today()).found_something
        figures = not (known or whole) and tells_only_figures(message, desk.form)
        if figures:
            answer = tell_figures(dispatcher, message.text, context.subject)
            context.last_topic, context.last_question = answer.topic, message.text
            if answer.fails or not says("goes_on", message.text):
                found = extract(desk.form, besides, [], now.today()).found_something
                context.told = text if found else before
                return loop_events(None, context, desk)
        apart = not (known or whole or figures)
        if apart and self._judged(dispatcher, message, desk, context):
            return loop_events(None, context, desk)
        if apart and self._asks_rather(message, desk, context, told):
            answer_parts(dispatcher, [Part("question", message.text)], context)
            return loop_events(None, context, desk)
        if context.subject == "county" and not known and is_question(message.text):
            self._answer_scope(dispatcher, message, context)
        turn = self._step(desk, state, text if told else None, message.intent)
        opening = "" if known else _opening(desk, assumed)
        return self._finish(dispatcher, context, desk, turn, opening=opening)

    def _judged(
        self, dispatcher: CollectingDispatcher, message: Message, desk: Desk, context: Context
    ) -> bool:
        """Whether figures that only together decide something were judged."""
        if not asks_if_enough(message.text):
            return False
        one = judged_topic(message.text) is not None and self._asks_plainly(message, desk, context)
        return not one and judge_figures(dispatcher, message.text, context.subject)

    def _asks_rather(self, message: Message, desk: Desk, context: Context, told: bool) -> bool:
        """Whether an answer is more welcome than a check of everything: to a question about one
        number, about something that no check tells, or, where nothing was `told` of the
        applicant, about another notice or not rightly a wish to be checked."""
        if self._asks_plainly(message, desk, context) or asks_beside_the_criteria(_wish(message)):
            return True
        if _asks_instead(message) or _asks_of_cases(message) or (not told and _asks_else(message)):
            return True
        surely = not told or asks_surely(message.text, sure=SURELY) is not None
        return surely and elsewhere(message.text, desk.form.notice_id)

    def _asks_plainly(self, message: Message, desk: Desk, context: Context) -> bool:
        """Whether a question about one number is no wish for a check of everything."""
        asks = is_question(message.text) or supposes(message.text)
        if not asks or says("whole_check", message.text):
            return False
        told = extract(desk.form, message.text, [], services.current().today())
        return len(told.values) <= _ONE_NUMBER and asked_plainly(
            message.text, desk.form.notice_id, context.last_topic
        )

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
        bare = _asks_result(message)
        wish = bare or message.wants_verdict or asks_why_not(message.text)
        if wish:  # 结果怎么样 asks no notice
            aside = ("offtopic", "question") if bare else ("offtopic",)
            parts = [part for part in parts if part.kind not in aside]
        told = wish or answered_before(tracker) or says("check_words", message.text)
        told = answer_aside(dispatcher, message, parts, context) or told
        text = input_of(parts) or ("" if told else message.text)  # never passed over in silence
        if wish:
            found = extract(desk.form, text, [], today).found_something if text else False
            turn = (
                self._step(desk, desk.state, text)
                if found
                else dialogue.prompt(desk.form, desk.state, today, ask=wanted(desk.form))
            )
            return self._show(dispatcher, context, desk, turn)
        if text:
            turn = self._step(desk, desk.state, text, message.intent)
        else:
            turn = dialogue.prompt(desk.form, desk.state, today, ask=wanted(desk.form))
        return self._finish(dispatcher, context, desk, turn)

    def _answer_scope(
        self, dispatcher: CollectingDispatcher, message: Message, context: Context
    ) -> None:
        """Who may apply at all, with its clause, before the county's own facts are asked."""
        if not dispatcher.messages:
            answer_topic(dispatcher, "who_can_apply", context)

    def _show(
        self, dispatcher: CollectingDispatcher, context: Context, desk: Desk, turn: Turn
    ) -> list[EventType]:
        """The verdict as far as it goes, then (unless it is settled) the next question."""
        today = services.current().today()
        if not wanted(desk.form)(turn.state.values):
            turn = replace(turn, ended=True)
            return self._finish(dispatcher, context, desk, turn)
        self._decide(dispatcher, desk, replace(turn, say=""))
        state = turn.state
        if not state.asking:
            turn = dialogue.start(desk.form, state, today, ask=wanted(desk.form))
        return self._finish(dispatcher, context, desk, turn)

    def _step(self, desk: Desk, state: State, text: str | None, intent: str | None = None) -> Turn:
        today, ask = services.current().today(), wanted(desk.form)
        if text is None:
            return dialogue.start(desk.form, state, today, ask=ask)
        return dialogue.handle(
            desk.form, state, text, today, intent=intent, stale=desk.stale, ask=ask
        )

    def _finish(
        self,
        dispatcher: CollectingDispatcher,
        context: Context,
        desk: Desk,
        turn: Turn,
        opening: str = "",
    ) -> list[EventType]:
        """Say the turn (and the verdict when nothing is left to ask), then save, then listen."""
        over = turn.ended
        tell_version(dispatcher, desk)
        if over and turn.state.phase == "checking":
            self._decide(dispatcher, desk, turn)
        elif over:
            own = desk.form.checking
            say(dispatcher, own.stopped if own else turn.say, "smalltalk")
        else:
            text = turn.say if turn.say.startswith(opening[:4]) else f"{opening}\n{turn.say}"
            buttons = [{"title": b.title, "payload": b.payload} for b in turn.buttons]
            say(dispatcher, text.strip(), "form", buttons=buttons, form=_card(desk, turn))
        state = turn.state.changed(phase="filling", asking=[]) if over else turn.state
        try:
            desk.keep(dispatcher, state, NAME)
        except StaleDraft as stale:
            dispatcher.messages.clear()
            say(dispatcher, str(stale), "error")
        return loop_events(None if over else NAME, context, desk)

    def _decide(self, dispatcher: CollectingDispatcher, desk: Desk, turn: Turn) -> None:
        now = services.current()
        rules = now.rules_of(desk.form)
        try:
            report = now.check(desk.form, turn.state.values)
        except (FactError, NoRuleInForce) as problem:
            said = f"{turn.say}\n{refusal(problem, desk.form)}"
            say(dispatcher, said.strip(), "error")
            return
        say_verdict(dispatcher, report, rules, turn.say, desk.form)


def _asks_result(message: Message) -> bool:
    """Whether the message is 结果怎么样 and nothing else: of the check that is running."""
    return re.sub(r"[\s。.！!？?呢吧啊那现在]", "", message.text) in listed("show_verdict")


def _opening(desk: Desk, assumed: bool) -> str:
    """The first words of a check; with what is known from the sender's other draft."""
    if desk.form.checking is None:
        return words("check_assumed" if assumed else "check_started")
    shared = "、".join(desk.form.fields[key].short for key in desk.carried)
    reused = words("facts_reused", items=shared) if shared else ""
    rules = services.current().rules_of(desk.form)
    count = sum(criterion.kind == "hard" for criterion in rules.criteria)
    return f"{desk.form.checking.opening.format(count=count)}{reused}"


def _next_to(other: Desk, desk: Desk) -> Desk:
    """A self-check just begun knows what the sender's other draft says of the same facts."""
    if desk.draft is None and desk.form.checking is not None and other.draft is not None:
        known = other.state.values
        same = {key: known[key] for key in desk.form.fields if key in known}
        desk.carried = {**same, **values_of(desk.form, facts_of(other.form, known))}
    return desk


def _wish(message: Message) -> str:
    """The parts of a message that hold the wish to be checked, else all of it."""
    wished = [str(s["text"]) for s in message.segments if s.get("intent") == "start_check"]
    return "，".join(wished) or message.text


def _asks_else(message: Message) -> bool:
    """Whether a message that speaks of applying asks for what no check tells: how many may, with
    whom, at which level, by which telephone."""
    text = fold(message.text)
    return is_question(text) and any(re.search(one, text) for one in listed("asks_else"))


def _asks_of_cases(message: Message) -> bool:
    """Whether a message asks of one case after the other (2021年建的能报吗，2020年的呢): no single
    applicant's facts."""
    return any(re.search(one, fold(message.text)) for one in listed("asks_cases"))


def _asks_instead(message: Message) -> bool:
    """Whether a message that the engine hardly takes for a wish to be checked is a question: the
    less it does, the less sure need the question's topic be."""
    likely = max(float(segment.get("confidence") or 0.0) for segment in message.segments)
    wish = _wish(message)
    weak = _LIKELY if likely < _HARDLY else FAIRLY
    topic = asks_surely(wish, sure=SURE if likely >= _WEAK else weak)
    if topic is None or likely >= _FAIR:
        return False
    return topic not in listed("decided_by_check") or not says("whole_check", wish)


def _form_to_check(
    message: Message, context: Context, desk: Desk, running: bool, draft_id: str | None
) -> Form:
    """The form whose facts are checked: named now, else the running or remembered one.

    While a check runs only the wish to be checked, or a choice of the other kind, changes it; a
    question about the other kind is just answered. A self-check of this conversation is meant
    again unless it is about applying.
    """
    by_name = self_check(message)
    if by_name is not None:
        return by_name
    named = named_subject(message)
    checks_itself = desk.form.checking is not None
    if running and checks_itself and message.intent == "start_check" and for_application(message):
        return form_of(named or "institution") or desk.form
    own_draft = checks_itself and desk.draft is not None and desk.draft.id == draft_id
    if not running and own_draft and not (named or for_application(message)):
        return desk.form
    if running:
        changes = message.intent == "start_check" or message.intent in SUBJECTS
        return (form_of(named) if named and changes else None) or desk.form
    if named is None and context.subject is None and desk.draft is not None and desk.form.rule_set:
        return desk.form if desk.form.applicant else form_of("institution") or desk.form
    return form_of(named or context.subject or "institution") or desk.form


def _card(desk: Desk, turn: Turn) -> dict[str, Any]:
    """The form card with the check's own progress: facts known of those a verdict needs."""
    needed = len(wanted(desk.form)(turn.state.values))
    rules = services.current().rules_of(desk.form)
    hard = {key for key, spec in rules.facts.items() if spec.role == "hard"}
    known = len(hard & facts_of(desk.form, turn.state.values).keys())
    own = desk.form.checking
    title = own.title if own else words("check_title")
    return {**desk.card(turn), "title": title, "filled": known, "total": known + needed}


def wanted(form: Form) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """Which fields the hard criteria still need, the soonest deciding first.

    Priority items and self-assessments decide nothing and are left to the form.
    """
    day = form.checking.day if form.checking else None

    def ask(values: Mapping[str, Any]) -> list[str]:
        now = services.current()
        rules = now.rules_of(form)
        undated = [day] if day and day not in values else []
        as_of = rules.effective.start if undated else day_of(form, values, now.today())
        try:
            report = rules.check(facts_of(form, values), as_of)
        except (FactError, NoRuleInForce):
            return []
        hard = (key for key in report.missing if rules.facts[key].role == "hard")
        return undated + [key for fact in hard for key in fields_for(form, fact, values)]

    return ask
