"""Reading one user message: which parts are questions, which are input for the running form.

The dialogue engine splits a message into segments and gives each its topic. What a segment *is*
also depends on the field that was just asked ("0591-83300000" after "联系电话？" is no question),
so the running form is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rasa_sdk import Tracker

from actions.wording import listed, says
from forms.cleaning import fold
from forms.extraction import clauses

Kind = Literal["question", "input", "subject", "check", "handoff", "offtopic"]

SUBJECTS = {"choose_county": "county", "choose_institution": "institution"}
# What is said to the assistant rather than asked about the notices; the loops understand these.
COMMANDS = frozenset(
    {
        "affirm",
        "deny",
        "start_form",
        "resume_form",
        "pause_form",
        "cancel",
        "skip",
        "go_back",
        "show_progress",
        "show_summary",
        "correct_value",
        "why_ask",
        "repeat",
        "inform",
    }
)
NAMED_ALONE = 8
"""Characters within which a kind of applicant is named and nothing else."""
OFF_TOPIC = 0.6
"""From this confidence on what is said beside the running form, and is none of it, is off topic."""
SMALLTALK = frozenset(
    {"greet", "goodbye", "thank", "capabilities", "bot_challenge", "chitchat", "insult"}
)
NOTHING_SAID = frozenset({"chitchat", "insult", "nlu_fallback", "out_of_scope"})
_QUESTION = re.compile(
    r"[?？]\s*$|[吗么呢]\s*$|吧[，,]|[都也]是[^，,。]{2,}吧\s*$|什么|怎么|怎样|多少|多久|多[长大高]|哪|(?<![好十这那前后近头])几[个时天月号家年份种项类栏条次级回成张人名位块届]|百分之几|为何|是否|能不能|可不可以"
    r"|咋|啥|(?<![^，,。\s要由找给是归向跟叫让])谁|有没有|([\u4e00-\u9fff]{1,2})[不没]\1|[了过够成到行有]没\s*$|[了过期废效止到批发报交定完]没有\s*$|(?<![从来还都也要并绝又是])不\s*$"
)


_PUTS = re.compile(r"^(?:那|要是|如果|换)|呢[?？\s]*$")
"""A question that puts another applicant in the place of the last one's: 那要是机构去报呢."""


@dataclass(frozen=True)
class Part:
    """A run of the message with one meaning. ``topic`` only for questions the engine knows."""

    kind: Kind
    text: str
    topic: str | None = None
    subject: str | None = None
    hints: Mapping[str, float] = field(default_factory=dict)
    """The engine's guesses at the topic, with their confidence."""
    parts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """The same for each part of it by itself, by its words, where it has several."""

    def each(self) -> Mapping[str, Mapping[str, float]]:
        """The engine's guesses at each part of it; at the whole, where it has no parts."""
        return self.parts or {self.text: self.hints}


@dataclass(frozen=True)
class Message:
    """The latest message as the engine parsed it. ``segments`` is never empty."""

    sender: str
    text: str
    intent: str
    segments: Sequence[Mapping[str, Any]]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    """Of the intent."""

    @property
    def id(self) -> str | None:
        """The channel's id of this message, the same when it is delivered again."""
        value = self.metadata.get("message_id")
        return str(value) if value else None

    @property
    def seq(self) -> int:
        """The number of its turn in the conversation; 0 where the channel does not number."""
        return int(self.metadata.get("seq") or 0)

    @property
    def stale(self) -> bool:
        """Whether the sender had not seen the latest turn when they wrote this."""
        return bool(self.metadata.get("stale"))

    @property
    def wants_verdict(self) -> bool:
        """Whether the verdict is asked for as far as it goes (and not when results come out)."""
        topical = any(segment.get("topic") for segment in self.segments)
        alone = self.text.strip(" 。.！!？?呢吧") in listed("verdict_alone")
        return (says("show_verdict", self.text) or alone) and not topical

    @property
    def channel(self) -> str:
        """The channel's name for the history of a draft."""
        return str(self.metadata.get("channel") or "web")


def read(tracker: Tracker) -> Message:
    """The latest user message of ``tracker``."""
    latest: Mapping[str, Any] = tracker.latest_message or {}
    text = str(latest.get("text") or "")
    intent = str((latest.get("intent") or {}).get("name") or "nlu_fallback")
    segments = latest.get("segments") or [
        {"text": text, "intent": intent, "topic": latest.get("topic")}
    ]
    return Message(
        sender=str(tracker.sender_id),
        text=text,
        intent=intent,
        segments=segments,
        metadata=latest.get("metadata") or {},
        confidence=float((latest.get("intent") or {}).get("confidence") or 0.0),
    )


def plan(message: Message, claims: Callable[[str], bool] | None = None) -> list[Part]:
    """The parts of ``message`` in order; runs of input are one part, so that labels and values
    stay together.

    ``claims`` tells for a text whether the running form takes it as input; ``None`` when no form
    is running.
    """
    if (
        claims is not None
        and len(message.segments) > 1
        and (not _asks(message) or (claims(message.text) and not _reads_as_question(message)))
    ):
        return [Part("input", message.text)]
    parts: list[Part] = []
    for segment in message.segments:
        for part in _parts(segment, message, claims):
            if parts and part.kind == "input" and parts[-1].kind == "input":
                parts[-1] = Part("input", _span(message, parts[-1].text, part.text))
            else:
                parts.append(part)
    if [part.kind for part in parts] == ["input"]:  # to the last full stop, which segments drop
        return [Part("input", message.text)]
    return parts


def asks_why_not(text: str, *, own: bool = False) -> bool:
    """Whether it is asked why the criteria are not met: with `own`, plainly the sender's."""
    kinds = listed("why_not")
    patterns = kinds["own"] if own else [*kinds["own"], *kinds["bare"]]
    return any(re.fullmatch(pattern, text.strip()) for pattern in patterns)


def is_question(text: str) -> bool:
    """Whether ``text`` reads as a question."""
    return bool(_QUESTION.search(text))


def supposes(text: str) -> bool:
    """Whether a statement waits for a yes or no: ……吧。"""
    return text.rstrip("。.！!～~ ").endswith(tuple(listed("supposing")))


def _asks(message: Message) -> bool:
    return any(segment.get("topic") or is_question(segment["text"]) for segment in message.segments)


def _reads_as_question(message: Message) -> bool:
    """Whether any part does by its own words, whatever topic the engine gives it."""
    folded = fold(message.text)
    asking = any(clauses.asks_something(folded[c.start : c.end]) for c in clauses.split(folded))
    return asking or any(is_question(str(segment["text"])) for segment in message.segments)


def _parts(
    segment: Mapping[str, Any], message: Message, claims: Callable[[str], bool] | None
) -> list[Part]:
    """Usually one; two when a value and a question share a segment (床位120张，何时截止？)."""
    text, topic = str(segment["text"]), segment.get("topic")
    if claims is None or not claims(text):
        return [_part(segment, message, claims)]
    found = clauses.split(fold(text))
    asked = [text[c.start : c.end] for c in found if c.asks] if len(fold(text)) == len(text) else []
    taken = Part("input", text)
    if topic and asked and len(asked) < len(found):
        question = "，".join(asked)
        return [_heard("question", question, segment), taken]
    return [taken]


def _part(
    segment: Mapping[str, Any], message: Message, claims: Callable[[str], bool] | None
) -> Part:
    text, intent, topic = str(segment["text"]), segment.get("intent"), segment.get("topic")
    if intent == "handoff":
        return Part("handoff", text)
    if claims is not None and _counts(text):
        return Part("input", text)
    if topic:
        return _heard("question", text, segment)
    if claims is not None and intent in SUBJECTS and len(text) > NAMED_ALONE:
        return Part("input", text)  # 我们里面是医务室 chooses no kind of applicant within a form
    if intent in SUBJECTS and _asks_of_it(text):
        return _heard("question", text, segment)  # 示范县的牌子谁发 names it and asks
    if intent in SUBJECTS:
        return Part("subject", text, subject=SUBJECTS[str(intent)])
    if intent == "start_check":
        return Part("check", text)
    if intent == "out_of_scope" and float(segment.get("confidence") or 0.0) >= OFF_TOPIC:
        return _heard("offtopic", text, segment)
    if claims is not None and (intent in COMMANDS | SMALLTALK or not is_question(text)):
        return Part("input", text)
    if claims is None and intent in COMMANDS | SMALLTALK and len(message.segments) > 1:
        return Part("input", text)
    return _heard("offtopic", text, segment)


def _asks_of_it(text: str) -> bool:
    """Whether what names a kind of applicant asks something of it, and does not put it in the place
    of another."""
    if len(text) < NAMED_ALONE or _PUTS.search(text):
        return False
    return is_question(text) or clauses.asks_something(fold(text))


_COUNT = re.compile(r"(?:\d|[一二两三四五六七八九十百])\s*(?:类|项|家|张|人|次|%|个月)")


def _counts(text: str) -> bool:
    """Whether a text tells how many there are, and asks nothing: what the running form may miss."""
    return _COUNT.search(text) is not None and not (
        is_question(text) or any(c.asks for c in clauses.split(fold(text)))
    )


def _heard(kind: Kind, text: str, segment: Mapping[str, Any]) -> Part:
    """What is asked, with what the engine makes of it and of its parts."""
    topic = segment.get("topic") if kind == "question" else None
    return Part(
        kind,
        text,
        topic=None if topic is None else str(topic),
        hints=_hints(segment),
        parts={str(part["text"]): _hints(part) for part in segment.get("parts") or ()},
    )


def _hints(segment: Mapping[str, Any]) -> dict[str, float]:
    hints = {str(t["topic"]): float(t["confidence"]) for t in segment.get("topics") or []}
    if segment.get("intent") == "out_of_scope":
        hints["out_of_scope"] = float(segment.get("confidence") or 0.0)
    return hints


def _span(message: Message, first: str, second: str) -> str:
    """The message's own text from the start of ``first`` to the end of ``second``."""
    start = message.text.find(first)
    end = message.text.find(second, start + len(first)) if start >= 0 else -1
    return message.text[start : end + len(second)] if end >= 0 else f"{first}，{second}"


def answered_before(tracker: Tracker, action: str | None = None) -> bool:
    """Whether ``action`` (without one: any) already ran for the latest message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and action in (None, event.get("name")):
            return True
    return False


def misses(tracker: Tracker) -> int:
    """How many messages in a row, the latest included, were no question and no command."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") != "user":
            continue
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        if intent not in NOTHING_SAID:
            break
        count += 1
    return count
