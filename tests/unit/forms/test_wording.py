"""Every sentence the code says is in wording.yml, and nothing there is unused."""

import re
from pathlib import Path

import pytest
import yaml

from forms import phrases

ROOT = Path(__file__).parents[3] / "forms"
ROWS = ROOT / "tables" / "wording.yml"
CALL_ROWS = re.compile(r"""\bsay_rows\(\s*["'](\w+)["']""")
CHOSEN_ROWS = {
    "added",
    "put_back",
    "removed",
    "removed_last",
    "new_cell",
    "cleared_cell",
    "changed_cell",
}
CALL = re.compile(r"""\b(say|refusal|unclear|button)\(\s*["'](\w+)["']""")
PREFIX = {"say": "", "refusal": "refuse_", "unclear": "unclear_", "button": "button_"}
# chosen by an expression in the code: say(name) with one of these
CHOSEN = {
    "all_yes", "all_no", "check_stopped", "paused", "skipped", "skipped_optional", "kept",
    "nothing_to_skip", "looks_like_question", "not_understood", "button_cancel_yes",
    "button_cancel_no", "button_pause", "button_keep", "button_skip",
    "carried_new", "carried_gone", "carried_again", "carried_renamed", "carried_required",
    "carried_other",
}  # fmt: skip


def wording() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((ROOT / "wording.yml").read_text(encoding="utf-8"))
    return loaded


def used() -> set[str]:
    sources = [p.read_text(encoding="utf-8") for p in ROOT.rglob("*.py")]
    return {PREFIX[call] + name for text in sources for call, name in CALL.findall(text)}


def test_what_is_said_is_written_down() -> None:
    assert used() - set(wording()) == set()


def test_nothing_written_down_is_unused() -> None:
    assert set(wording()) - used() - CHOSEN == set()


def test_what_is_said_of_rows_is_written_down_and_nothing_else() -> None:
    sources = [p.read_text(encoding="utf-8") for p in ROOT.rglob("*.py")]
    said = {name for text in sources for name in CALL_ROWS.findall(text)} | CHOSEN_ROWS
    assert set(yaml.safe_load(ROWS.read_text(encoding="utf-8"))) == said


def test_typed_text_is_never_a_template() -> None:
    said = phrases.say("accepted", items="{{ 7*7 }}{% for x in y %}")
    assert "{{ 7*7 }}{% for x in y %}" in said


def test_a_missing_value_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(Exception, match="items"):
        phrases.say("accepted")
