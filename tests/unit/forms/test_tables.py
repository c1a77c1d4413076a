"""Rows by chat, as data: tests/forms_cases/tables/*.yml."""

import json
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from forms import Form, State, Turn, dialogue
from forms.tables.rows import describe, name_of
from policy.yamlfile import FastLoader

ROOT = Path(__file__).parents[3]
TODAY = date(2025, 10, 20)
CASES = Path(__file__).parents[2] / "forms_cases" / "tables"
STEP_KEYS = {
    "say", "stale", "shows", "hides", "values", "absent", "phase", "ended", "buttons",
    "names", "count", "cells", "empty",
}  # fmt: skip


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}:{case['name']}")
        for path in sorted(CASES.glob("*.yml"))
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
    ]


def initial(form: Form, start: dict[str, Any]) -> State:
    """`head`: the fields outside the table; `sample`: the rows of the sample, too; `complete`:
    those without a gap; `filler`: so many rows."""
    path = ROOT / "forms" / form.id / "sample.yml"
    sample = yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
    key = next(iter(form.rows))
    rows = sample.pop(key)
    values = {k: v for k, v in sample.items() if form.fields[k].type != "long_text"}
    values = values if start.get("head") else {}
    if start.get("complete"):
        rows = [row for row in rows if len(row) == len(form.rows[key].fields)]
    elif start.get("filler"):
        rows = [
            {**rows[0], form.fields[key].table.name: f"第{n}护理院"} for n in range(start["filler"])
        ]  # type: ignore[union-attr]
    elif not start.get("sample"):
        rows = start.get("rows", [])
    return State(values={**values, **({key: rows} if rows else {})})


def stored(state: State) -> State:
    """As it comes back from the database."""
    return State.from_dict(json.loads(json.dumps(state.to_dict(), ensure_ascii=False)))


def hold(form: Form, turn: Turn, step: dict[str, Any]) -> None:
    key = next(iter(form.rows))
    rows = turn.state.values.get(key, [])
    for part in step.get("shows", []):
        assert part in turn.say, turn.say
    for part in step.get("hides", []):
        assert part not in turn.say, turn.say
    if "names" in step:
        assert [name_of(form.fields[key], row) for row in rows] == step["names"], turn.say
    assert len(rows) == step.get("count", len(rows))
    for number, cells in step.get("cells", {}).items():
        assert {k: rows[number - 1].get(k) for k in cells} == cells
    for number, columns in step.get("empty", {}).items():
        assert not set(columns) & set(rows[number - 1])
    for name, value in step.get("values", {}).items():
        assert turn.state.values.get(name) == value
    assert not set(step.get("absent", [])) & set(turn.state.values)
    assert turn.state.phase == step.get("phase", turn.state.phase), turn.say
    assert turn.ended is step.get("ended", turn.ended)
    assert set(step.get("buttons", [])) <= {button.title for button in turn.buttons}


@pytest.mark.parametrize("case", cases())
def test_a_conversation_about_rows(forms_by_id: dict[str, Form], case: dict[str, Any]) -> None:
    form = forms_by_id[case["form"]]
    state = dialogue.start(form, initial(form, case.get("start", {})), TODAY).state
    for step in case["steps"]:
        assert not set(step) - STEP_KEYS
        stale = step.get("stale", False)
        turn = dialogue.handle(form, stored(state), step["say"], TODAY, stale=stale)
        assert stored(turn.state) == turn.state
        hold(form, turn, step)
        state = turn.state


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("删掉第3行", True),
        ("第1行和第2行对调", True),
        ("福州市安康医养中心的联系人改成林岚", True),
        ("加一行：福州市长乐颐养院，负责人周强13805910003", True),
        ("填好了", True),
        ("第1行的电话对吗？", False),
        ("汇总表什么时候交？", False),
        ("你好", False),
    ],
)
def test_what_a_table_claims_for_itself(
    forms_by_id: dict[str, Form], text: str, claimed: bool
) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    state = dialogue.start(form, initial(form, {"head": True, "sample": True}), TODAY).state
    assert dialogue.claims(form, state, text, TODAY) is claimed


def test_a_change_is_told_as_what_it_was(forms_by_id: dict[str, Form]) -> None:
    field = forms_by_id["institution_recommendation_summary"].fields["institutions"]
    a, b, c = ({"institution_name": name} for name in ("甲护理院", "乙护理院", "丙护理院"))
    told = {
        "已加第2行（乙护理院）": ([a], [a, b]),
        "已加第1行（乙护理院）": ([a], [b, a]),
        "已删除第1行（甲护理院）": ([a, b], [b]),
        "已调整顺序": ([a, b, c], [c, a, b]),
        "已改第1行（丙护理院）：机构名称 甲护理院 → 丙护理院": ([a, b], [c, b]),
        "已删除第1行（甲护理院），现在一行也没有了": ([a], []),
    }
    for words, (before, after) in told.items():
        assert words in "".join(describe(field, before, after)), words
    assert describe(field, [a, b], [a, b]) == []


def test_every_example_of_a_table_fills_one_whole_row(forms_by_id: dict[str, Form]) -> None:
    """What 例如 says is understood, every cell of it."""
    seen = 0
    for form in forms_by_id.values():
        for key, inner in form.rows.items():
            state = State(asking=[key])
            turn = dialogue.handle(form, state, form.fields[key].example, TODAY)
            assert [set(row) for row in turn.state.values[key]] == [set(inner.fields)], turn.say
            assert not turn.problems
            seen += 1
    assert seen >= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "said", ["删掉第3行", "第1行", "加一行：\n", "把第1行和第2行对调，", "1、"]
)
def test_one_thing_said_a_thousand_times_takes_no_longer_than_its_length(
    forms_by_id: dict[str, Form], said: str
) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    state = dialogue.start(form, initial(form, {"sample": True}), TODAY).state

    def seconds(length: int) -> float:
        began = process_time()
        assert dialogue.handle(form, state, (said * length)[:length], TODAY).say
        return process_time() - began

    seconds(100)
    short = min(seconds(1500) for _ in range(2))
    assert seconds(6000) < 10 * max(short, 0.1)  # with the square of the length it was 16 times
