"""Every YAML conversation, held over HTTP against the running product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conversations import schema
from tests.conversations.checks import always, expected
from tests.conversations.documents import check_download
from tests.conversations.filling import fill
from tests.conversations.talk import Talk

HERE = Path(__file__).parent
FILES = sorted(p for p in HERE.glob("*/*.yml") if p.parent.name != "tables")


SLOW = {
    "other_days": "starts a product of its own for each date",
    "whole_forms": "a form filled in field by field once more: some sixty turns each",
}


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _case(path: Path) -> Any:
    marks = [pytest.mark.slow] if path.parent.name in SLOW else []
    return pytest.param(path, id=_name(path), marks=marks)


@pytest.mark.engine
@pytest.mark.parametrize("path", [_case(path) for path in FILES])
def test_conversation(path: Path, product_on: Callable[[dt.date], str]) -> None:
    conversation = schema.load(path)
    talk = Talk(product_on(conversation.today))
    for number, step in enumerate(conversation.steps, start=1):
        problems = _do(step, talk, conversation.today)
        assert not problems, (
            f"\n{_name(path)} step {number}\n({conversation.about.strip()})\n- "
            + "\n- ".join(problems)
            + f"\n{talk.transcript()}"
        )


def _do(step: schema.Step, talk: Talk, today: dt.date) -> list[str]:
    if step.download:
        return check_download(talk, step.download)
    if step.fill_form:
        fill(talk, step.fill_form, step.sender)
    elif step.press is not None:
        wanted = step.press
        payloads = (
            [b["payload"] for b in talk.last.buttons if wanted in b["title"]] if talk.last else []
        )
        if not payloads:
            return [f"there is no button 「{wanted}」 to press"]
        talk.say(payloads[0], step.sender)
    else:
        talk.say(talk.recall(step.user or "") * step.times, step.sender)
    assert talk.last is not None
    problems = always(talk.last, talk, today)
    if step.assistant:
        problems += expected(talk.last, step.assistant, talk)
    if not problems:
        for name, what in step.remember.items():
            talk.remember(name, what)
    return problems
