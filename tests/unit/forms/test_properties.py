"""What must hold for any input and any order."""

import json
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import Form, State, dialogue
from forms.contradictions import contradictions
from forms.extraction import extract
from forms.field_types import FIELD_TYPES
from tests.drawn import cases

TODAY = date(2025, 10, 20)
QUICK = cases(30)

STATEMENTS: dict[str, dict[str, Any]] = {
    "床位120张": {"operating_beds": 120},
    "护理床位80张": {"nursing_beds": 80},
    "住了96人": {"residents": 96},
    "失能失智70个": {"disabled_dementia_residents": 70},
    "负责人王建国13805910001": {"director": "王建国", "director_phone": "13805910001"},
    "联系人李梅0591-83300000": {"contact_person": "李梅", "contact_phone": "0591-83300000"},
    "养老备案2018年3月": {"care_filing": True, "care_filed_on": "2018-03"},
    "医疗机构执业许可证2019年6月取得": {
        "medical_qualification": True,
        "medical_qualified_on": "2019-06",
    },
    "去年入住率82%": {"occupancy_last_year": 82.0},
    "前年入住率79.5%": {"occupancy_year_before": 79.5},
    "满意度96.5%": {"satisfaction": 96.5},
    "医保定点有": {"medical_insurance": True},
    "5年内没有发生过火灾": {"incident_fire": False},
    "机构名称：福州市康宁护理院": {"institution_name": "福州市康宁护理院"},
    "邮编350001": {"postcode": "350001"},
    "8个医生": {"doctors": 8},
}
TYPICAL = "0123456789一二百年月日张人%，。；、：床位医疗养老证有没是不都入住率电话"
QUESTIONS = [
    "入住率要多少",
    "入住率60%行不行",
    "床位有最低要求吗？",
    "满4年能报吗",
    "截止到11月30号吗",
    "失能老人要超过65%吗",
    "请问2025年还能申报吗",
    "0591-87272803是谁的电话？",
    "如果住了150人呢",
    "养老备案2021年4月算不算满5年",
    "要95%的满意度吗",
    "医生要有几个人",
]


@QUICK
@given(order=st.permutations(list(STATEMENTS)), joined=st.booleans())
def test_the_order_of_giving_fields_does_not_matter(
    form: Form, order: list[str], joined: bool
) -> None:
    expected: dict[str, Any] = {}
    for values in STATEMENTS.values():
        expected |= values
    state = dialogue.start(form, State(), TODAY).state
    for message in ["，".join(order)] if joined else order:
        state = dialogue.handle(form, state, message, TODAY).state
    assert state.values == expected
    assert state.pending == []


@QUICK
@given(
    text=st.one_of(
        st.text(max_size=200),
        st.text(
            alphabet="0123456789一二百年月日张人%，。；、：床位医疗养老证有没是不都入住率电话",
            max_size=60,
        ),
        st.sampled_from(["😀" * 50, "\x00\x1f\x7f", "{{ x }}", "{% for %}", "<script>", "\ud800"]),
    ),
    group=st.integers(0, 17),
)
def test_no_text_breaks_the_conversation(form: Form, text: str, group: int) -> None:
    groups = form.groups
    asking = [f.key for f in groups[group % len(groups)].fields if f.asked]
    state = State(asking=asking)
    extract(form, text, asking, TODAY)
    dialogue.claims(form, state, text, TODAY)
    turn = dialogue.handle(form, state, text, TODAY)
    assert turn.say
    stored = json.loads(json.dumps(turn.state.to_dict()))
    assert State.from_dict(stored) == turn.state
    turn.say.encode("utf-8")


PIECES = ("床", "床位120张，", "1", "好，" * 3, "\n", "A1", "1 ", "一", "负责人", "不是")


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_very_long_messages_are_answered_in_time_that_grows_with_their_length(
    form: Form, piece: str
) -> None:
    def cost(size: int) -> float:
        text = "甲" + piece * (size // len(piece))
        before = time.process_time()
        assert dialogue.handle(form, State(asking=["operating_beds"]), text, TODAY).say
        return time.process_time() - before

    cost(500)
    # On a busy machine one measurement may be twice another: the least of several tells, and the
    # margin is below what a time that grows with the square needs (sixteen).
    short, long = (min(cost(size) for _ in range(3)) for size in (1_500, 5_999))
    assert long < 12 * max(short, 0.05)
    for longer in (10_000, 100_000):
        assert min(cost(longer) for _ in range(2)) < 3 * max(long, 0.1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_never_fills_a_field(form: Form, question: str) -> None:
    for group in form.groups:
        asking = [f.key for f in group.fields if f.asked][: 1 if group.one_by_one else None]
        state = State(asking=asking)
        assert not dialogue.claims(form, state, question, TODAY)
        turn = dialogue.handle(form, state, question, TODAY)
        assert turn.state.values == {}
        assert turn.state.pending == []
        assert turn.state.asking == asking


@QUICK
@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            key: st.integers(0, 300)
            for key in ("operating_beds", "residents", "disabled_dementia_residents", "doctors")
        },
    )
)
def test_removing_a_value_never_raises_a_contradiction(form: Form, values: dict[str, int]) -> None:
    before = {c.check for c in contradictions(form, values)}
    for key in values:
        rest = {k: v for k, v in values.items() if k != key}
        assert {c.check for c in contradictions(form, rest)} <= before


FRAGMENTS = [
    "还没有",
    "正在办",
    "在办",
    "是",
    "都有",
    "没有",
    "有",
    "不了",
    "算了",
    "一样",
    "同上",
    "都是",
    "备案",
    "医疗",
    "养老",
    "负责人",
    "联系人",
    "电话",
    "王建国",
    "13805910001",
    "0591-83300000",
    "PDY00012535010217D1102",
    "榕民养备〔2019〕12号",
    "2019年5月",
    "去年",
    "前年",
    "120张",
    "八成二",
    "82%",
    "占",
    "1、3",
    "除了",
    "其他",
    "床位",
    "从100",
    "改成",
    "不对",
    "应该是",
    "福州市仓山区示例路8号",
    "康宁护理院",
    "，",
    "，",
    "。",
    " ",
    "：",
    "（",
    "）",
    "\n",
    "是否医保定点",
    "长护险",
    "火灾",
    "发生过",
]


@cases(150)
@given(parts=st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9), data=st.data())
def test_no_message_of_the_trade_breaks_the_reading(
    form: Form, parts: list[str], data: st.DataObject
) -> None:
    """Whatever is said after whatever question: values that their fields hold, and no exception."""
    group = data.draw(st.sampled_from(form.groups))
    asking = [f.key for f in group.fields if f.asked]
    turn = dialogue.handle(form, State(asking=asking), "".join(parts), TODAY)
    for key, value in turn.state.values.items():
        field = form.fields[key]
        assert FIELD_TYPES[field.type].holds(field, value), (key, value)
    for _ in range(2):
        turn = dialogue.handle(form, turn.state, parts[0], TODAY)
