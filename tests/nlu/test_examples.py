"""The examples themselves: complete, enough, unambiguous, and apart from the held-out messages."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from policy.yamlfile import FastLoader
from tests.edit_distance import near_pairs
from tests.nlu.test_heldout import heldout

ROOT = Path(__file__).resolve().parents[2]
ENOUGH = 14
FEWEST_ASKS = 4
TOPIC = "ask/"


@lru_cache(maxsize=1)
def examples() -> dict[str, list[str]]:
    """Training examples by intent; several files may add to one."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)["nlu"]:
            found[block["intent"]] += [line[2:] for line in block["examples"].splitlines()]
    return dict(found)


def plain(text: str) -> str:
    """Letters, digits and characters only."""
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


def test_every_topic_has_an_answer_and_every_answer_is_asked_for_somehow() -> None:
    """A topic of the engine has an answer; an answer has examples or ways to ask."""
    entries = [
        entry
        for path in (ROOT / "data" / "notices" / "fujian-2025-714" / "answers").glob("*.yml")
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
    ]
    topics = {name[len(TOPIC) :] for name in examples() if name.startswith(TOPIC)}
    assert topics - {entry["topic"] for entry in entries} == set()
    silent = {entry["topic"] for entry in entries if len(entry.get("asks", ())) < FEWEST_ASKS}
    assert silent - topics == set()


def test_every_intent_of_the_domain_has_examples() -> None:
    domain = yaml.load(
        (ROOT / "bot" / "domain" / "intents.yml").read_text(encoding="utf-8"), Loader=FastLoader
    )
    trained = {name.split("/")[0] for name in examples()}
    assert trained == set(domain["intents"]) - {"nlu_fallback"}


@pytest.mark.parametrize("intent", sorted(examples()))
def test_there_are_enough_different_examples(intent: str) -> None:
    assert len({plain(text) for text in examples()[intent]}) >= ENOUGH


def test_no_example_means_two_things() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for intent, texts in examples().items():
        for text in texts:
            owners[plain(text)].add(intent)
    assert {text: intents for text, intents in owners.items() if len(intents) > 1} == {}


def test_the_heldout_messages_are_enough_and_not_learned() -> None:
    kinds = heldout()
    assert len(kinds["questions"]) + len(kinds["dialogue"]) >= 200
    assert len(kinds["two_questions"]) >= 25
    assert len(kinds["out_of_scope"]) >= 40
    learned = [plain(text) for texts in examples().values() for text in texts]
    said = [
        item["say"]
        for kind in ("questions", "dialogue", "blind", "out_of_scope")
        for item in kinds[kind]
    ]
    copies = [
        (said[i], learned[j])
        for i, j in near_pairs([plain(text) for text in said], learned, 2)
        if len(learned[j]) > 6 or plain(said[i]) == learned[j]
    ]
    assert copies == []


def test_the_heldout_messages_cover_every_topic() -> None:
    asked = {item["topic"] for item in heldout()["questions"]}
    asked |= {topic for item in heldout()["two_questions"] for topic in item["topics"]}
    assert asked == {name[len(TOPIC) :] for name in examples() if name.startswith(TOPIC)}
