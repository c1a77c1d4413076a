"""The self-check form of 29号文: counts in words, and verdicts that are printed and never told."""

from datetime import date
from typing import Any

import pytest
import yaml

import eligibility
from forms import Form
from forms.extraction import extract
from forms.facts import facts_of
from forms.verdicts import with_verdicts
from tests import known
from tests.unit.forms.conftest import ROOT
from tests.unit.forms.test_extraction import TODAY, asked

CASES = yaml.safe_load((ROOT / "tests/forms_cases/promotion/messages.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def promotion(forms_by_id: dict[str, Form]) -> Form:
    return forms_by_id["promotion_self_check"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"][:24])
def test_a_message_gives_exactly_what_it_says(promotion: Form, case: dict[str, Any]) -> None:
    found = extract(promotion, case["say"], asked(promotion, case), TODAY)
    assert found.values == case["gives"]
    assert {rejection.key for rejection in found.rejected} == set(case.get("rejected", []))
    assert not found.doubtful


def test_every_example_of_a_question_is_understood(
    promotion: Form, forms_by_id: dict[str, Form]
) -> None:
    for form in (promotion, forms_by_id["service_quality_rectification"]):
        for field in [f for f in form.fields.values() if f.spoken is not None]:
            group = form.group_of[field.key]
            together = [field] if group.one_by_one else group.fields
            keys = [f.key for f in together if f.asked]
            found = extract(form, field.spoken or "", keys, TODAY)
            assert field.key in found.values, (field.spoken, found)
            assert not found.leftovers
        for group in [g for g in form.groups if g.example is not None]:
            keys = [f.key for f in group.fields]
            assert set(extract(form, group.example or "", keys, TODAY).values) == set(keys)


def test_every_condition_of_the_rules_has_its_field_and_its_printed_verdict(
    promotion: Form,
) -> None:
    base = known.base()
    rules = eligibility.load_all(ROOT / "eligibility" / "rules", base)["promotion_self_check"]
    assert {f.fact for f in promotion.fields.values() if f.fact} == set(rules.facts)
    printed = {f.verdict_of for f in promotion.fields.values() if f.verdict_of}
    assert printed == {c.id for c in rules.criteria if c.kind != "priority"}
    values = {"health_education_months": 8, "operated_months": 12}
    report = rules.check(facts_of(promotion, values), date(2025, 10, 20))
    shown = with_verdicts(promotion, values, report)["verdict_health_education"]
    assert shown.startswith("不符合：") and "还差4个月" in shown
