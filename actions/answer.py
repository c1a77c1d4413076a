"""`action_answer`: questions about the notices, and the choice between 示范县 and 示范机构."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import (
    Context,
    answer_parts,
    answer_topic,
    as_one,
    elsewhere,
    explain_topic,
    judged_topic,
    known,
    looks_up,
    names_notice,
)
from actions.choosing import (
    ask_which_form,
    asks_for_form,
    chosen_form,
    facts_told,
    tell_package,
    wants_all_judged,
    wants_check,
    wants_it_filled,
)
from actions.drafting import Desk, open_desk
from actions.frozen import show_frozen
from actions.how_far import answer_how_far, asks_how_far
from actions.judged import asks_if_enough, figures_in, judge_figures
from actions.paper import asks_again
from actions.photos import asked_photos
from actions.records import asked_by
from actions.reply import say
from actions.reviewing import take_review
from actions.self_checks import for_field, self_check, self_check_form
from actions.turn import Message, Part, asks_why_not, is_question, plan, read, supposes
from actions.versions import asked_version
from actions.what_if import answer_supposition
from actions.whose import asks_of_one, settled
from actions.wording import buttons, listed, says, words
from forms import resume_code
from forms.extraction import extract

_FACTS = 2
"""So many facts in a statement are an introduction."""


class ActionAnswer(Action):
    """Answer each question of the message; a wish to be checked in it starts the check after."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Speak and return the slots to remember."""
        if (taken := take_review(dispatcher, tracker)) is not None:
            return taken
        message, context = read(tracker), Context.of(tracker)
        text = message.text.strip()
        if text in listed("as_it_stands"):
            context.last_topic = context.last_question = None
        if resume_code.find(text) is not None:
            return [FollowupAction("declaration_form")]
        draft_id = tracker.get_slot("draft_id")
        if (ours := settled(text, context)) is not None:
            if ours:
                return [*context.events(), FollowupAction("eligibility_check")]
            say(dispatcher, words("not_own"), "declined", buttons=buttons("check", "criteria"))
            return context.events()
        if asks_of_one(message):
            return [*context.events(), FollowupAction("eligibility_check")]
        if show_frozen(dispatcher, message, draft_id):
            return context.events()
        form = asked_by(message) or (draft_id and (asked_version(text) or asked_photos(text)))
        form = form or asks_for_form(message) or chosen_form(message, context)
        desk = open_desk(message, draft_id, finished=True) if draft_id else None
        done = desk is not None and asks_again(text) and desk.ready
        if form or done or self_check_form(message) is not None:
            return [FollowupAction("declaration_form")]
        checks = self_check(message) is not None
        if checks and desk is not None and for_field(message, desk.form):
            context.told = text
            return [*context.events(), FollowupAction("declaration_form")]
        why_not = asks_why_not(text, own=bool(context.last_topic) and not draft_id)
        wants = wants_check(message) or wants_all_judged(message)
        why_not = why_not and not (draft_id and asks_how_far(text))
        if message.wants_verdict or checks or why_not or wants:
            return [FollowupAction("eligibility_check")]
        if desk is not None and _of_own_facts(dispatcher, message, desk):
            return context.events()
        if desk is not None and desk.corrected_by(message):
            return [FollowupAction("declaration_form")]
        if tell_package(dispatcher, message):
            return context.events()
        if context.last_question and not context.last_topic and _asks_where(text):
            say(dispatcher, words("where_nothing"), "declined", buttons=buttons("contact"))
            return context.events()
        if message.intent == "why_ask" and not (context.last_topic or context.pending):
            dispatcher.utter_message(response="utter_capabilities")  # 你好，这个是干嘛的
            return context.events()
        why = message.intent == "why_ask" and not says("asks_content", text)
        if context.last_topic and (why or _asks_where(text)):
            explain_topic(dispatcher, context.last_topic, context)
            return context.events()
        if message.intent == "repeat" and not _goes_on(text, context):
            return self._again(dispatcher, context)
        if terms := looks_up(message, context):
            return answer_parts(dispatcher, terms, context).events()
        chosen = _chosen_by_number(text, context)
        parts = as_one(plan(message), message, context)
        if _form_is_chosen(message, chosen, parts, context):
            return [*context.events(), FollowupAction("declaration_form")]
        if chosen is not None:
            return answer_parts(dispatcher, [chosen], context).events()
        asks = any(part.topic for part in parts) or is_question(text)
        if message.intent == "inform" and not asks and _is_figure_for(text, context):
            answer_topic(dispatcher, str(context.last_topic), context, text)
            return context.events()
        other = message.intent == "inform" and (
            names_notice(text)
            or (_elsewhere(text) and not _introduces(text))
            or (supposes(text) and known(text))
        )
        other = other or (message.intent == "inform" and _tells_nothing(text) and known(text))
        stated = message.intent in ("inform", "affirm", "deny") and not (asks or other)
        if stated or _tells_facts(parts, text):
            return self._take_facts(dispatcher, message, context, draft_id)
        together = asks_if_enough(text) and (judged_topic(text) is None or figures_in(text) > 0)
        if together and judge_figures(dispatcher, text, context.subject):
            return context.events()
        context = answer_parts(dispatcher, parts, context)
        events = context.events()
        if any(part.kind == "check" for part in parts):
            events.append(FollowupAction("eligibility_check"))
        return events

    def _take_facts(
        self,
        dispatcher: CollectingDispatcher,
        message: Message,
        context: Context,
        draft_id: str | None,
    ) -> list[EventType]:
        """Facts after a verdict, or that ask for one, are checked; else: what are they for?"""
        if says("check_words", message.text) or (draft_id and _after_verdict(message, draft_id)):
            return [FollowupAction("eligibility_check")]
        context.told = "" if message.intent in ("affirm", "deny") else message.text
        if wants_it_filled(message, context):
            return [*context.events(), FollowupAction("declaration_form")]
        if context.pending_form and context.told:  # they have chosen the form, not yet which
            ask_which_form(dispatcher, context)
            return context.events()
        waits = context.pending or context.pending_form
        if not context.told and context.last_question and not waits:  # 好的, of an answer
            quick = buttons("deadline", "check", "form")
            say(dispatcher, words("go_on_asking"), "smalltalk", buttons=quick)
            return context.events()
        several = _introduces(message.text) or figures_in(message.text) > 0
        told = context.told and several and judge_figures(dispatcher, message.text, context.subject)
        topic = judged_topic(message.text) if context.told and not told else None
        if topic is not None:  # of several figures each is judged by what it is of, if it can be
            answer_topic(dispatcher, topic, context, message.text)
            if _elsewhere(message.text):
                return context.events()  # it is no condition of what could be checked or filled in
        say(dispatcher, words("choose_task"), "clarify", buttons=buttons("check", "form"))
        return context.events()

    def _again(self, dispatcher: CollectingDispatcher, context: Context) -> list[EventType]:
        if not context.last_topic:
            say(dispatcher, words("repeat_nothing"), "smalltalk", buttons=buttons("deadline"))
            return []
        answer_topic(dispatcher, context.last_topic, context)
        return context.events()


def _after_verdict(message: Message, draft_id: str) -> bool:
    """Whether a statement tells facts of a draft that was checked and not filled in since."""
    desk = open_desk(message, draft_id)
    if message.intent != "inform" or desk.draft is None or desk.loop != "eligibility_check":
        return False
    found = extract(desk.form, message.text, [], services.current().today())
    return bool(found.understood)


def _of_own_facts(dispatcher: CollectingDispatcher, message: Message, desk: Desk) -> bool:
    """Answer what is asked of the facts of this draft: as they would be, or what they lack."""
    return answer_supposition(dispatcher, message, desk) or answer_how_far(
        dispatcher, message, desk
    )


def _goes_on(text: str, context: Context) -> bool:
    """Whether what looks like a wish to hear it again asks for the next or the one before."""
    last = context.last_question
    return last is not None and services.current().policy.made_whole(text, last)


def _is_figure_for(text: str, context: Context) -> bool:
    """Whether a statement is the figure for what was just answered: `入住率要多少`, `我们62`."""
    now, last = services.current(), context.last_topic
    if last is None or len(text) > listed("figure_limit") or _introduces(text):
        return False
    return now.policy.judges(last, text, now.today())


def _elsewhere(text: str) -> bool:
    """Whether a statement names what another notice than the programme's speaks of."""
    forms = services.current().forms.values()
    homes = {form.notice_id for form in forms if form.rule_set and form.applicant}
    return bool(homes) and all(elsewhere(text, home) for home in homes)


def _introduces(text: str) -> bool:
    """Whether a statement tells an applicant's facts, whatever a notice may also speak of."""
    forms = [form for form in services.current().forms.values() if form.applicant is not None]
    return any(facts_told(form, text) >= _FACTS for form in forms)


def _tells_nothing(text: str) -> bool:
    """Whether a statement holds no value for any form, not even a doubtful one, and no wish to be
    checked: 2030年目标."""
    now = services.current()
    found = (extract(form, text, [], now.today()) for form in now.forms.values())
    return not says("check_words", text) and not any(one.values or one.doubtful for one in found)


def _tells_facts(parts: Sequence[Part], text: str) -> bool:
    """Whether a message names its kind of applicant and tells its facts, and asks the notices
    nothing: 我们是医院办的养老院，2016年办的医疗证……能报吗."""
    return {part.kind for part in parts} == {"subject", "input"} and _introduces(text)


def _asks_where(text: str) -> bool:
    """Whether it is asked where the last answer stands; not where a thing of its own stands."""
    if len(text) > listed("where_limit") or not says("where", text):
        return False
    rest = reduce(lambda left, word: left.replace(word, ""), listed("where"), text)
    return services.current().policy.route(rest).topic is None


def _form_is_chosen(
    message: Message, chosen: Part | None, parts: Sequence[Part], context: Context
) -> bool:
    """Whether 示范县 or 示范机构 was said of a form: we asked for it, or it is to be filled in."""
    fills = any(segment.get("intent") == "start_form" for segment in message.segments)
    if not (context.pending_form or fills) or any(part.kind == "question" for part in parts):
        return False
    subjects = {part.subject for part in (chosen, *parts) if part and part.kind == "subject"}
    if len(subjects) == 1:
        context.subject = "county" if "county" in subjects else "institution"
        context.pending_form = True
    return len(subjects) == 1


def _chosen_by_number(text: str, context: Context) -> Part | None:
    """示范县 or 示范机构 by number, where we just asked which one."""
    if context.pending is None and not context.pending_form:
        return None
    for subject, words_for_it in listed("ordinals").items():
        if text.rstrip("。.、") in words_for_it:
            return Part("subject", text, subject=subject)
    return None
