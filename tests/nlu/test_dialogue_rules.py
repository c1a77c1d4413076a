"""Which action runs when: the engine's rules, with a scripted action server.

Numbers in names are Rasa issues whose defect must not come back here.
"""

import pytest

from tests import web
from tests.nlu.engine import SECRET, Actions, Call, Engine, Event, follow, loop, reject, say, slot

FORM, CHECK, ANSWER = "declaration_form", "eligibility_check", "action_answer"
LOOPS = {FORM: "填写申请表", CHECK: "我们能不能申报"}


def field_asker(name: str, *, rejects: bool = True) -> object:
    """A loop that asks "哪一项", leaves questions to the rules and ends on 取消."""

    def run(call: Call) -> tuple[list[Event], list[str]]:
        if call.intent == "cancel":
            return [loop(None)], ["已取消"]
        if rejects and call.loop == name and call.fresh and call.intent in ("ask", "handoff"):
            return [reject(name)], []
        return [loop(name)], ["哪一项"]

    return run


@pytest.fixture(params=sorted(LOOPS))
def running(request: pytest.FixtureRequest, engine: Engine, actions: Actions) -> str:
    """Name of a loop that runs for sender ``u-<name>``."""
    name = str(request.param)
    actions.script[name] = field_asker(name)  # type: ignore[assignment]
    engine.say(f"u-{name}", "取消")
    assert engine.ran(f"u-{name}", LOOPS[name]) == [name]
    return name


@pytest.mark.parametrize(
    ("message", "action"),
    [
        ("什么时候截止", ANSWER),
        ("示范县", ANSWER),
        ("养老金什么时候发", ANSWER),
        ("床位120张", ANSWER),
        ("您好", "action_smalltalk"),
        ("谢谢", "action_smalltalk"),
        ("转人工", "action_handoff"),
        ("我们能不能申报", CHECK),
        ("填写申请表", FORM),
        ("床位改成120张", FORM),
    ],
)
def test_each_message_has_its_action_when_nothing_runs(
    engine: Engine, message: str, action: str
) -> None:
    assert engine.ran(f"idle-{message}", message) == [action]


def test_the_actions_are_called_with_the_shared_secret(engine: Engine, actions: Actions) -> None:
    engine.say("secret", "您好")
    assert actions.calls[-1].secret == SECRET


def test_rasas_own_api_is_closed_without_the_secret(engine: Engine) -> None:
    url = f"http://127.0.0.1:{engine.port}/conversations/secret/tracker"
    assert web.get(url).status_code == 401


def test_7751_the_question_is_answered_before_the_field_is_asked_again(
    engine: Engine, running: str
) -> None:
    assert engine.say(f"u-{running}", "联系电话是多少") == [ANSWER, "哪一项"]


def test_7639_five_questions_in_a_row_leave_the_loop_where_it_was(
    engine: Engine, running: str
) -> None:
    for question in ("什么时候截止", "电话多少", "要交什么材料", "邮编是多少", "名额有几个"):
        assert engine.ran(f"u-{running}", question) == [running, ANSWER, running]
        assert engine.tracker(f"u-{running}")["active_loop"]["name"] == running
    assert engine.ran(f"u-{running}", "120张") == [running]


def test_9520_the_loop_goes_on_when_its_action_returns_nothing(
    engine: Engine, actions: Actions, running: str
) -> None:
    actions.script[running] = say("没听懂")
    assert engine.ran(f"u-{running}", "嗯嗯哦哦") == [running]
    assert engine.ran(f"u-{running}", "120张") == [running]


@pytest.mark.parametrize("message", ["您好", "谢谢", "120张", "没有", "今天天气怎么样", "跳过"])
def test_the_loop_takes_every_other_message_itself(
    engine: Engine, running: str, message: str
) -> None:
    assert engine.ran(f"u-{running}", message) == [running]


def test_a_person_can_be_asked_for_in_a_loop(engine: Engine, running: str) -> None:
    assert engine.ran(f"u-{running}", "转人工") == [running, "action_handoff", running]


def test_a_loop_that_ends_says_nothing_more(engine: Engine, running: str) -> None:
    assert engine.say(f"u-{running}", "取消") == ["已取消"]
    assert engine.ran(f"u-{running}", "什么时候截止") == [ANSWER]


def test_a_loop_may_answer_by_itself_and_then_listen(
    engine: Engine, actions: Actions, running: str
) -> None:
    actions.script[running] = lambda call: (
        [loop(running), follow("action_listen")],
        ["答", "哪一项"],
    )
    assert engine.say(f"u-{running}", "什么时候截止") == ["答", "哪一项"]
    assert engine.ran(f"u-{running}", "什么时候截止") == [running]


def test_a_loop_may_end_at_once(engine: Engine, actions: Actions) -> None:
    actions.script[CHECK] = lambda call: ([loop(None), follow("action_listen")], ["符合"])
    assert engine.say("at-once", "我们能不能申报") == ["符合"]
    actions.script[CHECK] = say("符合")
    assert engine.say("at-once", "我们能不能申报") == ["符合"]


def test_the_check_may_hand_over_to_the_form(engine: Engine, actions: Actions) -> None:
    def check(call: Call) -> tuple[list[Event], list[str]]:
        if call.intent == "start_form":
            return [loop(FORM), follow(FORM)], []
        return [loop(CHECK)], ["哪一项"]

    actions.script[CHECK] = check
    actions.script[FORM] = field_asker(FORM)  # type: ignore[assignment]
    engine.say("switch", "我们能不能申报")
    assert engine.ran("switch", "填写申请表") == [CHECK, FORM]
    assert engine.tracker("switch")["active_loop"]["name"] == FORM
    assert engine.ran("switch", "120张") == [FORM]


def test_an_answer_may_lead_on_to_the_check(engine: Engine, actions: Actions) -> None:
    actions.script[ANSWER] = lambda call: ([follow(CHECK)], ["答"])
    actions.script[CHECK] = lambda call: ([loop(CHECK)], ["哪一项"])
    assert engine.say("lead", "什么时候截止") == ["答", "哪一项"]
    assert engine.tracker("lead")["active_loop"]["name"] == CHECK


def test_7712_a_loop_is_told_which_message_started_it(engine: Engine, actions: Actions) -> None:
    actions.script[FORM] = field_asker(FORM)  # type: ignore[assignment]
    engine.say("started", "填写申请表")
    assert (actions.calls[-1].intent, actions.calls[-1].loop) == ("start_form", None)
    engine.say("started", "120张")
    assert (actions.calls[-1].intent, actions.calls[-1].loop) == ("inform", FORM)


def test_an_action_that_always_rejects_does_not_silence_the_conversation(
    engine: Engine, actions: Actions, running: str
) -> None:
    actions.script[running] = lambda call: ([reject(running)], [])
    engine.say(f"u-{running}", "什么时候截止")
    actions.script[running] = field_asker(running)  # type: ignore[assignment]
    assert engine.say(f"u-{running}", "120张") == ["哪一项"]


@pytest.mark.parametrize("message", ["/restart", "/back", "/session_start", '/ask{"subject":"x"}'])
def test_a_slash_is_no_command(engine: Engine, actions: Actions, message: str) -> None:
    sender = f"slash-{message[1:4]}"
    actions.script[ANSWER] = lambda call: ([slot("subject", "county")], ["答"])
    engine.say(sender, "什么时候截止")
    actions.script.clear()
    assert engine.ran(sender, message) != []
    assert engine.tracker(sender)["slots"]["subject"] == "county"
