"""Only what cannot be true together is pointed out, and only then."""

from typing import Any

import pytest

from forms import Form
from forms.contradictions import contradictions
from forms.facts import facts_of, values_of

CASES = [
    ({"residents": 120, "operating_beds": 120}, set()),
    ({"residents": 121, "operating_beds": 120}, {"residents_within_beds"}),
    ({"residents": 121}, set()),
    ({"medical_beds": 121, "operating_beds": 120}, {"medical_beds_within_beds"}),
    ({"nursing_beds": 120, "medical_beds": 120, "operating_beds": 120}, set()),
    ({"disabled_dementia_residents": 97, "residents": 96}, {"disabled_dementia_within_residents"}),
    ({"disabled_residents": 97, "residents": 96}, {"disabled_within_residents"}),
    ({"dementia_residents": 97, "residents": 96}, {"dementia_within_residents"}),
    # one person may be both: the two counts may add up to more than the residents
    ({"disabled_residents": 60, "dementia_residents": 60, "residents": 96}, {"counted_twice"}),
    (
        {"disabled_residents": 55, "dementia_residents": 20, "disabled_dementia_residents": 76},
        {"both_within_sum"},
    ),
    (
        {"disabled_residents": 55, "dementia_residents": 20, "disabled_dementia_residents": 75},
        set(),
    ),
    ({"disabled_residents": 55, "disabled_dementia_residents": 54}, {"disabled_within_both"}),
    ({"dementia_residents": 55, "disabled_dementia_residents": 54}, {"dementia_within_both"}),
    (
        {"disabled_dementia_residents": 70, "residents": 100, "disabled_dementia_share": 71.1},
        {"share_matches_counts"},
    ),
    (
        {"disabled_dementia_residents": 70, "residents": 100, "disabled_dementia_share": 71.0},
        set(),
    ),
    (
        {"disabled_dementia_residents": 0, "residents": 0, "disabled_dementia_share": 50.0},
        set(),
    ),
    ({"doctors": 66, "staff_total": 65}, {"doctors_within_staff"}),
    ({"doctors": 30, "nurses": 30, "caregivers": 30, "staff_total": 65}, set()),
    ({"care_filing": False, "care_filed_on": "2019"}, {"no_filing_no_details"}),
    ({"care_filing": True, "care_filed_on": "2019"}, set()),
    ({"medical_qualification": False, "medical_license_number": "PDY1"}, {"no_licence_no_details"}),
    ({"title_revoked": False, "title_revoked_on": "2023"}, {"no_revocation_no_date"}),
]


@pytest.mark.parametrize(("values", "expected"), CASES, ids=str)
def test_contradictions(form: Form, values: dict[str, Any], expected: set[str]) -> None:
    found = contradictions(form, values)
    assert {c.check for c in found} == expected
    assert all("请核对" in c.message_zh for c in found)


def test_facts_keep_unknown_unknown_and_zero_zero(form: Form) -> None:
    values = {"residents": 0, "incident_fire": False, "institution_name": "甲", "doctors": 3}
    facts = facts_of(form, values)
    assert facts == {"residents": 0, "incident_fire": False}
    assert values_of(form, facts) == {"residents": 0, "incident_fire": False}
