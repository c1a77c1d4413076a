"""《全国医养结合示范县（市、区）申请表》: what people type, its examples, its facts, its paper."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import eligibility
from forms import Form, FormError, State, dialogue, load_form
from forms.extraction import extract
from forms.facts import facts_of, values_of
from forms.field_types import FIELD_TYPES
from forms.rendering import read_back, render_docx
from policy.yamlfile import FastLoader
from tests import known
from tests.drawn import cases
from tests.unit.forms.test_extraction import asked

TODAY = date(2025, 10, 20)
ROOT = Path(__file__).parents[3]
PIECES = [
    *(
        "我们",
        "是",
        "福州市仓山区",
        "浦城县",
        "三明市",
        "市辖区",
        "养老机构",
        "26家",
        "其中",
        "25家",
    ),
    *(
        "，",
        "。",
        "？",
        "县",
        "区",
        "都有",
        "没有",
        "除了",
        "用地",
        "规划",
        "老年医学科",
        "绿色通道",
    ),
    *("联系人", "13805910002", "改成", "去年", "发生过", "涉老", "2020年5月", "跳过", "返回"),
    *("<b>", "{{ 7*7 }}", "\n"),
]
FOLDER = ROOT / "forms" / "demonstration_county_application"
CASES = yaml.load(
    (ROOT / "tests/forms_cases/county/messages.yml").read_text("utf-8"), Loader=FastLoader
)


class AnyClause:
    """Stands in for the notice."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Any:
        return None


@pytest.fixture(scope="module")
def rules() -> eligibility.RuleSet:
    base = known.base()
    return eligibility.load_all(ROOT / "eligibility" / "rules", base)["demonstration_county"]


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    values: dict[str, Any] = yaml.load(
        (FOLDER / "sample.yml").read_text("utf-8"), Loader=FastLoader
    )
    return values


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"][:24])
def test_a_message_gives_exactly_what_it_says(county_form: Form, case: dict[str, Any]) -> None:
    found = extract(county_form, case["say"], asked(county_form, case), TODAY)
    assert found.values == case.get("gives", {})
    about = {key for doubt in found.doubtful for option in doubt.options for key in option.values}
    assert about == set(case.get("doubtful", []))
    assert {rejection.key for rejection in found.rejected} == set(case.get("rejected", []))


def test_every_spoken_example_fills_its_field(county_form: Form) -> None:
    spoken = [f for f in county_form.fields.values() if f.spoken is not None]
    assert len(spoken) >= 15
    for field in spoken:
        keys = [f.key for f in county_form.group_of[field.key].fields if f.asked]
        found = extract(county_form, field.spoken or "", keys, TODAY)
        assert field.key in found.values, (field.spoken, found)
        assert not found.leftovers


def test_every_group_example_fills_its_group_and_nothing_else(county_form: Form) -> None:
    groups = [g for g in county_form.groups if g.example is not None]
    assert len(groups) >= 5
    for group in groups:
        keys = [f.key for f in group.fields if f.asked]
        found = extract(county_form, group.example or "", keys, TODAY)
        assert set(found.values) == {f.key for f in group.fields if f.required}


def test_our_own_county_is_no_other_place_and_its_plan_no_intention(county_form: Form) -> None:
    state = State().changed(asking=["care_homes", "care_homes_with_medical"])
    assert dialogue.claims(county_form, state, "我县一共26家养老机构", TODAY)
    planned = State().changed(asking=["work_plan", "in_development_plan"])
    assert dialogue.claims(county_form, planned, "规划也纳入了", TODAY)
    assert not dialogue.claims(county_form, state, "隔壁县有30家", TODAY)


@pytest.mark.parametrize(
    "question",
    ["养老机构要有多少家", "老年医学科比例要超过多少", "绿色通道60家够不够", "市辖区能报吗",
     "如果养老机构有30家呢", "浦城县能不能报", "规划要纳入吗", "5年是从哪天算起"],
)  # fmt: skip
def test_a_question_never_fills_a_field(county_form: Form, question: str) -> None:
    for group in county_form.groups:
        keys = [f.key for f in group.fields if f.type != "long_text"]
        assert extract(county_form, question, keys, TODAY).values == {}, group.id


@cases(40)
@given(
    parts=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=8),
    group=st.integers(0, 20),
)
def test_no_message_breaks_the_conversation(
    county_form: Form, parts: list[str], group: int
) -> None:
    """Whatever is said, what is kept is a value of its field, and only that."""
    keys = [f.key for f in county_form.groups[group % len(county_form.groups)].fields if f.asked]
    turn = dialogue.handle(county_form, State().changed(asking=keys), "".join(parts), TODAY)
    for key, value in turn.state.values.items():
        field = county_form.fields[key]
        assert FIELD_TYPES[field.type].holds(field, value), (key, value)
    assert State.from_dict(turn.state.to_dict()) == turn.state


def test_every_fact_of_the_rules_has_a_field_that_feeds_it(
    county_form: Form, rules: eligibility.RuleSet, sample: dict[str, Any]
) -> None:
    assert {f.fact for f in county_form.fields.values() if f.fact} == set(rules.facts)
    report = rules.check(facts_of(county_form, sample), TODAY)
    assert report.criterion("county_level").verdict.value == "符合"
    assert report.criterion("services").verdict.value == "不符合"
    assert report.criterion("no_major_events").verdict.value == "符合"
    assert report.criterion("green_channels").verdict.value == "需佐证"


@pytest.mark.parametrize(
    ("kind", "level"),
    [("county", True), ("county_city", True), ("district", True), ("other", False), (None, None)],
)
def test_the_kind_of_place_is_a_fact(
    county_form: Form, kind: str | None, level: bool | None
) -> None:
    assert facts_of(county_form, {"county_kind": kind}).get("county_level") is level
    assert values_of(county_form, {"county_level": True, "care_homes": 3}) == {"care_homes": 3}


def test_the_date_of_an_event_is_asked_when_either_happened(county_form: Form) -> None:
    field = county_form.fields["latest_event_on"]
    assert not county_form.applies(field, {})
    nothing = {"event_medical_quality": False, "event_elderly": False}
    assert not county_form.applies(field, nothing)
    for key in nothing:
        assert county_form.applies(field, {**nothing, key: True})


def test_the_document_holds_every_value_and_says_that_it_is_not_the_official_table(
    county_form: Form, sample: dict[str, Any]
) -> None:
    document = render_docx(county_form, sample, TODAY)
    assert read_back(document, county_form) == sample
    layout = (FOLDER / "template.yml").read_text("utf-8")
    assert "未附附件2的表样" in layout and "未附附件2的表样" in county_form.layout_note


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("县: {county_kind: county}", "县: {county_kind: village}", "tells"),
        ("or_fields: [event_elderly]", "or_fields: [nowhere]", "ask_if"),
        ("district: true, other: false}", "district: true}", "fact_values"),
        ("applicant: county", "applicant: village", "applicant"),
    ],
)
def test_a_reference_to_nothing_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = (FOLDER / "form.yml").read_text("utf-8")
    assert old in text
    path = tmp_path / "form.yml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FormError, match=problem):
        load_form(path, AnyClause())


def test_what_names_another_matter_does_not_settle_a_doubt(county_form: Form) -> None:
    state = dialogue.start(county_form, State(), TODAY).state
    asked = dialogue.handle(county_form, state, "涉老的有过一次，2019年3月", TODAY)
    assert "属于通知所说的" in asked.say
    other = dialogue.handle(county_form, asked.state, "没有取消过", TODAY)
    assert other.state.values == {"title_revoked": False}
    settled = dialogue.handle(county_form, other.state, "没有", TODAY)
    assert settled.state.values["event_elderly"] is False


def test_what_is_to_be_changed_in_a_text_is_for_the_form_and_asks_the_text(
    county_form: Form,
) -> None:
    state = State(values={"self_leadership": "县委县政府高度重视。每季度召开联席会议。"})
    state = dialogue.start(county_form, state, TODAY).state
    said = "党政重视自评删掉第一句"
    assert dialogue.claims(county_form, state, said, TODAY)
    turn = dialogue.handle(county_form, state, said, TODAY)
    assert turn.state.asking == ["self_leadership"]
    assert "县委县政府高度重视" in turn.say
    assert not dialogue.claims(county_form, state, "党政重视怎么改才算达标", TODAY)
