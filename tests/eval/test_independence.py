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
import yaml

from policy.encoder import encode
from policy.vectors import vectors

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
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for block in data.get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    phrases.append(_ANNOTATION.sub(r"\1", line.strip()[2:].strip()))
    notices = ROOT / "data" / "notices"
    for path in [notices / "across.yml", *sorted(notices.glob("*/answers/*.yml"))]:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            phrases += entry.get("asks") or []
    return phrases


@lru_cache
def _questions() -> list[tuple[str, str]]:
    files = sorted((ROOT / "data" / "eval" / "questions").glob("*.yml"))
    loaded = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return [(entry["id"], entry["question"]) for file in loaded for entry in file["questions"]]


def distance(a: str, b: str, most: int) -> int:
    """Edit distance of two texts; any number above ``most`` when it is larger than that."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            cost = previous + (left != right)
            previous = row[j]
            row[j] = min(row[j] + 1, row[j - 1] + 1, cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _letters(texts: list[str]) -> list[int]:
    """Which characters each text has, one bit a character."""
    bits: dict[str, int] = {}
    return [sum({1 << bits.setdefault(c, len(bits)) for c in text}) for text in texts]


def _may_be_near(left: int, right: int) -> bool:
    """Two characters changed change at most two of the letters."""
    return max((left & ~right).bit_count(), (right & ~left).bit_count()) <= MAX_DISTANCE


def test_the_edit_distance_is_right() -> None:
    assert distance("截止时间", "截至时间", 2) == 1
    assert distance("联系电话", "电话", 2) == 2
    assert distance("联系电话是多少", "电话", 2) > 2
    assert not _may_be_near(*_letters(["联系电话是多少", "电话"]))
    assert _may_be_near(*_letters(["截止时间", "截至时间"]))


def test_there_is_training_data_to_compare_with() -> None:
    assert len(_training()) > 300


def test_no_question_is_a_training_phrase_but_for_two_characters() -> None:
    asked = [_plain(question) for _, question in _questions()]
    phrases = [_plain(phrase) for phrase in _training()]
    letters = _letters(asked + phrases)
    near = [
        (*_questions()[i], phrase)
        for i, question in enumerate(asked)
        for phrase, have in zip(phrases, letters[len(asked) :], strict=True)
        if _may_be_near(letters[i], have)
        and distance(question, phrase, MAX_DISTANCE) <= MAX_DISTANCE
    ]
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
