"""Which topics would answer a question rightly: the routing that the questions ask for."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.judging import judge
from evaluation.questions import Question
from policy import Answer, PolicyBase


def right_topics(
    question: Question, policy: PolicyBase, sources: Mapping[str, str]
) -> frozenset[str]:
    """The topics whose answer to the question has nothing wrong with it."""
    subject = next(
        (s for t in (question.text, *reversed(question.context)) if (s := policy.subject_in(t))),
        None,
    )
    return frozenset(
        topic
        for topic in policy.topics
        if judge(
            question,
            [
                as_message(
                    policy.answer(
                        topic, question=question.text, subject=subject, today=question.today
                    )
                )
            ],
            sources,
            0.0,
        ).right
    )


def as_message(answer: Answer) -> dict[str, object]:
    """An answer as the REST channel would show it."""
    return {
        "text": answer.text,
        "custom": {
            "outcome": answer.outcome,
            "citations": [citation.model_dump() for citation in answer.citations],
        },
    }
