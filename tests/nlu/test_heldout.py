"""The trained model on messages it has never seen, and on messages that make no sense.

The floors are what was measured, less a small margin: a change of the examples that makes the model
clearly worse fails here.
"""

from __future__ import annotations

import json
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.yamlfile import FastLoader
from tests.nlu.engine import BOT, PYTHON

pytestmark = pytest.mark.slow  # the engine's model is loaded to read a thousand messages

HERE = Path(__file__).parent
FLOORS: dict[str, float] = {
    "questions": 0.96,
    "dialogue": 0.96,
    "blind": 0.74,
    "two_questions": 0.93,
    "one_question": 0.80,
    "out_of_scope": 0.91,
}
ODD = [
    "",
    " ",
    "？？？",
    "😀😀😀",
    "\x00\x07\x1b[31m",
    "\u200b\u202e\ufeff",
    "/restart",
    "//",
    "{{7*7}} <script>alert(1)</script>",
    "，，，。。。",
    "什么时候截止" * 1700,
    "啊" * 10_000,
    "、".join("什么时候截止" for _ in range(300)),
    "𠮷𠮷𠮷",
    "a" * 10_000,
]
LEFT_WHOLE = "国德康养多少床，有补助吗"
SEGMENT_KEYS = {
    "text", "start", "end", "intent", "topic", "confidence", "similarity", "topics", "parts",
}  # fmt: skip


@lru_cache(maxsize=1)
def heldout() -> dict[str, list[dict[str, Any]]]:
    """The held-out messages by kind."""
    data = yaml.load((HERE / "heldout.yml").read_text(encoding="utf-8"), Loader=FastLoader)
    return {
        kind: [item if isinstance(item, dict) else {"say": item} for item in items]
        for kind, items in data.items()
    }


@pytest.fixture(scope="session")
def readings(model: None) -> dict[str, dict[str, Any]]:
    """What the engine makes of every held-out and every odd message."""
    texts = [item["say"] for items in heldout().values() for item in items]
    texts += [*ODD, LEFT_WHOLE]
    done = subprocess.run(
        [str(PYTHON), str(BOT / "parse.py")],
        input="\n".join(json.dumps(text) for text in texts),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(texts)
    return dict(zip(texts, lines, strict=True))


def topics(reading: dict[str, Any]) -> list[str]:
    """Topics of the questions in a message, in order."""
    return [segment["topic"] for segment in reading["segments"] if segment["topic"]]


def is_right(kind: str, item: dict[str, Any], reading: dict[str, Any]) -> bool:
    """Whether a message was understood."""
    if kind == "out_of_scope":
        return topics(reading) == []
    if kind == "two_questions":
        return topics(reading) == item["topics"]
    if kind == "one_question" and "topic" in item:
        return topics(reading) == [item["topic"]]
    if kind == "one_question":
        return [s["intent"] for s in reading["segments"]] == [item["intent"]]
    if "topic" in item:
        found = (topics(reading) or [reading["intent"]["name"]])[0]
        return found in (item["topic"], item.get("also"))
    return bool(reading["intent"]["name"] == item["intent"])


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_the_model_stays_as_good_as_it_was(
    readings: dict[str, dict[str, Any]], kind: str, record_property: Any
) -> None:
    items = heldout()[kind]
    wrong = [item for item in items if not is_right(kind, item, readings[item["say"]])]
    share = 1 - len(wrong) / len(items)
    record_property(f"share_{kind}", share)
    listed = "\n".join(
        f"{item['say']} -> {[s['topic'] or s['intent'] for s in readings[item['say']]['segments']]}"
        for item in wrong
    )
    assert share >= FLOORS[kind], f"{share:.3f} of {kind} understood\n{listed}"


def test_every_reading_has_the_agreed_shape(readings: dict[str, dict[str, Any]]) -> None:
    for text, reading in readings.items():
        assert reading["segments"], text
        for segment in reading["segments"]:
            assert set(segment) == SEGMENT_KEYS
            assert segment["text"] == text[segment["start"] : segment["end"]]
            assert 0 <= segment["confidence"] <= 1
            assert 0 <= segment["similarity"] <= 1
            assert len(segment["topics"]) == 3
            assert len(segment["parts"]) != 1
            assert all(part["text"] in segment["text"] for part in segment["parts"])
            assert (segment["intent"] == "ask") == (segment["topic"] is not None)
        ends = [0, *(segment["end"] for segment in reading["segments"])]
        starts = [segment["start"] for segment in reading["segments"]]
        assert all(end <= start for end, start in zip(ends, starts, strict=False)), text


@pytest.mark.parametrize("text", ["", " ", "？？？", "😀😀😀", "，，，。。。", "//"])
def test_a_message_without_words_is_unknown(readings: dict[str, dict[str, Any]], text: str) -> None:
    reading = readings[text]
    assert topics(reading) == []


def test_the_text_of_a_message_is_not_changed(readings: dict[str, dict[str, Any]]) -> None:
    changed = [t for t, reading in readings.items() if reading["text"].strip() != t.strip()]
    assert changed == ["/restart", "//"]  # see TopicClassifier.process


def test_the_parts_of_a_message_left_whole_are_read_too(
    readings: dict[str, dict[str, Any]],
) -> None:
    (segment,) = readings[LEFT_WHOLE]["segments"]
    first, second = segment["parts"]
    assert (first["text"], second["text"]) == tuple(LEFT_WHOLE.split("，"))
    assert second["topics"][0] == {"topic": "award_money", "confidence": second["confidence"]}
    assert second["confidence"] > 0.9
