"""A deadline said without a year: understood where one year can be meant, else asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from forms import Form
from forms.extraction import extract

TODAY = date(2025, 10, 20)
CHECKED = {"checked_on": "2021-07-12"}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("11月底", "2025-11-30"),
        ("争取十二月十五号前全部改完", "2025-12-15"),
        ("年底前", "2025-12-31"),
        ("下个月底", "2025-11-30"),
        ("明年3月底", "2026-03-31"),
        ("2025年12月底", "2025-12-31"),
    ],
)
def test_one_year_can_be_meant(forms_by_id: Mapping[str, Form], said: str, day: str) -> None:
    form = forms_by_id["promotion_self_check"]
    assert extract(form, said, ["corrected_by"], TODAY).values == {"corrected_by": day}


def test_a_month_gone_by_is_asked_with_the_nearest_years(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["promotion_self_check"]
    found = extract(form, "9月底", ["corrected_by"], TODAY)
    assert not found.values and not found.rejected
    (doubt,) = found.doubtful
    assert [o.values["corrected_by"] for o in doubt.options] == ["2025-09-30", "2026-09-30"]


@pytest.mark.parametrize(("known", "days"), [({}, ["2021-09", "2022-09"]), (CHECKED, ["2021-09"])])
def test_the_day_of_the_check_tells_the_year(
    forms_by_id: Mapping[str, Form], known: dict[str, Any], days: list[str]
) -> None:
    form = forms_by_id["service_quality_rectification"]
    found = extract(form, "还没，9月底", ["medical_fixed", "medical_deadline"], TODAY, known)
    assert found.values["medical_fixed"] is False
    offered = [o.values["medical_deadline"] for d in found.doubtful for o in d.options]
    assert (offered or [found.values["medical_deadline"]]) == days


def test_what_is_mended_has_no_deadline(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["service_quality_rectification"]
    asked = ["medical_fixed", "medical_deadline"]
    found = extract(form, "已于7月20日完成整改", asked, TODAY)
    assert found.values == {"medical_fixed": True}
    assert not found.doubtful


def test_how_the_union_was_reckoned_is_said(forms_by_id: Mapping[str, Form]) -> None:
    form = forms_by_id["demonstration_institution_application"]
    found = extract(form, "失能50、失智30、重叠10", ["residents"], TODAY)
    assert found.values["disabled_dementia_residents"] == 70
    assert "50＋30－10＝70" in found.notes[0]
    later = extract(
        form, "重叠10个", [], TODAY, {"disabled_residents": 50, "dementia_residents": 30}
    )
    assert later.values == {"disabled_dementia_residents": 70}
