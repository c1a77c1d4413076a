"""Puts questions to the running product over its REST channel, several conversations at once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from evaluation.judging import Judged, judge
from evaluation.questions import ROOT, Question
from policy import load
from tests.conversations.text import squeeze
from tests.product import Product

AT_ONCE = 3


def sources() -> dict[str, str]:
    """文号 (or title) of each notice and its text without white space."""
    notices = ROOT / "data" / "notices"
    return {
        meta.cited_as: squeeze((notices / meta.id / "source.txt").read_text(encoding="utf-8"))
        for meta in load(notices).notices
    }


def ask_all(questions: Sequence[Question]) -> list[Judged]:
    """Every question, judged, each in a conversation of its own; one product for each date."""
    texts = sources()
    judged: list[Judged] = []
    for today in sorted({question.today for question in questions}):
        these = [question for question in questions if question.today == today]
        with TemporaryDirectory() as folder:
            product = Product(Path(folder), today.isoformat())
            product.start()
            try:
                ask = partial(_ask, product.url, texts)
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    judged += pool.map(ask, these)
            finally:
                product.stop()
    return judged


def _ask(base: str, texts: dict[str, str], question: Question) -> Judged:
    sender = f"evaluation-{uuid.uuid4()}"
    with httpx.Client(base_url=base, timeout=60) as client:
        for text in (*question.context, question.text):
            begun = time.perf_counter()
            answer = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
            seconds = time.perf_counter() - begun
        answer.raise_for_status()
        return judge(question, answer.json(), texts, seconds)
