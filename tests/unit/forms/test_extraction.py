"""What people type, as a table: tests/forms_cases/extraction/*.yml."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms import Form
from forms.extraction import extract
from policy.yamlfile import FastLoader

TODAY = date(2025, 10, 20)
CASES = Path(__file__).parents[2] / "forms_cases" / "extraction"


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader):
            name = f"{path.stem}:{case['say'][:24]}:{str(case.get('asked', ''))[:16]}"
            found.append(pytest.param(case, id=name))
    return found


def asked(form: Form, case: dict[str, Any]) -> Sequence[str]:
    named = case.get("asked", [])
    if isinstance(named, str):
        group = next(group for group in form.groups if group.id == named)
        return [field.key for field in group.fields if field.asked]
    return list(named)


@pytest.mark.parametrize("case", cases())
def test_a_message_gives_exactly_what_it_says(form: Form, case: dict[str, Any]) -> None:
    unknown = set(case) - {"say", "asked", "gives", "doubtful", "rejected", "copies", "cleared"}
    assert not unknown
    found = extract(form, case["say"], asked(form, case), TODAY)
    assert found.values == case.get("gives", {})
    about = {key for doubt in found.doubtful for option in doubt.options for key in option.values}
    assert about == set(case.get("doubtful", []))
    assert {rejection.key for rejection in found.rejected} == set(case.get("rejected", []))
    assert dict(found.copies) == case.get("copies", {})
    assert found.cleared == case.get("cleared", [])


def test_there_are_enough_messages() -> None:
    assert len(cases()) >= 150
