"""Conversations as data: tests/forms_cases/dialogues/*.yml, plus what must hold for all of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms import Form, State, Turn, dialogue
from policy.yamlfile import FastLoader

TODAY = date(2025, 10, 20)
CASES = Path(__file__).parents[2] / "forms_cases" / "dialogues"
SAMPLE = Path(__file__).parents[3] / "forms" / "demonstration_institution_application/sample.yml"
STEP_KEYS = {
    "say", "say_long", "restart", "intent", "stale",
    "shows", "hides", "values", "absent", "asking", "phase", "ended", "buttons", "few_buttons",
}  # fmt: skip


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}:{case['name']}")
        for path in sorted(CASES.glob("*.yml"))
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
    ]


def initial(case: dict[str, Any]) -> State:
    start = case.get("start", {})
    values: dict[str, Any] = {}
    if start.get("sample"):
        values = yaml.load(SAMPLE.read_text(encoding="utf-8"), Loader=FastLoader)
    values = {k: v for k, v in values.items() if k not in start.get("without", [])}
    values |= start.get("values", {})
    phase = start.get("phase", "filling")
    asking = start.get("ask_again", [])
    return State(values=values, phase=phase, skipped=start.get("skipped", []), asking=asking)


def stored(state: State) -> State:
    """As it comes back from the database."""
    return State.from_dict(json.loads(json.dumps(state.to_dict(), ensure_ascii=False)))


def hold(turn: Turn, step: dict[str, Any]) -> None:
    for part in step.get("shows", []):
        assert part in turn.say, turn.say
    for part in step.get("hides", []):
        assert part not in turn.say, turn.say
    for key, value in step.get("values", {}).items():
        assert turn.state.values.get(key) == value, key
    for key in step.get("absent", []):
        assert key not in turn.state.values
    if "asking" in step:
        assert turn.state.asking == step["asking"]
        assert turn.ended or turn.field == (step["asking"] or [None])[0]
    for name in ("phase",):
        if name in step:
            assert turn.state.phase == step[name], turn.say
    if "ended" in step:
        assert turn.ended is step["ended"]
    assert set(step.get("buttons", [])) <= {button.title for button in turn.buttons}
    assert len(turn.buttons) <= step.get("few_buttons", 20)


@pytest.mark.parametrize("case", cases())
def test_a_conversation(form: Form, case: dict[str, Any]) -> None:
    ask = case.get("ask")
    state = initial(case)
    if not state.asking and state.phase in ("filling", "reviewing"):
        state = dialogue.start(form, state, TODAY, ask=ask).state
    for step in case["steps"]:
        assert not set(step) - STEP_KEYS
        if step.get("restart"):
            turn = dialogue.start(form, stored(state), TODAY, ask=ask)
        else:
            text = step.get("say") if "say" in step else "很好" * (step["say_long"] // 2)
            turn = dialogue.handle(
                form,
                stored(state),
                text,
                TODAY,
                intent=step.get("intent"),
                stale=step.get("stale", False),
                ask=ask,
            )
        assert stored(turn.state) == turn.state
        hold(turn, step)
        state = turn.state


def test_the_message_that_starts_a_form_does_not_fill_it(form: Form) -> None:
    turn = dialogue.start(form, State(), TODAY)
    assert turn.state.values == {}
    assert turn.field == "institution_name"


def test_starting_with_facts_learned_before_asks_only_for_the_rest(form: Form) -> None:
    values = {"operating_beds": 120, "residents": 96}
    turn = dialogue.start(form, State(values=values), TODAY)
    assert "之前说过的2项已经填好" in turn.say
    assert turn.state.values == values


def test_asking_again_changes_nothing(form: Form) -> None:
    turn = dialogue.handle(form, dialogue.start(form, State(), TODAY).state, "床位120张", TODAY)
    again = dialogue.prompt(form, turn.state, TODAY)
    assert again.state == turn.state
    assert "机构名称" in again.say
    assert "已记下" not in again.say


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("床位120张", True),
        ("福州市康宁护理院", True),
        ("跳过", True),
        ("看看填了什么", True),
        ("为什么要填这个", True),
        ("截止到几号？", False),
        ("入住率要多少", False),
        ("入住率60%行不行", False),
        ("谢谢", False),
        ("你好", False),
        ("今天天气不错", False),
        ("", False),
    ],
)
def test_what_the_form_claims_for_itself(form: Form, text: str, claimed: bool) -> None:
    state = dialogue.start(form, State(), TODAY).state
    assert dialogue.claims(form, state, text, TODAY) is claimed


def test_a_field_that_no_longer_applies_is_not_asked(form: Form) -> None:
    """rasa#10536: a field taken out of the form must not be asked again."""
    state = State(asking=["care_filing"])
    turn = dialogue.handle(form, state, "还没有备案", TODAY)
    assert turn.state.values == {"care_filing": False}
    assert not {"care_filing_number", "care_filed_on"} & set(turn.state.asking)
    state = State(values={"title_revoked": False}, asking=["title_revoked"])
    assert "title_revoked_on" not in [f.key for f in form.askable(state.values)]


def test_the_whole_form_by_conversation_takes_a_third_of_its_fields_in_turns(form: Form) -> None:
    messages = [
        "福州市康宁护理院，信用代码91350100M000100Y43，医疗机构名称和养老机构名称都一样",
        "民非",
        "养办医",
        "护理院",
        "福州市鼓楼区温泉街道示例路8号，邮编350001",
        "法人陈志强13805910003，负责人王建国13805910001，联系人李梅0591-83300000",
        "有，登记号PDY00012535010217D1102，2019年6月15日",
        "备案了，榕民养备〔2019〕12号，2019年3月",
        "120张，医疗床位30，护理床位80",
        "96位老人，失能失智70，失能55，失智20",
        "去年82%，前年79.5%",
        "65人，医生8，护士15，护理员30",
        "康复师3，社工2，管理人员5，后勤2",
        "医保是，长护险不是，满意度96.5%",
        "都没有",
        "没有",
        "都有",
        "家庭照护者没有，其他都有",
        "环境设施：符合标准。\n人员队伍：持证上岗。\n内部管理：制度健全。\n服务质量：有个人服务计划。\n服务效果：公益性强。",
    ]
    turn = dialogue.start(form, State(), TODAY)
    for message in messages:
        turn = dialogue.handle(form, turn.state, message, TODAY)
        assert not turn.ended
    assert turn.state.phase == "reviewing", turn.say
    sample = yaml.load(SAMPLE.read_text(encoding="utf-8"), Loader=FastLoader)
    sample |= {"care_name": "福州市康宁护理院"}
    differing = {
        k: (v, turn.state.values.get(k))
        for k, v in sample.items()
        if not k.startswith("self_") and turn.state.values.get(k) != v
    }
    assert differing == {}
    assert len(messages) <= turn.total / 3


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("床位改成150张", True),
        ("我们床位是150张", True),
        ("床位是120张", False),
        ("院长换成李四", True),
        ("服务效果自评后面再加一句：多次获得表彰。", True),
        ("床位改一下", True),
        ("床位150张够不够", False),
        ("什么时候截止", False),
        ("谢谢", False),
        ("确认", False),
        ("我们这边一切都好", False),
    ],
)
def test_a_finished_form_is_changed_by_what_differs_from_it(
    form: Form, text: str, changes: bool
) -> None:
    state = initial({"start": {"sample": True, "phase": "done"}})
    assert dialogue.claims(form, state, text, TODAY) is changes
