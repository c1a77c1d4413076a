"""`python -m evaluation.fit_router`: fits the router's weights; `--write` puts them in router.yml.

The weights of a topic's likeness are fitted by leaving out, one after the other, the examples
themselves: each must find its topic without its own help. What examples cannot tell (the weight of
the engine's belief and of the conversation, and when a topic is not the answer) is fitted on the
dev half of the evaluation, together with the examples and the messages that no notice speaks of.
The test half is never read.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from evaluation.asking import sources
from evaluation.oracle import right_topics
from evaluation.parsing import hints_of, read
from evaluation.questions import ROOT, Question, load
from evaluation.regression import choice, logistic
from policy import PolicyBase
from policy import load as load_policy
from policy.beside import Beside
from policy.conversation import Conversation
from policy.examples import refused
from policy.router import Router
from policy.router_data import FEATURES, SIGNS_OF_KNOWING

Features = NDArray[np.float32]
Weights = NDArray[np.float64]
EXAMPLES = 2400
"""So many examples, drawn evenly, are left out in turn."""
DEV_WEIGHT = 3.0
"""What a question of the dev half counts against an example."""
HELDOUT_WEIGHT = 2.0
ABSENT_WEIGHT = 0.15
"""What an example counts whose own topic is taken away, so that nothing answers it."""
FROM_DEV = ("engine", "same_notice", "same_topic", "hinted_notice")
MOST_FROM_DEV = 6.0
LEVELS = (0.2, 0.25, 0.3, 0.4, 0.5)
DATA = ROOT / "data" / "notices" / "router.yml"


@dataclass(frozen=True)
class Case:
    """A text with what speaks for each topic and which topics are right (none: no topic is)."""

    name: str
    text: str
    features: Features
    right: NDArray[np.bool_]
    weight: float
    hints: Mapping[str, float]
    taught: bool = True
    """Whether its right topics teach the weights (a decline can be right in many ways)."""
    strange: int | None = None
    """Its place among the examples that no notice speaks of."""


def example_cases(router: Router, most: int) -> list[Case]:
    """Examples, each left out of its own topic's likeness."""
    likeness = router.likeness
    cases = []
    for i in np.unique(np.linspace(0, len(likeness.texts) - 1, most).astype(int)):
        text = router.reader.read(likeness.texts[i])
        right = np.arange(len(router.topics)) == likeness.owner[i]
        cases.append(Case("example", text, router.features(text, {}, None, int(i)), right, 1.0, {}))
    return cases


def refused_cases(router: Router) -> list[Case]:
    """What no notice speaks of, from the engine's training data."""
    nothing = np.zeros(len(router.topics), bool)
    texts = [router.reader.read(text) for text in refused(ROOT / "data")]
    return [
        Case("refused", text, router.features(text, {}), nothing, 1.0, {}, False, i)
        for i, text in enumerate(texts)
    ]


def heldout_cases(router: Router) -> list[Case]:
    """Messages that the engine was not trained with, of its topics and of what is none.

    They teach when to answer; not the topics, for the engine was improved on them.
    """
    path = ROOT / "tests" / "nlu" / "heldout.yml"
    held: dict[str, list[Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    items = [item for item in held["questions"] if item.get("topic")]
    items += [{"say": text} for text in held["out_of_scope"]]
    readings = read(item["say"] for item in items)
    cases = []
    for item in items:
        segments = readings[item["say"]]["segments"]
        if len(segments) == 1:
            text, hints = router.reader.read(item["say"]), hints_of(segments[0])
            right = np.isin(router.topics, [item.get("topic"), item.get("also")])
            features = router.features(text, hints)
            cases.append(Case("heldout", text, features, right, HELDOUT_WEIGHT, hints, False))
    return cases


def dev_cases(policy: PolicyBase) -> list[Case]:
    """The questions of the dev half that the engine reads as one segment, in their context."""
    router, texts = policy.router, sources()
    beside = Beside(router)
    questions = [q for q in load() if q.split == "dev" and q.notice not in policy.unstructured]
    readings = read(q.text for q in questions)
    unspecified = {topic for topic, e in policy.topics.items() if e.kind == "not_specified"}
    cases = []
    for question in questions:
        segments = readings[question.text]["segments"]
        if len(segments) > 1:
            continue
        if beside.notices(question.text) or router.reader.asks_which_file(question.text):
            continue  # answered by several topics
        topics = right_topics(question, policy, texts)
        whole, last = _in_context(router, question)
        text, hints = router.reader.read(whole), hints_of(segments[0])
        right = np.array([topic in topics for topic in router.topics])
        taught = bool(topics) and not topics <= unspecified
        cases.append(
            Case(
                f"{question.id} {question.text}",
                text,
                router.features(text, hints, last),
                right,
                DEV_WEIGHT,
                hints,
                taught,
            )
        )
    return cases


def _in_context(router: Router, question: Question) -> tuple[str, str | None]:
    """The question made whole, and the topic of the one before where it stands as it is."""
    last_topic = last_question = None
    for earlier in question.context:
        last_question, last_topic = earlier, router.route(earlier, last_topic=last_topic).best
    if last_question is None:
        return question.text, None
    reading = Conversation(router, lambda text: None)  # no message is cut
    whole, _ = reading.in_context(question.text, last_question, hints=None, last_topic=last_topic)
    return whole, last_topic if whole == question.text else None


def fit_topics(router: Router, cases: Sequence[Case]) -> Weights:
    """Weights under which the right topics win; those of `FROM_DEV` bounded."""
    taught = [case for case in cases if case.taught]
    bound = np.where(np.isin(FEATURES, FROM_DEV), MOST_FROM_DEV, np.inf)
    fitted = choice(
        np.stack([case.features for case in taught]),
        np.stack([case.right for case in taught]),
        np.array([case.weight for case in taught]),
        router.data.topic_weights.astype(float),
        bound,
    )
    for name, group in (
        ("examples", [c for c in taught if c.name == "example"]),
        ("held-out messages", [c for c in cases if c.name == "heldout" and c.right.any()]),
        ("dev", [c for c in taught if c.weight == DEV_WEIGHT]),
    ):
        found = [bool(c.right[int(np.argmax(c.features @ fitted))]) for c in group]
        print(f"{name}: topic found for {np.mean(found):.3f} of {len(found)}")
    return fitted


def fit_known(router: Router, weights: Weights, cases: Sequence[Case]) -> Weights:
    """Weights that tell whether the best topic answers; prints what levels would do on dev."""
    rows, right, count = [], [], []
    for case in cases:
        scores = (case.features @ weights).astype(np.float32)
        best = int(np.argmax(scores))
        rows.append(router.signs(case.text, case.features, scores, best, case.hints, case.strange))
        right.append(bool(case.right[best]))
        count.append(case.weight)
        if case.name == "example":
            scores[case.right] = scores.min() - 1
            best = int(np.argmax(scores))
            rows.append(router.signs(case.text, case.features, scores, best, case.hints))
            right.append(False)
            count.append(ABSENT_WEIGHT)
    signs, truth = np.stack(rows).astype(float), np.array(right)
    fitted = logistic(signs, truth, np.array(count))
    dev = np.array([weight == DEV_WEIGHT for weight in count])
    likely = 1 / (1 + np.exp(-signs[dev] @ fitted))
    for level in LEVELS:
        said = likely >= level
        print(
            f"level {level}: dev rightly answered {(said & truth[dev]).sum()}, wrongly"
            f" {(said & ~truth[dev]).sum()}, kept back though right {(~said & truth[dev]).sum()}"
        )
    return fitted


def misses(router: Router, weights: Weights, cases: Sequence[Case]) -> None:
    """Print the cases whose topic is not found."""
    for case in cases:
        best = int(np.argmax(case.features @ weights))
        if case.taught and not case.right[best]:
            wanted = [router.topics[i] for i in np.flatnonzero(case.right)[:4]]
            print(f"{case.name}: {case.text} -> {router.topics[best]}, not {wanted}")


def write(name: str, columns: Sequence[str], weights: Weights) -> None:
    """Put fitted weights in their place in router.yml; the rest of the file stays as it is."""
    lines = "".join(f"  {c}: {w:.2f}\n" for c, w in zip(columns, weights, strict=True))
    text = DATA.read_text(encoding="utf-8")
    made, times = re.subn(rf"^{name}:\n(?:  \w+: \S+\n)+", f"{name}:\n{lines}", text, flags=re.M)
    if times != 1:
        raise SystemExit(f"no block {name} in {DATA}")
    DATA.write_text(made, encoding="utf-8")


def main() -> int:
    """Fit both models and say how well they do."""
    parser = argparse.ArgumentParser(prog="evaluation.fit_router", description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--misses", choices=("dev", "examples"), help="list what is not found")
    parser.add_argument("--write", action="store_true", help="put the weights in router.yml")
    given = parser.parse_args()
    policy = load_policy(DATA.parent, ROOT / "var" / "cache")
    policy.warm_up()
    router = policy.router
    examples, dev = example_cases(router, given.examples), dev_cases(policy)
    heldout = heldout_cases(router)
    weights = fit_topics(router, [*examples, *heldout, *dev])
    known = fit_known(router, weights, [*examples, *refused_cases(router), *heldout, *dev])
    if given.misses:
        misses(router, weights, dev if given.misses == "dev" else examples)
    if given.write:
        write("topic", FEATURES, weights)
        write("known", SIGNS_OF_KNOWING, known)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
