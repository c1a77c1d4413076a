"""The real forms, with their clauses checked against the real notice."""

from pathlib import Path

import pytest

from forms import Form, load_forms
from tests import known

ROOT = Path(__file__).parents[3]
FORM_ID = "demonstration_institution_application"


@pytest.fixture(scope="session")
def forms_by_id() -> dict[str, Form]:
    return load_forms(ROOT / "forms", known.base())


@pytest.fixture(scope="session")
def form(forms_by_id: dict[str, Form]) -> Form:
    return forms_by_id[FORM_ID]


@pytest.fixture(scope="session")
def county_form(forms_by_id: dict[str, Form]) -> Form:
    return forms_by_id["demonstration_county_application"]
