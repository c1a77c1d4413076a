"""Cases of one notice: what an answer must and must not show, and what holds for all answers."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from policy import PolicyBase
from policy.frequency import frequencies
from policy.measures import measures
from policy.text import squash
from policy.yamlfile import FastLoader

CASES = Path(__file__).parent / "cases"
TODAY = date(2025, 10, 20)


def read_cases(notice_id: str) -> list[dict[str, Any]]:
    """The cases of a notice, from cases/<id>.yml."""
    text = (CASES / f"{notice_id}.yml").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = yaml.load(text, Loader=FastLoader)
    return cases


def check_case(base: PolicyBase, case: dict[str, Any]) -> None:
    """One case against the answer of its topic."""
    answer = base.answer(
        case["topic"], question=case["question"], subject=None, today=case.get("today", TODAY)
    )
    assert answer.outcome == case.get("outcome", "answered"), answer.text
    for words in case.get("show", []):
        assert words in answer.text, answer.text
    for words in case.get("hide", []):
        assert words not in answer.text, answer.text
    cited = {citation.clause for citation in answer.citations}
    assert set(case.get("cite", [])) <= cited, cited


def check_own_questions(base: PolicyBase, notice_id: str) -> None:
    """Every entry answers each question it lists, with verbatim quotes of its own notice.

    Every number in the text stands in the notice or in the question.
    """
    notice = base.notice(notice_id)
    source = squash(notice.source)
    paths = {clause.path for clause in notice.clauses.values()}
    for topic, entry in notice.entries.items():
        assert len(set(entry.asks)) == len(entry.asks) >= 6, topic
        for question in ["", *entry.asks]:
            answer = base.answer(topic, question=question, subject=None, today=TODAY)
            assert answer.outcome in ("answered", "declined")
            assert answer.citations
            for citation in answer.citations:
                assert citation.notice == notice.meta.cited_as
                assert citation.clause in paths
                assert squash(citation.quote) in source
            check_numbers(answer.text, question, notice.source)


def check_numbers(text: str, question: str, source: str) -> None:
    """No phone, date or figure that is neither in the notice nor said back from the question."""
    said = [*measures(question, "percent"), *frequencies(question)]
    bare = re.sub(r"(?m)^\d+\. ", "", text)
    for measure in said:
        bare = bare.replace(measure.text, "")
    known = set(re.findall(r"\d+", source))
    for number in re.findall(r"\d+", bare):
        assert number in known, (number, text, question)


def check_coverage(base: PolicyBase, notice_id: str, prefix: str) -> None:
    """Every clause is cited by some entry (a heading by its own or its sub-clauses)."""
    notice = base.notice(notice_id)
    assert all(topic.startswith(prefix) for topic in notice.entries)
    assert all(fact.startswith(prefix) for fact in notice.facts)
    cited = {
        notice.citation(source).clause
        for entry in notice.entries.values()
        for _, say, _ in entry.sayings()
        for source in say.cite
    }
    for top in notice.tree:
        for clause in top.walk():
            below = {child.path for child in clause.children}
            assert clause.path in cited or (below and below <= cited), clause.path
