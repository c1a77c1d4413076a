"""The data folders are refused, with file and place, when they do not fit the notice."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from forms import FormError, load_forms
from recommendation.program import FOLDER, load_program
from tests.unit.recommendation.conftest import ROOT, Parts


@pytest.fixture
def changed(tmp_path: Path, parts: Parts) -> Callable[[str, str, str], None]:
    """Load a copy of the data with one thing replaced."""

    def load(file: str, old: str, new: str) -> None:
        for name in ("county_summary", "institution_summary", "letter"):
            shutil.copytree(FOLDER / name, tmp_path / name)
        shutil.copy(FOLDER / "program.yml", tmp_path)
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        policy = parts.program.policy
        load_program(policy, load_forms(ROOT / "forms", policy), tmp_path)

    return load


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("program.yml", "letter: 推荐函", "letter: 推荐信", "documents"),
        ("program.yml", "quota: quota_city", "quota: quota_town", "quota_town"),
        ("program.yml", "most_rows: 50", "most_rows: 0", "most_rows"),
        ("program.yml", "most_rows", "least_rows", "most_rows"),
        (
            "county_summary/table.yml",
            "quote: 县级人民政府联系人",
            "quote: 县长",
            "government_contact",
        ),
        ("county_summary/table.yml", "fact: summary_county", "fact: summary_town", "summary_town"),
        ("county_summary/table.yml", "  - {key: number, width: 14}\n", "", "columns"),
        ("institution_summary/table.yml", "[self_effect,", "[self_effects,", "self_effects"),
        ("institution_summary/table.yml", "fields: [director]", "fields: [boss]", "boss"),
        ("institution_summary/table.yml", "form: demonstration", "form: another", "form"),
    ],
)
def test_refused(
    changed: Callable[[str, str, str], None], file: str, old: str, new: str, words: str
) -> None:
    with pytest.raises(FormError) as caught:
        changed(file, old, new)
    assert words in str(caught.value)
    assert Path(file).name in str(caught.value)


def test_taken_as_it_is(changed: Callable[[str, str, str], None]) -> None:
    changed("program.yml", "most_rows: 50", "most_rows: 51")
