"""Is a reply right? The outcome, what it must and must not show, the clause, verbatim quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.questions import Expected, Question
from tests.conversations.text import clause_matches, fold, squeeze

Messages = list[dict[str, Any]]
_QUOTED, _QUOTE = 2, 120
"""Citations whose words every channel shows with an answer, and the characters of each."""


@dataclass(frozen=True)
class Judged:
    """A question with its reply and everything that is wrong with it (nothing: it is right)."""

    question: Question
    text: str
    outcomes: tuple[str, ...]
    problems: tuple[str, ...]
    quotes: int
    inexact: int
    seconds: float

    @property
    def right(self) -> bool:
        """Nothing is wrong with the reply."""
        return not self.problems

    @property
    def false_answer(self) -> bool:
        """Answered although the notices do not say, or showing what must not be shown."""
        wanted = self.question.expected.outcomes
        invented = "answered" in self.outcomes and set(wanted) <= {"declined"}
        return (invented and not self.right) or any(p.startswith("shows") for p in self.problems)

    @property
    def false_decline(self) -> bool:
        """Declined although the notices say."""
        wanted = self.question.expected.outcomes
        return "declined" not in wanted and set(self.outcomes) <= {"declined", "error"}


def judge(
    question: Question, messages: Messages, sources: Mapping[str, str], seconds: float
) -> Judged:
    """Judge the messages of one reply; `sources` maps 文号 or title to its squeezed text."""
    text = "\n".join(str(m.get("text") or "") for m in messages)
    customs = [m.get("custom") or {} for m in messages]
    outcomes = tuple(str(c.get("outcome")) for c in customs)
    cited = [citation for c in customs for citation in c.get("citations", [])]
    inexact = sum(squeeze(c["quote"]) not in sources.get(c["notice"], "") for c in cited)
    seen = "\n".join([text, *(quote for custom in customs for quote in _read_at_once(custom))])
    problems = _problems(question.expected, seen, outcomes, [c["clause"] for c in cited])
    if inexact:
        problems.append("a quote is not verbatim")
    return Judged(question, text, outcomes, tuple(problems), len(cited), inexact, seconds)


def _read_at_once(custom: Mapping[str, Any]) -> list[str]:
    """The words of clauses that stand beside an answer without a click, as far as WeChat shows."""
    shown = custom.get("citations", [])[:_QUOTED]
    return [str(citation["quote"])[:_QUOTE] for citation in shown]


def _problems(
    expected: Expected, text: str, outcomes: tuple[str, ...], clauses: list[str]
) -> list[str]:
    shown = fold(text)
    problems = []
    if not set(outcomes) & set(expected.outcomes):
        problems.append(f"outcome {'/'.join(outcomes)}, not {'/'.join(expected.outcomes)}")
    for group in expected.must:
        if not any(fold(words) in shown for words in group):
            problems.append(f"lacks {' / '.join(group[:4])}")
    problems += [f"shows {words}" for words in expected.must_not if fold(words) in shown]
    wanted = expected.clauses
    if wanted and not any(_stands(want, clause) for want in wanted for clause in clauses):
        problems.append(f"cites {clauses[:4]}, not {'/'.join(wanted)}")
    return problems


def _stands(wanted: str, clause: str) -> bool:
    if wanted.startswith(("（", "(")):
        return fold(wanted) in fold(clause)
    return clause_matches(wanted, clause)
