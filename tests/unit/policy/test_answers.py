"""The answers: right on every pitfall, on every day, with every citation verbatim."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policy import PolicyBase
from policy.text import squash
from policy.yamlfile import FastLoader
from tests import known
from tests.drawn import cases
from tests.unit.policy.conftest import NOTICE, NOTICES

CASES = Path(__file__).parent / "cases"
TODAY = date(2025, 10, 20)
ANSWERS: list[dict[str, Any]] = yaml.load(
    (CASES / "answers.yml").read_text(encoding="utf-8"), Loader=FastLoader
)
JUDGED: dict[str, list[list[str]]] = yaml.safe_load(
    (CASES / "judged.yml").read_text(encoding="utf-8")
)
SUBJECTS = (None, "county", "institution")
BASE = known.base()
SOURCE = squash((NOTICES / NOTICE / "source.txt").read_text(encoding="utf-8"))
PATHS = {c.path for top in BASE.notice(NOTICE).tree for c in top.walk()}

TOPICS: dict[str, list[str]] = yaml.load(
    (CASES / "topics.yml").read_text(encoding="utf-8"), Loader=FastLoader
)


@pytest.mark.parametrize("case", ANSWERS, ids=[case["name"] for case in ANSWERS])
def test_what_an_answer_shows(case: dict[str, Any], base: PolicyBase) -> None:
    answer = base.answer(
        case["topic"],
        question=case["question"],
        subject=case.get("subject"),
        today=case.get("today", TODAY),
    )
    assert answer.outcome == case.get("outcome", "answered"), answer.text
    for words in case.get("show", []):
        assert words in answer.text, answer.text
    for words in case.get("hide", []):
        assert words not in answer.text, answer.text
    if "cite" in case:
        wanted = case["cite"]
        assert any(
            c.clause == wanted["clause"] and squash(wanted.get("quote", "")) in squash(c.quote)
            for c in answer.citations
        ), answer.citations


@pytest.mark.parametrize(
    ("topic", "question", "first"),
    [(topic, *pair) for topic, pairs in JUDGED.items() for pair in pairs],
)
def test_a_number_is_judged(topic: str, question: str, first: str, base: PolicyBase) -> None:
    answer = base.answer(topic, question=question, subject="institution", today=TODAY)
    assert first in answer.text.split("\n")[0]


def test_the_topics_are_those_agreed_with_the_dialogue_engine(base: PolicyBase) -> None:
    entries = base.notice(NOTICE).entries
    agreed = set(TOPICS["answered"]) | set(TOPICS["not_specified"])
    assert agreed <= set(entries)
    found = {topic for topic in agreed if entries[topic].kind == "not_specified"}
    assert found == set(TOPICS["not_specified"])


def test_a_topic_the_engine_does_not_know_says_how_it_is_asked_for(base: PolicyBase) -> None:
    agreed = set(TOPICS["answered"]) | set(TOPICS["not_specified"])
    others = {topic: e for topic, e in base.topics.items() if topic not in agreed}
    assert others
    assert [topic for topic, entry in others.items() if len(entry.asks) < 3] == []


def test_an_unknown_topic_is_declined(base: PolicyBase) -> None:
    answer = base.answer("no_such_topic", question="今天天气怎么样", subject=None, today=TODAY)
    assert answer.outcome == "declined"


def test_an_unknown_subject_counts_as_not_said(base: PolicyBase) -> None:
    answer = base.answer("criteria", question="", subject="city", today=TODAY)
    assert answer.outcome == "clarify"
    assert [button.payload for button in answer.buttons] == ["示范县（市、区）", "示范机构"]


@pytest.mark.parametrize("topic", TOPICS["not_specified"])
def test_a_decline_offers_the_contact_and_the_nearest_clause(topic: str, base: PolicyBase) -> None:
    answer = base.answer(topic, question="", subject=None, today=TODAY)
    assert answer.outcome == "declined"
    assert "0591-87272803" in answer.text
    assert len(answer.citations) >= 2
    assert re.search("没有(写|提到|印出|对)", answer.text)


days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
questions = st.text(max_size=40) | st.sampled_from(
    ["满4年", "60%", "去年60%前年70%", "10月", "第三阶段", "要80%吧", "平均66%", "<b>{{ f }}</b>"]
)


@cases(100)
@given(
    topic=st.sampled_from(sorted(BASE.notice(NOTICE).entries)),
    today=days,
    subject=st.sampled_from(SUBJECTS),
    question=questions,
)
def test_any_day_any_subject_any_question_gives_a_verbatim_answer(
    topic: str, today: date, subject: str | None, question: str
) -> None:
    answer = BASE.answer(topic, question=question, subject=subject, today=today)
    assert answer.text.strip()
    assert "{{" not in answer.text
    assert "None" not in answer.text
    assert (answer.outcome == "clarify") == bool(answer.buttons)
    assert answer.citations or answer.outcome == "clarify"
    for citation in answer.citations:
        assert squash(citation.quote) in SOURCE
        assert citation.clause in PATHS
        assert citation.notice == "闽卫老龄函〔2025〕714号"


def test_every_answer_on_every_edge_day_is_verbatim(base: PolicyBase) -> None:
    stages = base.notice(NOTICE).stages()
    edges = {s.start for s in stages} | {s.end for s in stages} | {TODAY, date(2027, 1, 1)}
    for day in sorted(edges | {d + timedelta(days=n) for d in edges for n in (-1, 1)}):
        for topic in base.notice(NOTICE).entries:
            for subject in SUBJECTS:
                answer = base.answer(topic, question="", subject=subject, today=day)
                assert answer.text
                for citation in answer.citations:
                    assert squash(citation.quote) in SOURCE


def test_the_days_left_are_right_on_every_day_to_the_deadline(base: PolicyBase) -> None:
    until = base.fact("city_deadline").until
    for left in range(1, 120):
        answer = base.answer(
            "deadline", question="", subject=None, today=until - timedelta(days=left)
        )
        assert f"还有{left}天" in answer.text
    for gone in range(1, 40):
        answer = base.answer(
            "deadline", question="", subject=None, today=until + timedelta(days=gone)
        )
        assert f"已经过了{gone}天" in answer.text


def test_no_figure_is_typed_into_a_template() -> None:
    """Numbers, phones and dates come from facts; only list marks and 附件1 may stand in wording."""
    for path in sorted((NOTICES / NOTICE / "answers").glob("*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader):
            for text in _templates(entry):
                bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
                bare = re.sub(r"(?m)^\s*\d\. ", "", bare).replace("附件1", "")
                assert not re.search(r"\d", bare), (path.name, entry["topic"], bare)
                assert "孙晓惠" not in bare and "鼓屏路" not in bare


def _templates(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [v for k, v in node.items() if k == "text"]
        judged = [v for v in node["judge"]["say"].values()] if "judge" in node else []
        rest = [t for k, v in node.items() if k != "judge" for t in _templates(v)]
        return own + judged + rest
    if isinstance(node, list):
        return [t for item in node for t in _templates(item)]
    return []


def test_timeline_states_follow_today(base: PolicyBase) -> None:
    def states(day: date) -> list[str]:
        return [stage["state"] for stage in base.timeline(day)]

    assert states(date(2025, 7, 31)) == ["future"] * 5
    assert states(date(2025, 8, 1)) == ["current", *["future"] * 4]
    assert states(date(2025, 11, 30)) == ["past", "current", *["future"] * 3]
    assert states(date(2025, 12, 1)) == ["past", "past", "current", "future", "future"]
    assert states(date(2026, 12, 1)) == ["past"] * 5
    first = base.timeline(TODAY)[0]
    assert first["start"] == "2025-08-01"
    assert first["clause"] == "二、（一）"
    assert squash(first["quote"]) in SOURCE


def test_cards_are_json(base: PolicyBase) -> None:
    import json

    answer = base.answer("current_stage", question="", subject=None, today=TODAY)
    assert answer.card is not None
    assert answer.card["type"] == "timeline"
    assert len(json.loads(json.dumps(answer.card))["stages"]) == 5


def test_cite_takes_id_or_path_and_refuses_foreign_words(base: PolicyBase) -> None:
    by_id = base.cite(NOTICE, "3.3", "邮编：350001")
    by_path = base.cite("闽卫老龄函〔2025〕714号", "三、（三）", "邮编：350001")
    assert by_id == by_path
    assert by_id.notice == "闽卫老龄函〔2025〕714号"
    with pytest.raises(ValueError, match="引文"):
        base.cite(NOTICE, "3.3", "邮编：350002")
    with pytest.raises(KeyError):
        base.cite(NOTICE, "9.9")


def test_the_clauses_are_the_whole_source(base: PolicyBase) -> None:
    texts = [c.text for top in base.notice(NOTICE).tree for c in top.walk()]
    assert squash("".join(texts)) == SOURCE
