"""The answers from the damaged 2021 measures: entry by entry, and what holds for all of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from policy import PolicyBase
from policy.text import squash
from tests.unit.policy.answer_cases import (
    TODAY,
    check_case,
    check_coverage,
    check_own_questions,
    read_cases,
)

NOTICE = "fujian-2021-measures"
CASES = read_cases(NOTICE)
PART_OF = {3: 1, 6: 2, 9: 3, 13: 4, 16: 5, 18: 6, 21: 7, 26: 8, 28: 9}
"""The last measure of each part."""
DEPARTMENTS = ["卫健委", "民政厅", "医保局", "财政厅", "发改委", "人社厅", "教育厅", "科技厅",
               "工信厅", "自然资源厅", "住建厅", "编办"]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_an_answer_shows(case: dict[str, Any], base: PolicyBase) -> None:
    check_case(base, case)


def test_each_question_an_entry_lists_is_answered_verbatim(base: PolicyBase) -> None:
    check_own_questions(base, NOTICE)


def test_every_clause_is_answered_from(base: PolicyBase) -> None:
    check_coverage(base, NOTICE, "m21_")


def test_the_clauses_are_the_whole_source_but_for_its_repeats(base: PolicyBase) -> None:
    """The source is scrambled: what no clause covers must be a second copy of what one does."""
    notice = base.notice(NOTICE)
    source = squash(notice.source)
    texts = [squash(clause.text) for top in notice.tree for clause in top.walk()]
    covered = [False] * len(source)
    for text in texts:
        for match in re.finditer(re.escape(text), source):
            covered[match.start() : match.end()] = [True] * len(text)
    rest = "".join(sign if not done else "\n" for sign, done in zip(source, covered, strict=True))
    for piece in rest.split():
        for sentence in re.findall(r"[^。]+。?", piece):
            bare = re.sub(r"^（责任单位：[^）]*）", "", sentence)
            assert not bare or any(bare in text for text in texts), sentence


def test_a_bracket_belongs_to_the_measure_before_the_next_number(base: PolicyBase) -> None:
    """`（责任单位：…）（六）` in the source gives the units of （五）."""
    notice = base.notice(NOTICE)
    source = squash(notice.source)
    told = 0
    for number in range(1, 29):
        fact = notice.facts.get(f"m21_u{number:02}")
        if number in (22, 25):
            assert fact is None
            continue
        assert fact is not None
        if number in (1, 22, 25):
            continue
        following = fact.quote + _heading_before(notice, number + 1)
        assert following in source, (number, following)
        told += 1
    assert told == 25


def _heading_before(notice: Any, number: int) -> str:
    """What stands before and in the number of a measure: its part's heading where it is first."""
    if number == 29:
        return "附件：1."
    part = next(part for last, part in sorted(PART_OF.items()) if number <= last)
    first = number == 1 + max((last for last in PART_OF if last < number), default=0)
    clause = notice.clauses[f"{part}.{number}"]
    return (notice.clauses[str(part)].text if first else "") + clause.number


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_department_is_given_the_measures_that_name_it(department: str, base: PolicyBase) -> None:
    notice = base.notice(NOTICE)
    answer = base.answer("m21_units", question=department, subject=None, today=TODAY)
    listed = set(re.findall(r"(?:- |：)（([一二十三四五六七八九]+)）", answer.text))
    wanted = {
        fact.label[1 : fact.label.index("）")]
        for name, fact in notice.facts.items()
        if name.startswith("m21_u") and department in fact.values["units"]
    }
    assert listed == wanted


def test_every_measure_is_found_by_its_number(base: PolicyBase) -> None:
    notice = base.notice(NOTICE)
    for number in range(1, 29):
        fact = notice.facts[f"m21_m{number:02}"]
        numeral = fact.label[1 : fact.label.index("）")]
        for asked in (f"第{number}条", f"第{numeral}条", f"若干措施（{numeral}）"):
            answer = base.answer("m21_by_number", question=asked, subject=None, today=TODAY)
            assert fact.label in answer.text, asked
            assert fact.items[0].name in answer.text, asked


def test_no_other_contact_is_given_out(base: PolicyBase) -> None:
    """The measures print no phone: those of other notices must not come in."""
    for topic, entry in base.notice(NOTICE).entries.items():
        for question in ["", *entry.asks]:
            answer = base.answer(topic, question=question, subject=None, today=TODAY)
            assert not re.search(r"0591|孙晓惠|周爽", answer.text), topic


def test_what_is_lost_is_never_filled_in(base: PolicyBase) -> None:
    """A row without a value in its facts says that the source has lost it."""
    notice = base.notice(NOTICE)
    rows = [name for name in notice.facts if re.fullmatch(r"m21_[kr]\d\d", name)]
    assert len(rows) == 24
    for name in rows:
        table = "key" if name[4] == "k" else "reserve"
        answer = base.answer(f"m21_{table}_{name[5:]}", question="", subject=None, today=TODAY)
        values = notice.facts[name].values
        wanted = ["name", "scale", "invested", "progress", *(["until"] if table == "key" else [])]
        lost = [key for key in wanted if key not in values]
        if "owner" not in values and "bureau" not in values:
            lost.append("owner")
        assert ("原文缺失" in answer.text) == bool(lost), (name, lost)
