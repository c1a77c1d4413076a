"""Fill the whole form as an applicant would: read the label asked for, give that value."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.conversations.schema import FillForm
from tests.conversations.talk import Talk

HERE = Path(__file__).parent
SKIP = "跳过"


def answers(table: str, change: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """(label pattern, answer) pairs; the first pattern that matches a label wins."""
    raw: dict[str, str] = yaml.safe_load(
        (HERE / "tables" / f"{table}.yml").read_text(encoding="utf-8")
    )
    return [(re.compile(k), str(v)) for k, v in {**change, **raw}.items()]


def fill(talk: Talk, want: FillForm, sender: str) -> None:
    """Answer until no field is asked any more; say the label too when asked a second time.

    Raises AssertionError when a label is unknown to the table or one field is asked three
    times in a row although its answer was given.
    """
    table = answers(want.table, want.change)
    asked: list[str] = []
    for _ in range(want.at_most):
        form = (talk.last.block("form") if talk.last else None) or {}
        field, label = form.get("field"), str(form.get("label") or "")
        if not field:
            return
        asked.append(str(field))
        assert asked[-3:] != [field] * 3, f"{label} is asked again and again\n{talk.transcript()}"
        answer = next((value for pattern, value in table if pattern.search(label)), None)
        assert answer is not None, (
            f"no answer in {want.table}.yml for 「{label}」\n{talk.transcript()}"
        )
        asked_again = asked[-2:] == [field] * 2 and answer != SKIP
        spoken = label.removeprefix("其中").removeprefix("是否")
        talk.say(f"{spoken}：{answer}" if asked_again else answer, sender)
    raise AssertionError(f"not finished after {want.at_most} answers\n{talk.transcript()}")
