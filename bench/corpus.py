"""Synthetic notices: as many clauses as wanted, their sentences recombined from the real ones.

Every sentence names a made-up place and carries its own figures, so that no two are the same and
a question can ask for one of them.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

from policy.entries import Entry, Quote, Say
from policy.loader import Library
from policy.models import Clause, NoticeMeta, Period
from policy.notice import Notice, index_clauses
from policy.text import sentences

_SYLLABLES = "安平和顺兴隆宁远清源永泰福临海江山川林泉石溪云峰长乐新城东西南北"
_KINDS = ("县", "市", "区", "州")
_PER_NOTICE = 100
_ENTRY_EVERY = 4
_ASKS = ("{place}{thing}怎么规定", "{place}对{thing}有什么要求", "问一下{place}的{thing}")
SEED = 11


def grow(library: Library, clauses: int) -> tuple[Library, list[str]]:
    """The library with synthetic notices up to so many clauses, and questions about them."""
    draw = random.Random(SEED)
    real = sum(1 for n in library.notices.values() for top in n.tree for _ in top.walk())
    stock = [
        sentence
        for notice in library.notices.values()
        for top in notice.tree
        for clause in top.walk()
        for sentence in sentences(clause.text)
        if len(sentence) > 20
    ]
    notices = dict(library.notices)
    questions: list[str] = []
    for number in range((max(0, clauses - real) + _PER_NOTICE - 1) // _PER_NOTICE):
        left = clauses - real - number * _PER_NOTICE
        notice = _notice(number, min(_PER_NOTICE, left), stock, draw, questions)
        notices[notice.meta.id] = notice
    return replace(library, notices=notices), questions


def _notice(
    number: int, clauses: int, stock: list[str], draw: random.Random, questions: list[str]
) -> Notice:
    tree, entries = [], {}
    for i in range(clauses):
        place = "".join(draw.choices(_SYLLABLES, k=2)) + draw.choice(_KINDS)
        parts = draw.sample(stock, 2)
        text = "".join(
            f"{place}{draw.randint(2, 999)}项：{_shuffled(part, draw)}" for part in parts
        )
        clause = Clause(id=str(i + 1), path=f"第{i + 1}条", heading="", text=text)
        tree.append(clause)
        if i % _ENTRY_EVERY == 0:
            topic = f"s{number}_{i}"
            thing = _words(parts[0], draw)
            asks = [ask.format(place=place, thing=thing) for ask in _ASKS]
            say = Say(text=f"{place}的规定如下。", cite=[Quote(clause=clause.id, quote=text)])
            entries[topic] = Entry(topic=topic, title=f"{place}{thing}", say=say, asks=asks[:2])
            questions.append(asks[2])
    meta = NoticeMeta(
        id=f"synthetic-{number}",
        number=f"试〔2030〕{number + 1000}号",
        title=f"第{number + 1000}号试验通知",
        short_names=[f"试验{number + 1000}号"],
        issuer="试验单位",
        issued_on=None,
        status="现行",
        period=Period(start=date(2030, 1, 1), end=None),
    )
    return Notice(
        meta=meta,
        folder=Path("synthetic"),
        source="",
        tree=tree,
        facts={},
        entries=entries,
        clauses=index_clauses(tree),
    )


def _shuffled(sentence: str, draw: random.Random) -> str:
    parts = sentence.rstrip("。；;").replace(",", "，").split("，")
    draw.shuffle(parts)
    return "，".join(parts) + "。"


def _words(sentence: str, draw: random.Random) -> str:
    start = draw.randrange(max(1, len(sentence) - 12))
    return "".join(c for c in sentence[start : start + 10] if c.isalnum())
