"""Recognises what steers the form (跳过、返回、取消…) as opposed to what fills it."""

import re
from functools import cached_property
from pathlib import Path

from forms.cleaning import fold
from forms.extraction.lexicon import words
from forms.loader import read_yaml

_POLITE = re.compile(
    r"(?:吧|了|一下|好吗|好不好|可以吗|行吗|谢谢|啊|呀|哦|呢|吗|嘛|[。！？.~，,\s])+$"
)
_LEAD = re.compile(r"^(?:那|那就|那么|好的?|请|麻烦|帮我|我想|我要|先|嗯|哦|[，,\s])+")
_RETRACTS = re.compile(r"错|撤|还原|恢复|收回|退回|改回|不对|不算|作废")
"""What is said of the last answer where it is to be taken back, whatever the engine guesses."""

_COMMAS = re.compile(r"[，,。；！!\s]+")
_YES = {"confirm", "keep"}
_AFTER_A_YES = {"confirm", "submit", "draft_anyway", "pause", "summary"}

_INTENTS = {
    "skip": "skip",
    "go_back": "back",
    "pause_form": "pause",
    "resume_form": "resume",
    "cancel": "cancel",
    "show_progress": "progress",
    "show_summary": "summary",
    "why_ask": "help",
    "repeat": "repeat",
    "affirm": "confirm",
    "deny": "deny",
    "correct_value": "wrong",
}


class Commands:
    """What the messages of one file say: by name, regular expressions for the whole message.

    `longest`: characters of the longest message that is read. Polite words around it do not count.
    """

    def __init__(self, path: Path, longest: int) -> None:
        self._path, self._longest = path, longest

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        data: dict[str, list[str]] = read_yaml(self._path)
        return [
            (name, re.compile("|".join(f"(?:{line})" for line in lines)))
            for name, lines in data.items()
        ]

    def recognise(self, text: str) -> str | None:
        """The command the whole message is, or None; the first in the file wins."""
        folded = fold(text.strip())
        if not folded or len(folded) > self._longest:
            return None
        short = _POLITE.sub("", folded)
        variants = dict.fromkeys((folded, short, _LEAD.sub("", folded), _LEAD.sub("", short)))
        for variant in variants:
            for name, pattern in self._patterns:
                if variant and pattern.fullmatch(variant):
                    return name
        return self._said_together(folded)

    def _said_together(self, folded: str) -> str | None:
        """没问题了，生成吧: a yes and what it is a yes to."""
        parts = [part for part in _COMMAS.split(folded) if part.strip()]
        if len(parts) < 2:
            return None
        said = [self.recognise(part) for part in parts]
        return said[-1] if said[-1] in _AFTER_A_YES and set(said[:-1]) <= _YES else None


recognise = Commands(Path(__file__).parent / "commands.yml", 24).recognise


def of_intent(intent: str | None, text: str) -> str | None:
    """The command an intent stands for; only believed for short messages without a number."""
    if intent is None or len(text) > 20 or re.search(r"\d", text):
        return None
    command = _INTENTS.get(intent)
    if command == "wrong" and (words().mended.search(fold(text)) or not _RETRACTS.search(text)):
        return None  # 院感的问题改好了；机构名称去掉“鲤城区”
    return command
