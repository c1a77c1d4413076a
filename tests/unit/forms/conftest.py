"""The real form, with its clauses checked against the real notice."""

from pathlib import Path

import pytest

import policy
from forms import Form, load_forms

ROOT = Path(__file__).parents[3]
FORM_ID = "demonstration_institution_application"


@pytest.fixture(scope="session")
def form() -> Form:
    return load_forms(ROOT / "forms", policy.load(ROOT / "data" / "notices"))[FORM_ID]
