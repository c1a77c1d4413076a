"""Declining: the nearest content only when it is near, never as the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evaluation.ablation import passages
from evaluation.plain import Plain
from policy import PolicyBase, encoder
from policy.text import squash
from tests.drawn import cases
from tests.unit.policy.test_answers import BASE

CASES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "nearest.yml").read_text(encoding="utf-8")
)
TODAY = date(2025, 10, 20)


@pytest.mark.parametrize(("question", "clause", "words"), CASES["near"])
def test_a_near_clause_is_shown_as_the_nearest(
    question: str, clause: str, words: str, base: PolicyBase
) -> None:
    answer = BASE.decline(question, TODAY)
    assert answer.outcome == "declined"
    assert "最接近的内容" in answer.text
    assert answer.citations[0].clause == clause
    assert words in answer.citations[0].quote


@pytest.mark.parametrize("question", CASES["far"])
def test_nothing_is_shown_when_nothing_is_near(question: str) -> None:
    answer = BASE.decline(question, TODAY)
    assert answer.outcome == "declined"
    assert "最接近的内容" not in answer.text
    assert [c.clause for c in answer.citations] == ["三、（三）"]
    assert "0591-87272803" in answer.text


@pytest.mark.parametrize(
    "question",
    ["传真号码是多少0591", "10月18日前报送省卫健委", "电子邮箱fjwjwlljkc", "服务质量自查整改表"],
)
def test_an_expired_notice_is_never_the_nearest_content(question: str) -> None:
    expired = {meta.cited_as for meta in BASE.notices if meta.status != "现行"}
    assert any(hit.notice in expired for hit in BASE.nearest(question))
    answer = BASE.decline(question, TODAY)
    assert not expired & {citation.notice for citation in answer.citations}


@cases(30)
@given(st.text(max_size=60))
def test_any_question_is_declined_with_verbatim_quotes(question: str) -> None:
    answer = BASE.decline(question, TODAY)
    assert answer.outcome == "declined"
    for citation in answer.citations:
        assert squash(citation.quote) in squash(BASE.notice(citation.notice).source)


@pytest.mark.parametrize(
    "question", ["", "   ", "😀😀", "？？！", "\x00\x01", "a" * 10_000, "养" * 10_000]
)
def test_odd_questions_do_not_break_the_search(question: str) -> None:
    for hit in BASE.nearest(question):
        assert squash(hit.quote) in squash(BASE.notice(hit.notice).source)


def test_the_quote_is_one_sentence_of_the_clause() -> None:
    hit = BASE.nearest("收费标准要公开吗")[0]
    assert squash(hit.quote) in squash(BASE.clause(hit.notice, hit.clause).text)
    assert hit.quote.count("。") <= 1


@pytest.mark.slow
def test_search_and_answers_cost_no_more_than_plain_search_allows() -> None:
    """Processor time beside BM25 and vectors over the same clauses, both read in turns."""
    BASE.warm_up()
    plain = Plain([passage.clause.text for passage in passages()])
    took = {False: 0.0, True: 0.0}
    for i in range(40):
        question = f"医务人员职称评定怎么办{i}"
        for search in (BASE.nearest, plain.both):
            encoder.forget()
            began = process_time()
            search(question)
            took[search == plain.both] += process_time() - began
    ours, theirs = took[False], took[True]
    assert ours < 2.5 * theirs
    began = process_time()
    for topic in BASE.topics:
        BASE.answer(topic, question="我们满4年入住率60%", subject="institution", today=TODAY)
    answers = (process_time() - began) / len(BASE.topics)
    assert answers < ours / 40
