"""Asked instead of recorded: what another part of the message, or the question, speaks against."""

from collections.abc import Mapping
from datetime import date

import pytest

from forms import Form
from forms.extraction import Extraction, extract
from forms.field_types.options import polarity

TODAY = date(2025, 10, 20)
INSTITUTION = "demonstration_institution_application"


def read(
    forms_by_id: Mapping[str, Form], group: str, said: str, form: str = INSTITUTION
) -> Extraction:
    asked = next(g for g in forms_by_id[form].groups if g.id == group)
    return extract(forms_by_id[form], said, [f.key for f in asked.fields if f.asked], TODAY)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("的不做", False),
        ("暂不开展", False),
        ("我们不搞", False),
        ("的不纳入", False),
        ("停了", None),
        ("都配不齐", None),
        ("做得不错", True),
        ("不断开展", True),
        ("不少都做", True),
        ("也有做但不多", True),
        ("都有没落下", True),
        ("无障碍设施有", True),
    ],
)
def test_a_denial_stands_anywhere_and_some_words_deny_nothing(
    said: str, answer: bool | None
) -> None:
    assert polarity(said) is answer


def test_a_wrong_number_of_others_is_asked(forms_by_id: Mapping[str, Form]) -> None:
    said = "评估建档做了，健康教育做了，中医药做了，剩下{}项没做"
    right = read(forms_by_id, "priority", said.format("三"))
    assert [right.values[f"priority_{key}"] for key in ("home_community", "it")] == [False, False]
    wrong = read(forms_by_id, "priority", said.format("两"))
    assert False not in wrong.values.values()
    assert wrong.doubtful


@pytest.mark.parametrize("group", ["kind", "beds", "priority"])
def test_a_formula_says_nothing(forms_by_id: Mapping[str, Form], group: str) -> None:
    assert read(forms_by_id, group, "=1+1").values == {}


def test_a_but_with_another_number_is_asked(forms_by_id: Mapping[str, Form]) -> None:
    found = read(forms_by_id, "beds", "有120张床但是是100张")
    assert found.values == {}
    assert [option.values for option in found.doubtful[0].options] == [
        {"operating_beds": 120},
        {"operating_beds": 100},
    ]
    kept = read(forms_by_id, "beds", "有120张床，但是医疗床位是20张")
    assert kept.values == {"operating_beds": 120, "medical_beds": 20}


def test_a_none_that_answers_another_question_is_asked(forms_by_id: Mapping[str, Form]) -> None:
    found = read(forms_by_id, "priority", "护理员没有")
    assert found.values == {}
    assert [d.key for d in found.doubtful] == ["caregivers"]
    assert read(forms_by_id, "staff", "护理员没有").values == {"caregivers": 0}


def test_a_place_alone_is_offered_as_the_unit(forms_by_id: Mapping[str, Form]) -> None:
    found = read(forms_by_id, "sender", "福州市", "institution_recommendation_summary")
    assert found.values == {}
    assert [d.key for d in found.doubtful] == ["unit"]
    assert read(forms_by_id, "identity", "福州市").doubtful == []


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("other_staff", "3"),
        ("occupancy", "65，8，15，30"),
        ("care", "许可证是县卫健局2017年2月批的"),
        ("care", "卫健局备案的，2019年12月"),
        ("care", "火没着过，官司也没吃过，别的也都没有"),
        ("insurance", "后来院里增设了护理站"),
    ],
)
def test_what_answers_another_question_is_not_recorded(
    forms_by_id: Mapping[str, Form], group: str, said: str
) -> None:
    assert read(forms_by_id, group, said).values == {}


def test_an_answer_is_of_what_was_named_before_it(forms_by_id: Mapping[str, Form]) -> None:
    assert read(forms_by_id, "medical", "养老备案还在办，没下来").values == {"care_filing": False}
    never = read(forms_by_id, "services", "从来没评上过，也就谈不上取消").values
    assert never == {"title_revoked": False}


def test_one_number_for_several_counts_is_asked_of_which(forms_by_id: Mapping[str, Form]) -> None:
    found = read(forms_by_id, "other_staff", "3")
    assert [option.values for option in found.doubtful[0].options] == [
        {"therapists": 3},
        {"social_workers": 3},
        {"managers": 3},
        {"support_staff": 3},
    ]


def test_a_day_of_something_else_does_not_revoke_a_title(
    forms_by_id: Mapping[str, Form],
) -> None:
    said = "有证，第一次发证是2016年9月，去年5月换过新证"
    assert read(forms_by_id, "revocation", said).values == {}
    assert read(forms_by_id, "revocation", "被撤了，2021年3月").values == {
        "title_revoked": True,
        "title_revoked_on": "2021-03",
    }
