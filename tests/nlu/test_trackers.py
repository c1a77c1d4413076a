"""A conversation costs the same at any length and survives the engine's end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nlu.engine import Engine, follow, loop, slot

FORM = "declaration_form"


@pytest.fixture
def own_engine(model: None, tmp_path: Path) -> Iterator[Engine]:
    """An engine to be killed; in its loop it counts the calls in a slot."""
    made = Engine(tmp_path / "engine")
    made.actions.script[FORM] = lambda call: (
        [
            slot("draft_id", call.tracker["slots"]["draft_id"] or "d-1"),
            slot("pending_question", (call.tracker["slots"]["pending_question"] or 0) + 1),
            loop(FORM),
            follow("action_listen"),
        ],
        ["哪一项"],
    )
    made.start()
    yield made
    made.stop()


pytestmark = pytest.mark.slow


def test_state_outlives_the_window_and_a_kill(own_engine: Engine) -> None:
    own_engine.actions.script["action_answer"] = lambda call: ([slot("subject", "county")], ["答"])
    own_engine.say("long", "什么时候截止")
    own_engine.say("long", "填写申请表")
    sizes = []
    for _ in range(60):
        own_engine.say("long", "120张")
        sizes.append(own_engine.actions.calls[-1].size)
    assert sizes[-1] < 1.1 * max(sizes[4:10])

    own_engine.kill()
    own_engine.start()

    own_engine.say("long", "120张")
    call = own_engine.actions.calls[-1]
    assert call.action == call.loop == FORM
    assert call.tracker["slots"]["subject"] == "county"
    assert call.tracker["slots"]["draft_id"] == "d-1"
    assert call.tracker["slots"]["pending_question"] == 61
    assert call.tracker["latest_message"]["text"] == "120张"


def test_a_killed_engine_has_forgotten_no_answered_turn(own_engine: Engine) -> None:
    own_engine.say("kill", "填写申请表")
    own_engine.say("kill", "120张")
    own_engine.kill()
    own_engine.start()
    own_engine.say("kill", "120张")
    assert own_engine.actions.calls[-1].tracker["slots"]["pending_question"] == 2
