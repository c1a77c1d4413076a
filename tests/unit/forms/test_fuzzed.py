"""Made-up values through every form to paper and back; damaged templates and damaged files."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from forms import Form, FormError
from forms.read_back import read_back
from forms.rendering import render_docx
from forms.template_check import require_template
from forms.template_spec import load_spec
from forms.workbook import has_workbook, render_xlsx
from prefill import PrefillError
from prefill.files import read_file
from tests.drawn import cases
from tests.unit.forms.test_rendering import value_of

ROOT = Path(__file__).parents[3]
TODAY = date(2025, 10, 20)
FORMS = sorted(path.parent.name for path in (ROOT / "forms").glob("*/form.yml"))
FEW = cases(12)

pytestmark = pytest.mark.slow


def _values(form: Form, data: st.DataObject) -> dict[str, Any]:
    """Values for some of the fields, tables with some rows; no verdicts, which nobody types."""
    values: dict[str, Any] = {}
    typed = sorted(key for key, field in form.fields.items() if field.verdict_of is None)
    for key in sorted(data.draw(st.sets(st.sampled_from(typed)))):
        if key not in form.rows:
            values[key] = data.draw(value_of(form.fields[key]), label=key)
            continue
        columns = form.rows[key].fields
        values[key] = [
            {name: data.draw(value_of(columns[name])) for name in sorted(chosen)}
            for chosen in data.draw(
                st.lists(st.sets(st.sampled_from(sorted(columns)), min_size=1), max_size=4)
            )
        ]
        if not values[key]:
            del values[key]
    return values


def _printed(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """What stands on paper: a form may ask for what its table has no place for."""
    left_out = load_spec(form.id).not_printed
    return {key: value for key, value in values.items() if key not in left_out}


@pytest.mark.parametrize("form_id", FORMS)
@FEW
@given(data=st.data())
def test_what_goes_into_a_form_comes_out_of_its_document(
    forms_by_id: dict[str, Form], form_id: str, data: st.DataObject
) -> None:
    form = forms_by_id[form_id]
    values = _values(form, data)
    assert read_back(render_docx(form, values, TODAY), form) == _printed(form, values)
    if has_workbook(form):
        sheet = load_workbook(io.BytesIO(render_xlsx(form, values, TODAY)))
        cells = [cell for one in sheet for row in one.iter_rows() for cell in row]
        typed = [cell for cell in cells if cell.data_type == "f"]
        assert not typed  # no form of ours has formulas of its own


@pytest.mark.parametrize("form_id", FORMS)
@FEW
@given(place=st.floats(0, 1), what=st.sampled_from(["{{", "}}", "{% endfor %}", "<w:p>", "\x00"]))
def test_a_damaged_template_is_named_or_used_never_a_crash(
    forms_by_id: dict[str, Form],
    form_id: str,
    tmp_path_factory: pytest.TempPathFactory,
    place: float,
    what: str,
) -> None:
    form = forms_by_id[form_id]
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copy(ROOT / "forms" / form_id / "template.yml", folder)
    with zipfile.ZipFile(ROOT / "forms" / form_id / "template.docx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    text = parts["word/document.xml"].decode()
    at = int(place * len(text))
    parts["word/document.xml"] = (text[:at] + what + text[at:]).encode()
    with zipfile.ZipFile(folder / "template.docx", "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    try:
        require_template(form, folder)
        render_docx(form, {}, TODAY, folder=folder)
    except FormError as error:
        assert "template" in str(error)


@pytest.mark.parametrize("extension", ["docx", "xlsx"])
@cases(40)
@given(place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_upload_is_refused_or_read_never_a_crash(
    forms_by_id: dict[str, Form], extension: str, place: float, byte: int, cut: bool
) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    sound = (ROOT / "forms" / form.id / f"template.{extension}").read_bytes()
    at = int(place * (len(sound) - 1))
    damaged = sound[:at] if cut else sound[:at] + bytes([byte]) + sound[at + 1 :]
    try:
        read_file(damaged, forms_by_id, form, {}, TODAY)
    except PrefillError as refused:
        assert "没有变" in refused.message_zh or "再试" in refused.message_zh
