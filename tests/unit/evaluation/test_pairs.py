"""Two questions in one message: what each gets alone is looked for in the reply."""

import pytest

from evaluation import pairs
from tests import known


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "几号截止": "11月30日。\n“…”",
        "打给谁": "打给孙晓惠。\n“…”",
        "几号截止，打给谁": "11月30日。\n“…”\n打给孙晓惠。\n“…”",
        "打给谁，几号截止": "打给孙晓惠。\n“…”",
    }
    monkeypatch.setattr(pairs, "_replies", lambda messages, _: {m: said[m] for m in messages})


@pytest.mark.usefixtures("answered")
def test_what_a_message_loses_is_named() -> None:
    assert pairs.lost(["几号截止", "打给谁"], known.base()) == {
        ("几号截止", "打给谁"): [],
        ("打给谁", "几号截止"): ["几号截止"],
    }


def test_every_question_stands_once_in_the_file() -> None:
    questions = pairs.load()
    assert len(questions) == len(set(questions)) >= 28
