"""The evaluation is independent of the training data: no question is a training phrase in disguise.

A question is too near when, letters and digits only, it differs from a training phrase by at most
two characters, or when their sentence vectors have a cosine of 0.95 or more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from policy.encoder import encode
from policy.vectors import vectors
from policy.yamlfile import FastLoader
from tests.edit_distance import distance, near_pairs

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "var" / "cache"
MAX_DISTANCE = 2
MAX_COSINE = 0.95
_ANNOTATION = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum())


@lru_cache
def _training() -> list[str]:
    phrases = []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader) or {}
        for block in data.get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    phrases.append(_ANNOTATION.sub(r"\1", line.strip()[2:].strip()))
    notices = ROOT / "data" / "notices"
    for path in [notices / "across.yml", *sorted(notices.glob("*/answers/*.yml"))]:
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader) or []:
            phrases += entry.get("asks") or []
    return phrases


@lru_cache
def _questions() -> list[tuple[str, str]]:
    files = sorted((ROOT / "data" / "eval" / "questions").glob("*.yml"))
    loaded = [yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader) for path in files]
    return [(entry["id"], entry["question"]) for file in loaded for entry in file["questions"]]


def test_the_edit_distance_is_right() -> None:
    assert distance("截止时间", "截至时间", 2) == 1
    assert distance("联系电话", "电话", 2) == 2
    assert distance("联系电话是多少", "电话", 2) > 2
    known = ["截至时间", "电话", "截止的时间啊", "时间截止到"]
    assert near_pairs(["截止时间", "联系电话是多少"], known, 2) == [(0, 0), (0, 2)]


def test_there_is_training_data_to_compare_with() -> None:
    assert len(_training()) > 300


def test_no_question_is_a_training_phrase_but_for_two_characters() -> None:
    asked = [_plain(question) for _, question in _questions()]
    phrases = [_plain(phrase) for phrase in _training()]
    near = [(*_questions()[i], phrases[j]) for i, j in near_pairs(asked, phrases, MAX_DISTANCE)]
    assert near == []


def test_no_question_means_the_same_as_a_training_phrase_word_for_word() -> None:
    names, texts = zip(*_questions(), strict=True)
    cosines = encode(list(texts)) @ vectors(_training(), "independence", CACHE).T
    best = np.argmax(cosines, axis=1)
    near = [
        (names[i], texts[i], _training()[best[i]], round(float(cosines[i, best[i]]), 3))
        for i in range(len(texts))
        if cosines[i, best[i]] >= MAX_COSINE
    ]
    assert near == []
