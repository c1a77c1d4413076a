"""The erasure by words: what was asked for, and what is said about it. Deletes nothing itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from forms.cleaning import fold
from forms.resume_code import shown
from privacy.datafile import data
from storage.privacy import Erased, Held

Command = Literal["erase", "confirm", "keep", "affirm", "deny", "doubt"]
Step = Literal["ask", "delete", "keep", "late"]

_ASKED, _DONE = "erase_asked", "erased"
_POLITE = re.compile(
    r"(?:吧|了|一下|好吗|好不好|可以吗|行吗|谢谢|谢谢您|啊|呀|哦|呢|吗|嘛|[\s。！？，,.~、])+$"
)
_LEAD = re.compile(
    r"^(?:您好|你好|那|那么|那就|请问|请|麻烦|帮我|帮忙|我想|我要|我需要|[\s，,。！])+"
)
_LONGEST = 40
_ANSWERS = ("affirm", "deny", "doubt")
"""What only counts as the answer to the question whether to delete."""


@cache
def _patterns() -> tuple[tuple[Command, re.Pattern[str]], ...]:
    found: Mapping[Command, list[str]] = data("commands")  # type: ignore[assignment]
    return tuple(
        (name, re.compile("|".join(f"(?:{line})" for line in lines)))
        for name, lines in found.items()
    )


def recognise(text: str, *, asked: bool) -> Command | None:
    """The command the whole message is; bare 是 and 不, and a question about it, only count when
    `asked` to confirm."""
    folded = re.sub(r"[\s“”\"']+", "", fold(text))
    if not folded or len(folded) > _LONGEST:
        return None
    bare = _POLITE.sub("", folded)
    for variant in dict.fromkeys((folded, bare, _LEAD.sub("", folded), _LEAD.sub("", bare))):
        for name, pattern in _patterns():
            if variant and (asked or name not in _ANSWERS) and pattern.fullmatch(variant):
                return name
    return None


@dataclass(frozen=True)
class ErasureTalk:
    """The wording; `titles` are the forms' names by id."""

    titles: Mapping[str, str]

    @staticmethod
    def step(text: str, previous: Sequence[Mapping[str, Any]] | None) -> Step | None:
        """What to do with a message after the answer `previous`; None: not about erasure."""
        asked = any(
            (message.get("custom") or {}).get("privacy") == _ASKED for message in previous or []
        )
        command = recognise(text, asked=asked)
        if command is None:
            return None
        if command in ("erase", "doubt"):
            return "ask"
        if command in ("confirm", "affirm"):
            return "delete" if asked else "late"
        return "keep" if asked else None

    def ask(self, found: Held) -> list[dict[str, Any]]:
        """The question, naming what would go and the form that is in use."""
        in_use = [draft for draft in found.drafts if draft.is_open]
        more = ""
        if in_use:
            title = self.titles.get(in_use[0].form_id, _say("unnamed"))
            more += _say("in_use", title=title, code=shown(in_use[0].resume_code))
        if len(in_use) > 1:
            more += _say("in_use_more", count=len(in_use) - 1)
        if found.submitted:
            more += _say("submitted", count=found.submitted)
        if found.shared:
            more += _say("shared", count=found.shared)
        counted = _counted(found.turns, len(found.drafts), found.documents)
        return _message(_say("ask", held=counted, in_use=more), "clarify", _ASKED, buttons=True)

    def done(self, erased: Erased) -> list[dict[str, Any]]:
        """What was removed."""
        shared = _say("shared", count=erased.shared_left).strip() if erased.shared_left else ""
        counted = _counted(erased.turns, erased.drafts, erased.documents)
        text = _say("done", held=counted, shared=shared) if counted else _say("done_nothing")
        return _message(text, "smalltalk", _DONE)

    def kept(self) -> list[dict[str, Any]]:
        """Nothing was removed, as they wished."""
        return _message(_say("kept"), "smalltalk", "kept")

    def late(self) -> list[dict[str, Any]]:
        """A confirmation of nothing."""
        return _message(_say("late"), "clarify", "late")

    def failed(self) -> list[dict[str, Any]]:
        """It did not work; everything is still there."""
        return _message(_say("failed"), "error", "failed")


def is_erased(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an answer says that the person's data are gone."""
    return any((message.get("custom") or {}).get("privacy") == _DONE for message in messages)


def _counted(turns: int, drafts: int, documents: int) -> str:
    parts = {"held_turns": turns, "held_drafts": drafts, "held_documents": documents}
    return _say("between").join(_say(key, count=count) for key, count in parts.items() if count)


def _message(
    text: str, outcome: str, privacy: str, *, buttons: bool = False
) -> list[dict[str, Any]]:
    custom = {"outcome": outcome, "citations": [], "privacy": privacy}
    message: dict[str, Any] = {"text": text, "custom": custom}
    if buttons:
        words = data("wording")
        message["buttons"] = [dict(words["button_yes"]), dict(words["button_no"])]
    return [message]


def _say(key: str, **values: object) -> str:
    return str(data("wording")[key]).format(**values)
