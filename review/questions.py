"""What a reviewer asks, as far as the words tell it: no database, no region of anybody."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from forms.cleaning import fold

Kind = Literal[
    "upload", "nearly", "failing", "standing", "top", "ranked", "unread", "all", "why", "one"
]
KINDS: tuple[Kind, ...] = (
    "upload",
    "nearly",
    "failing",
    "standing",
    "top",
    "ranked",
    "unread",
    "all",
    "why",
    "one",
)
_WHOSE = ("certain", "likely")
LONGEST = 100
_PART = re.compile(r"~([a-z]+)~")
_END = re.compile(r"[。！？!?.~，,\s吗呢吧]+$")


@dataclass(frozen=True)
class Question:
    """A question. `who` names an applicant or a place, or nobody; in `failing` a condition.

    `lacking` is how many conditions may be missing, `verdict` the one asked for, `rank` the place
    in a list. `certain`: nobody but a reviewer says this; `likely`: nor does anybody who is not at
    an own check or form.
    """

    kind: Kind
    who: str = ""
    lacking: int | None = None
    certain: bool = False
    likely: bool = False
    verdict: str | None = None
    rank: int | None = None

    @property
    def that_one(self) -> bool:
        """Whether it is about the applicant spoken of last."""
        return not self.who or self.who in data()["that_one"]

    @property
    def everywhere(self) -> bool:
        """Whether no place is named, or the reviewer's own."""
        return not self.who or self.who in data()["whole"]


def understood(text: str) -> Question | None:
    """The question in a message; None when it is none of these."""
    if len(text.strip()) > LONGEST:
        return None
    said = _END.sub("", fold(text.strip()))
    certain, likely = (
        any(pattern.fullmatch(said) for pattern in _patterns()[name]) for name in _WHOSE
    )
    for kind in KINDS:
        for pattern in _patterns()[kind]:
            match = pattern.fullmatch(said)
            if match is not None:
                found = match.groupdict()
                who = _name(found.get("who") or "")
                if kind == "one" and not who:
                    continue  # 现在到哪一步了
                verdict, rank = _verdict(found.get("verdict")), _number(found.get("rank"))
                if kind == "why" and rank is not None and not who:
                    return Question("ranked", rank=rank, likely=likely)  # 为什么排第三
                if kind in ("one", "why") and (by_rank := _ranked().fullmatch(who)) is not None:
                    return Question("ranked", rank=_number(by_rank["rank"]), likely=likely)
                count = _number(found.get("count"))
                return Question(kind, who, count, certain, likely, verdict, rank)
    return None


def _name(written: str) -> str:
    """A name without the words around it that are no part of it."""
    name, before = written.strip('，,、 “”"《》'), ""
    while name != before:
        before = name
        for word in data()["before"]:
            name = name.removeprefix(word)
        for word in data()["after"]:
            if name != word:  # 这家 by itself is that one
                name = name.removesuffix(word)
        name = name.strip('，,、 “”"')
    return name


def _number(written: str | None) -> int | None:
    if written is None:
        return None
    numbers: dict[str, int] = data()["numbers"]
    return numbers.get(written) or int(written)


def _verdict(written: str | None) -> str | None:
    verdicts: dict[str, list[str]] = data()["verdicts"]
    return next((own for own, said in verdicts.items() if written in (own, *said)), None)


@cache
def data() -> Mapping[str, Any]:
    """The words, as they stand in `asking.yml`."""
    text = (Path(__file__).parent / "asking.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _ranked() -> re.Pattern[str]:
    """第7名, in the place of a name."""
    return re.compile(rf"(?:名单里?的?)?第{data()['parts']['rank']}(?:名|位|家)")


@cache
def _patterns() -> Mapping[str, Sequence[re.Pattern[str]]]:
    parts: Mapping[str, str] = data()["parts"]

    def whole(line: str) -> str:
        return _PART.sub(lambda named: whole(parts[named[1]]), line)

    return {
        kind: [re.compile(whole(line), re.IGNORECASE) for line in data()[kind]]
        for kind in (*KINDS, *_WHOSE)
    }
