"""The evaluation questions are well formed, and what they expect stands in the notices."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.yamlfile import FastLoader
from tests.conversations.text import fold

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "data" / "eval" / "questions").glob("*.yml"))
KEYS = {"id", "notice", "question", "context", "persona", "category", "today", "split", "expect"}
OUTCOMES = {"answered", "declined", "clarify", "form", "checked"}
#: Words of the verdict, not of the notice: a decline, a yes, a no, or a missing part.
VERDICT_WORDS = {"没有", "不符合", "符合", "缺失", "不"}
#: Expectations that follow from the notice and today rather than standing in it (the tables of 2021
#: print sums without 亿元, which stands in their head).
DERIVED = {"41", "102", "已过", "今天", "附件3", "10亿元", "15亿元", "20亿元"}


@lru_cache
def _source(notice: str) -> str:
    paths = (ROOT / "data" / "notices").glob("*/source.txt")
    wanted = [p for p in paths if p.parent.name == notice or notice in ("cross", "none")]
    assert wanted, f"no source text for {notice}"
    return "".join(fold(p.read_text(encoding="utf-8")) for p in wanted)


def _questions(files: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (entry.get("notice") or file["notice"], entry)
        for file in files
        for entry in file["questions"]
    ]


_LOADED = [yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader) for path in FILES]
QUESTIONS = _questions(_LOADED)
#: The questions whose half their own text decides; the later files are dev as a whole.
HASHED = _questions([file for file in _LOADED if "half" not in file])


def test_there_are_enough_questions_and_none_twice() -> None:
    assert len(QUESTIONS) >= 500
    ids = [entry["id"] for _, entry in QUESTIONS]
    assert len(ids) == len(set(ids))
    asked = [(e["question"], *e.get("context", []), e.get("today")) for _, e in QUESTIONS]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("persona", ["applicant", "official", "helpdesk"])
def test_every_persona_asks(persona: str) -> None:
    assert sum(entry["persona"] == persona for _, entry in QUESTIONS) >= 10


def test_every_entry_keeps_the_format() -> None:
    for _, entry in QUESTIONS:
        assert set(entry) <= KEYS, entry
        expect = entry["expect"]
        assert set(expect) <= {"outcome", "must", "must_not", "clause"}, entry
        outcomes = expect["outcome"] if isinstance(expect["outcome"], list) else [expect["outcome"]]
        assert set(outcomes) <= OUTCOMES, entry
        assert expect["must"] and all(group for group in expect["must"]), entry
        if "today" in entry:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry["today"]), entry


def test_the_split_follows_from_the_question() -> None:
    for _, entry in HASHED:
        even = hashlib.sha256(entry["question"].encode()).digest()[0] % 2 == 0
        assert entry["split"] == ("dev" if even else "test"), entry["id"]
    dev = sum(entry["split"] == "dev" for _, entry in HASHED)
    assert 0.4 < dev / len(HASHED) < 0.6


def test_a_file_with_a_half_is_dev_as_a_whole() -> None:
    later = [file for file in _LOADED if "half" in file]
    assert later and all(file["half"] == "dev" for file in later)
    assert not [e["id"] for file in later for e in file["questions"] if "split" in e]


def test_what_is_expected_stands_in_the_notice() -> None:
    strange = [
        (entry["id"], group)
        for notice, entry in QUESTIONS
        if notice != "none"
        for group in entry["expect"]["must"]
        if not (set(group) & (VERDICT_WORDS | DERIVED))
        and not any(fold(option) in _source(notice) for option in group)
    ]
    assert strange == []


def test_an_expectation_never_contradicts_itself() -> None:
    for _, entry in QUESTIONS:
        banned = {fold(text) for text in entry["expect"].get("must_not", [])}
        for group in entry["expect"]["must"]:
            assert not any(all(b in fold(option) for b in banned) for option in group if banned)
