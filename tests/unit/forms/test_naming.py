"""Fields that a message names without a value."""

import pytest

from forms import Form, State
from forms.naming import begins_text, named_alone, to_change


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("长护险定点", "long_term_care_insurance"),
        ("统一社会信用代码。", "credit_code"),
        ("是否医保定点", None),  # asks
        ("长护险定点是", None),
        ("电话", None),  # of one of three
        ("证书", None),
    ],
)
def test_a_name_alone(form: Form, said: str, key: str | None) -> None:
    assert named_alone(form, said) == key


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("服务质量自评：为每位老人制定个人服务计划。", True),
        ("环境设施:全院无障碍", True),
        ("服务质量自评怎么写", False),
        ("机构名称：福州市康宁护理院", False),
    ],
)
def test_what_opens_with_the_name_of_a_long_text(form: Form, said: str, begins: bool) -> None:
    assert begins_text(form, said) is begins


def test_a_filled_field_that_is_to_change(form: Form) -> None:
    state = State(values={"institution_name": "福州市康宁护理院"})
    assert to_change(form, state, "机构名称去掉“福州市”") == ["institution_name"]
    assert to_change(form, state, "床位要改") == []  # not filled in
    assert to_change(form, state, "机构名称对吗") == []
