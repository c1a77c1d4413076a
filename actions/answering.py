"""Answering the questions of a message: each part by itself, with its own citations."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.judged import figure_topic
from actions.reply import say, say_answer
from actions.turn import Message, Part, is_question, supposes
from actions.wording import buttons, listed, says, words
from policy import Answer, Subject

LONGEST_KEPT = 200
"""Characters of a question that are kept for its follow-ups."""
SHORTEST_ASKED = 8
"""Characters that a question has at least which was taken for a courtesy or a command."""
BRIEF, BRIEFEST = 10, 6
"""A question of no more characters may be on the matter spoken of, and is even if not answered."""
SURE = 0.8
"""How likely its topic must be."""
FAIRLY, SURELY = 0.7, 0.9
"""The same where it was hardly taken for anything else, and where much speaks for that."""


@dataclass
class Context:
    """What the conversation remembers between questions."""

    subject: Subject | None
    last_topic: str | None
    pending: str | None
    """Topic of the question we answered by asking 示范县 or 示范机构."""
    last_question: str | None = None
    """The question last answered, whole, for a follow-up that leaves things out."""
    told: str = ""
    """Facts said before it was clear whether they are for a check or for the form."""
    pending_form: bool = False
    """Whether we asked 示范县 or 示范机构 because a form is to be filled in."""
    pending_forms: list[str] = field(default_factory=list)
    """The forms of one name of which we asked which one is to be filled in."""
    whose: str = ""
    """The institution of which we asked whether it is the sender's own."""

    @classmethod
    def of(cls, tracker: Tracker) -> Context:
        """The context in the tracker's slots."""
        subject, pending = tracker.get_slot("subject"), tracker.get_slot("pending_question")
        kept = pending if isinstance(pending, dict) else {}
        return cls(
            subject=subject if subject in ("county", "institution") else None,
            last_topic=tracker.get_slot("last_topic"),
            last_question=tracker.get_slot("last_question"),
            pending=kept.get("topic"),
            told=kept.get("told", ""),
            pending_form=bool(kept.get("form")),
            pending_forms=list(kept.get("forms") or []),
            whose=str(kept.get("whose") or ""),
        )

    def _pending_question(self) -> dict[str, object]:
        waits: dict[str, object] = {"form": True} if self.pending_form else {}
        if self.pending_forms:
            waits["forms"] = self.pending_forms
        if self.whose:
            waits["whose"] = self.whose
        return {"topic": self.pending, "told": self.told, **waits}

    def events(self) -> list[EventType]:
        """The slots as they are to be remembered."""
        return [
            SlotSet("subject", self.subject),
            SlotSet("last_topic", self.last_topic),
            SlotSet("last_question", self.last_question),
            SlotSet("pending_question", self._pending_question()),
        ]


def answer_parts(
    dispatcher: CollectingDispatcher, parts: Sequence[Part], context: Context
) -> Context:
    """Answer every question among ``parts`` and return the context that follows.

    A topic that occurs twice in one message is answered once.
    """
    said: set[str] = set()
    parts = _with_alternatives(parts)
    before, message = "", "，".join(part.text for part in parts)
    asked = [part for part in parts if part.kind in ("question", "offtopic")]
    services.current().policy.prepare([part.text for part in asked], message)
    for part in parts:
        if part in asked and len(asked) > 1 and _says_nothing(part.text):
            continue
        if part.kind in ("question", "offtopic"):
            if not any(character.isalnum() for character in part.text):
                say(dispatcher, words("wordless"), "clarify", buttons=buttons("deadline", "check"))
                continue
            last = context.last_topic, context.last_question
            answer = _reply(part, before, message, context, alone=len(asked) == 1)
            again = any(answer.text.endswith(one) for one in said)
            if again and services.current().policy.hangs_on(part.text, last[0]):
                continue  # 要几个，哪年前: the answer has told both
            if again:  # read as a follow-up of the part that has just been answered
                context.last_topic = context.last_question = None
                answer = _reply(part, before, message, context, alone=len(asked) == 1)
                context.last_topic = context.last_topic or last[0]
                context.last_question = context.last_question or last[1]
            before = ""
        elif part.kind == "subject":
            goes_on = _exchanges(part, context)
            found = None if goes_on else _choose(part, context)
            if found is None and (goes_on or _asks_leave(part.text)):
                found = _reply(part, before, message, context)
            if found is None and any(other.kind == "check" for other in parts):
                continue  # what is checked then says for whom
            if found is None:
                noted = words(f"subject_noted.{part.subject}")
                quick = buttons("check", f"{part.subject}_form", "deadline")
                say(dispatcher, noted, "smalltalk", buttons=quick)
                if any(re.search(pattern, part.text) for pattern in listed("would_apply")):
                    answer_topic(dispatcher, words("may_apply_topic"), context, part.text)
                continue
            answer = found
        else:
            before = part.text if part.kind == "input" else ""
            continue
        if answer.text in said or _all_told(answer.text, said):
            continue
        said.add(answer.text)
        say_answer(dispatcher, answer)
    return context


def _all_told(text: str, said: Collection[str]) -> bool:
    """Whether an answer has no line, beside leads (……：), that another one of this turn has not."""
    told = {line for one in said for line in one.splitlines()}
    lines = [line for line in text.splitlines() if not line.endswith("：")]
    return bool(lines) and told.issuperset(lines)


def _asks_leave(text: str) -> bool:
    """Whether a text asks, also with no more than 也行吧, and chooses nothing."""
    return is_question(text) or (supposes(text) and says("asks_leave", text))


def _says_nothing(text: str) -> bool:
    """Whether a part of a message only says which notice is meant, and does not ask what that is
    about (29号文讲什么), or says no more than who asks."""
    policy = services.current().policy
    about = any(re.search(pattern, text) for pattern in listed("asks_overview"))
    return (not about and policy.only_names(text)) or policy.tells_who_asks(text)


def _with_alternatives(parts: Sequence[Part]) -> list[Part]:
    """The parts of a message, a choice (是县里的还是市里的) with its question."""
    made: list[Part] = []
    for part in parts:
        goes_on = any(re.match(pattern, part.text) for pattern in listed("alternatives"))
        if goes_on and made and made[-1].kind == part.kind == "question":
            heard = {**made[-1].each(), **part.each()}
            made[-1] = replace(made[-1], text=f"{made[-1].text}，{part.text}", parts=heard)
        else:
            made.append(part)
    return made


def as_one(parts: list[Part], message: Message, context: Context) -> list[Part]:
    """The parts of a message, or the message as one question where it has a plain answer that is
    lost in its parts: none of them is a question by itself, the message names a notice that
    answers it whole while its parts would be answered out of others, or it sets beside each other
    what its parts ask of one side or the other (`A里有没有？还是只有B才有`)."""
    kinds = {part.kind for part in parts}
    if len(parts) < 2 or not kinds <= {"question", "offtopic", "input", "subject"}:
        return parts
    if not is_question(message.text):
        return parts
    policy = services.current().policy
    asked = [part for part in parts if part.kind == "question"]
    beside = policy.sets_beside(message.text) and not (
        any(policy.sets_beside(part.text) for part in parts)
        and all(is_question(part.text) for part in parts)
    )
    figures = policy.figures_in(message.text, services.current().today())
    if not (beside or figures or _lost(message.text, parts, asked)):
        return parts
    for part in parts:
        if part.kind == "subject":
            _choose(part, context)
    heard = {text: hints for part in parts for text, hints in part.each().items()}
    return [Part("question", message.text, parts=heard)]


def _lost(text: str, parts: Sequence[Part], asked: Sequence[Part]) -> bool:
    """Whether what a message asks is lost in its parts, of which some are `asked`."""
    policy = services.current().policy
    told = [part for part in parts if part.kind != "input"]
    if asked and len(told) < 2 and not policy.asks_of_notice(text):
        return False  # one question, of no notice by name
    policy.prepare([part.text for part in (told if asked else parts)], text, whole=True)
    whole = policy.route(text)
    if whole.topic is None or not asked:
        return whole.topic is not None and whole.confidence >= SURE
    if whole.confidence < SURELY:
        return False
    routes = [(part, policy.route(part.text, hints=part.hints)) for part in told]
    away = [(part, route) for part, route in routes if route.notice != whole.notice]
    within = [route for _, route in routes if route.notice == whole.notice]
    named = whole.notice in whole.asked_notices
    stated = not any(is_question(part.text) for part, _ in away)
    strays = any(not route.asked_notices for _, route in away)
    same = bool(within) and all(route.topic == whole.topic for route in within)
    alike = same and not away and len(told) > 1
    return alike or (named and bool(away) and (stated or not within)) or (strays and same)


def answer_topic(
    dispatcher: CollectingDispatcher, topic: str, context: Context, question: str = ""
) -> None:
    """Answer a known topic, whatever was said."""
    say_answer(dispatcher, _ask(topic, question, context))


def elsewhere(text: str, notice_id: str) -> bool:
    """Whether a message asks for what a notice other than this one says."""
    if services.current().policy.names_added(text):
        return True
    route = services.current().policy.route(text)
    return route.topic is not None and route.notice != notice_id


def asked_plainly(text: str, notice_id: str, last_topic: str | None) -> bool:
    """Whether a message asks about one threshold, or what another notice than this one says:
    the sentence that answers it is more welcome than a check of everything."""
    now = services.current()
    if last_topic is not None and now.policy.judges(last_topic, text, now.today()):
        return True
    route = now.policy.route(text, last_topic=last_topic)
    if figure_topic(text) is not None:
        return True
    if route.topic is None:
        return False
    return route.notice != notice_id or now.policy.judges(route.topic, text, now.today())


def known(text: str) -> bool:
    """Whether some notice's topic answers a message."""
    return services.current().policy.route(text).topic is not None


def asks_surely(text: str, last_topic: str | None = None, sure: float = SURE) -> str | None:
    """The topic, at least so `sure`, of a message that was taken for something else and is plainly
    a question of the notices; None when it is not."""
    if len(text) < SHORTEST_ASKED or not is_question(text):
        return None
    route = services.current().policy.route(text, last_topic=last_topic)
    return route.topic if route.confidence >= sure else None


def goes_on(text: str, context: Context) -> bool:
    """Whether what was taken for a courtesy is a short question on the matter spoken of: 失智呢."""
    if context.last_question is None or len(text) > BRIEF or not is_question(text):
        return False
    return services.current().policy.route(text, last_topic=context.last_topic).topic is not None


def looks_up(message: Message, context: Context) -> list[Part]:
    """A message of one term of the notices (压疮), or only of an article's number (第三项), as the
    question that it is; [] for any other, and where we wait for a choice. What the engine makes
    of a single word is no more than a guess."""
    text, policy = message.text.strip(), services.current().policy
    waits = context.pending or context.pending_form or context.pending_forms
    if waits or message.intent in listed("never_terms") or policy.subject_in(text) is not None:
        return []
    if message.confidence >= SURE and message.intent in listed("hardly_terms"):
        return []
    item = policy.asks_item(text) and (context.last_question is not None or "条" in text)
    return [Part("question", text)] if item or policy.is_term(text) else []


def asks_beside_the_criteria(text: str) -> bool:
    """Whether a question that holds a wish to be checked plainly asks for something which no check
    tells: how to apply, what is preferred, what no notice answers."""
    policy = services.current().policy
    if not is_question(text):
        return False
    route = policy.route(text)
    plain = route.topic is not None and route.confidence >= SURE
    return (plain and route.topic in listed("beside_the_criteria")) or policy.never_said(text)


def judged_topic(text: str) -> str | None:
    """The topic whose threshold decides a number that a message states."""
    now = services.current()
    topic = now.policy.route(text).topic
    judged = topic is not None and now.policy.judges(topic, text, now.today())
    return topic if judged else figure_topic(text)


def names_notice(text: str) -> bool:
    """Whether a message names a notice or another document, or hints at one by its place and
    year."""
    policy = services.current().policy
    return bool(policy.notices_in(text)) or policy.names_document(text)


def explain_topic(dispatcher: CollectingDispatcher, topic: str, context: Context) -> None:
    """Show the clauses on which the answer to a topic stands."""
    now = services.current()
    say_answer(
        dispatcher,
        now.policy.explain(topic, question="", subject=context.subject, today=now.today()),
    )


def _reply(
    part: Part, before: str, message: str, context: Context, *, alone: bool = True
) -> Answer:
    """The answer to a question of a message, whatever notice it is in; `before` was stated before
    it, and it is the message's only question when `alone`."""
    now = services.current()
    context.subject = now.policy.subject_in(part.text) or context.subject
    answer = now.policy.reply(
        part.text,
        hints=part.hints,
        parts=part.parts,
        subject=context.subject,
        today=now.today(),
        last_topic=context.last_topic,
        last_question=context.last_question,
        before=before,
        message=message,
        alone=alone,
    )
    answer = now.instead(part.text, answer, context.last_topic)
    if answer.topic is not None:
        context.last_topic = answer.topic
        context.last_question = (answer.understood or part.text)[:LONGEST_KEPT]
    elif len(part.text) > BRIEFEST:  # another matter: what follows is on that
        context.last_topic, context.last_question = None, part.text[:LONGEST_KEPT]
    return _remember(answer, part.text, context)


def _ask(topic: str, question: str, context: Context) -> Answer:
    now = services.current()
    context.subject = now.policy.subject_in(question) or context.subject
    answer = now.policy.answer(topic, question=question, subject=context.subject, today=now.today())
    context.last_topic = topic
    return _remember(answer, question, context)


def _remember(answer: Answer, question: str, context: Context) -> Answer:
    """Keep what waits for a choice, and what was not answered for the help desk."""
    context.pending = answer.topic if answer.outcome == "clarify" else None
    context.pending_form = context.pending_form and context.pending is None
    left = answer.unanswered or ([question] if answer.outcome == "declined" else [])
    for one in left:
        services.current().record_unanswered(one)
    return answer


def _exchanges(part: Part, context: Context) -> bool:
    """Whether what was taken for a kind of applicant names none, and only puts one thing in the
    place of another of the last question: 那嘉兴咧."""
    policy, last = services.current().policy, context.last_question
    if last is None or policy.subject_in(part.text) is not None or says("applicants", part.text):
        return False
    return policy.made_whole(part.text, last)


def _choose(part: Part, context: Context) -> Answer | None:
    """示范县 or 示范机构 was said: answer what waited for it, else the last topic again."""
    context.subject = "county" if part.subject == "county" else "institution"
    topic = context.pending or context.last_topic
    waited, context.pending = context.pending is not None, None
    entry = services.current().policy.topics.get(topic) if topic else None
    if topic is None or entry is None or not (waited or entry.by_subject or entry.only_for):
        return None
    last = context.last_question
    other = entry.only_for not in (None, context.subject)
    if other and last and services.current().policy.made_whole(part.text, last):
        return None  # 县里几年内不能出事, 机构呢: not what the entry says of the other kind
    return _ask(topic, part.text, context)
