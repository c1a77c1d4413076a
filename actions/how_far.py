"""What one's own facts lack, criterion by criterion: 还差多久, 还差几位失能老人, 哪条没达到."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk
from actions.reply import say
from actions.turn import Message
from actions.verdict import line
from actions.wording import buttons, words
from eligibility import CriterionResult, Report, Verdict
from eligibility.errors import FactError, NoRuleInForce
from forms.cleaning import fold
from forms.facts import facts_of
from forms.loader import read_yaml

LONGEST = 30
_END = re.compile(r"[呢啊呀吗嘛？?。！!\s]+$")


def asks_how_far(text: str) -> bool:
    """Whether the whole message asks what is lacking."""
    folded = _END.sub("", fold(text.strip()))
    if any(word in folded for word in _data()["other"]):
        return False
    return 0 < len(folded) <= LONGEST and _patterns().fullmatch(folded) is not None


def answer_how_far(
    dispatcher: CollectingDispatcher, message: Message, desk: Desk, *, named: bool = False
) -> bool:
    """Say what the facts of this draft lack; False where it is not asked or nothing was told.

    named  only where a criterion is named: 还差多少 alone asks a form for its empty fields
    """
    form, now = desk.form, services.current()
    if named and not _names_criterion(message.text):
        return False
    told = form.rule_set is not None and facts_of(form, desk.state.values)
    enough = _asks_if_enough(message.text)
    if not told or not (enough or asks_how_far(message.text)):
        return False
    try:
        report = now.check(form, desk.state.values)
    except (FactError, NoRuleInForce):
        return False
    meant = _meant(report, message.text)
    if enough and any(c.verdict is Verdict.UNKNOWN for c in meant):
        return False  # the rule itself is the better answer
    lacking = [c for c in meant if c.verdict is Verdict.FAIL]
    shown = lacking or [c for c in meant if c.verdict is not Verdict.PASS] or meant
    open_ = not lacking and any(c.verdict is Verdict.UNKNOWN for c in shown)
    head = words("how_far_some" if lacking else "how_far_open" if open_ else "how_far_none")
    say(
        dispatcher,
        "\n".join([head, *(line(c) for c in shown)]),
        "checked",
        citations=list(dict.fromkeys(c.citation for c in shown)),
        buttons=buttons("check", "form"),
    )
    return True


def _asks_if_enough(text: str) -> bool:
    """Whether it is asked if what was told of a criterion is enough: 那这样占比够不够."""
    folded = _END.sub("", fold(text.strip()))
    enough = any(re.fullmatch(pattern, folded) for pattern in _data()["enough"])
    return enough and len(folded) <= LONGEST and _names_criterion(folded)


def _names_criterion(text: str) -> bool:
    return any(
        word in text for words_for_it in _data()["criteria"].values() for word in words_for_it
    )


def _meant(report: Report, text: str) -> Sequence[CriterionResult]:
    """The criteria the words are about; all that decide where they name none."""
    hard = [c for c in report.criteria if c.kind == "hard"]
    said = _data()["criteria"]
    named = [c for c in hard if any(word in text for word in said.get(c.id, ()))]
    return named or hard


@cache
def _data() -> dict[str, Any]:
    return dict(read_yaml(Path(__file__).parent / "how_far.yml"))


@cache
def _patterns() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in _data()["asked"]))
