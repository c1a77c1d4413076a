"""What decides where no word was listed: parts of names, cautions, what a value speaks against."""

from collections.abc import Mapping
from datetime import date

import pytest

from forms import Form
from forms.extraction import extract, names, plainly

TODAY = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("常办", True),
        ("一视同仁", True),
        ("没跟上", False),
        ("这块是空白", False),
        ("每月都搞从不间断", True),
        ("停了", None),
        ("", None),
    ],
)
def test_what_stands_beside_a_name_is_judged(said: str, answer: bool | None) -> None:
    assert plainly.judged(said) is answer


@pytest.mark.parametrize("said", ["还在试点", "正在推进", "做得不够", "差点意思"])
def test_halfway_is_neither_yes_nor_no(said: str) -> None:
    assert plainly.is_halfway(said)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("先填我许文娟", "许文娟"),
        ("是政府办的王振华", "王振华"),
        ("填我们办公室的江美华就行", "江美华"),
        ("我要问一下", None),
        ("还没定", None),
    ],
)
def test_a_name_at_the_end(text: str, name: str | None) -> None:
    assert names.person_at_end(text) == name


def test_no_problem_after_all_takes_the_finding_back(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["service_quality_rectification"]
    for asked in (["medical_problem"], ["medical_problem", "medical_fixed"], ["medical_found"]):
        assert extract(form, "医疗管理和核心制度：没有", asked, TODAY).values == {
            "medical_found": False
        }


def test_others_are_free_of_what_was_named(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["service_quality_rectification"]
    asked = [f.key for f in form.groups[2].fields]
    found = extract(form, "医疗管理、人才队伍、信息填报这三项有问题，别的都好", asked, TODAY).values
    assert {key for key, value in found.items() if value} == {
        "medical_found",
        "staff_found",
        "data_found",
    }
    assert set(found) == set(asked)


def test_a_problem_full_of_negations_is_a_problem(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["service_quality_rectification"]
    asked = [f.key for f in form.groups[2].fields]

    def read(said: str) -> tuple[dict[str, object], list[str | None]]:
        found = extract(form, said, asked, TODAY)
        return found.values, [doubt.key for doubt in found.doubtful]

    assert read("感染管理发现二楼没有隔断的问题") == ({"infection_found": True}, [])
    assert read("感染管理没发现什么大问题") == ({"infection_found": False}, [])
    assert read("感染管理有制度") == ({}, [])
    values, asked_back = read("科室人员不够，其他没有问题")
    assert asked_back == []
    assert values["resources_found"] is True
    assert values["medical_found"] is False


def test_much_of_the_same_is_no_contradiction(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["demonstration_institution_application"]
    one = "床位情况总数一百五护理型里头占九十，医疗那块30张，联系人先填我许文娟，"
    found = extract(form, one * 60, ["operating_beds"], TODAY)
    assert found.values["contact_person"] == "许文娟"
    assert found.values["medical_beds"] == 30
