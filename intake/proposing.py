"""From a file to a folder that waits for review: `var/notices/<id>/` with review.yml, clauses.yml
and source.txt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from intake import review
from intake.candidates import candidates
from intake.errors import IntakeError
from intake.metadata import Proposed, missing, propose
from intake.reading import read
from intake.tree import Parsed, parse
from intake.wording import say
from policy.models import Clause, NoticeMeta
from policy.text import fold

CLAUSES = "clauses.yml"
SOURCE = "source.txt"
_MOST_LACKING = 2
"""Of title, number, numbered clauses and signature a notice may lack so many."""
_CLAUSES_HEAD = f"# {say('clauses_head')}\n"


@dataclass(frozen=True)
class Waiting:
    """A notice that waits for review: its id, its review file, and what was found."""

    id: str
    file: Path
    clauses: int
    facts: int
    notes: list[str]


def take_in(path: Path, waiting_dir: Path, known: Iterable[NoticeMeta]) -> Waiting:
    """Read a file and write what is proposed to a new folder in `waiting_dir`.

    `known` are the notices already there. IntakeError when the file cannot be a notice, or when
    it waits for review already (nothing is written over what a person may have edited).
    """
    parsed = parse(path, read(path))
    proposed = propose(parsed)
    lacking = missing(proposed, parsed)
    if not proposed.title or len(lacking) > _MOST_LACKING:
        raise IntakeError(path, "not_a_notice", missing="、".join(lacking))
    others = list(known)
    for meta in others:
        if proposed.number == meta.number is not None or fold(proposed.title) == fold(meta.title):
            raise IntakeError(path, "known", notice=meta.cited_as)
    ident = new_id(proposed)
    folder = waiting_dir / ident
    if (folder / review.FILE).exists():
        raise IntakeError(path, "waiting", id=ident, file=folder / review.FILE)
    found = candidates(parsed)
    notes = [*parsed.notes, *_lacking(proposed, lacking)]
    source = review.Source(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    taken = [name for meta in others for name in meta.short_names]
    text = review.text_of(ident, source, proposed, found, notes, taken)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SOURCE).write_text(whole(parsed), encoding="utf-8")
    (folder / CLAUSES).write_text(
        _CLAUSES_HEAD + review.dump([_plain(clause) for clause in parsed.tree]), encoding="utf-8"
    )
    (folder / review.FILE).write_text(text, encoding="utf-8")
    return Waiting(ident, folder / review.FILE, len(parsed.clauses()), len(found), notes)


def whole(parsed: Parsed) -> str:
    """The text of all clauses: the source that quotes are compared with."""
    return "\n".join(clause.text for clause in parsed.clauses()) + "\n"


def new_id(proposed: Proposed) -> str:
    """A short id out of the 文号 (云卫〔2026〕12号 gives yw-2026-12), else out of the title."""
    number = proposed.number or ""
    found = re.match(r"([一-鿿]+)\D*(\d{4})\D*(\d+)号", number)
    if found is not None:
        return f"{_initials(found.group(1))}-{found.group(2)}-{found.group(3)}"
    year = f"-{proposed.issued_on.year}" if proposed.issued_on else ""
    topic = proposed.title.partition("关于")[2] or proposed.title
    return f"{_initials(topic[:10])}{year}"


def _initials(text: str) -> str:
    letters = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()
    return letters if letters[:1].isalpha() else f"n{letters}"


def _lacking(proposed: Proposed, lacking: Iterable[str]) -> list[str]:
    notes = [say("lacking", what=what) for what in lacking]
    if not proposed.issuer and proposed.issued_on is not None:
        notes.append(say("lacking", what=say("issuer")))
    return notes if proposed.start is not None else [*notes, say("no_start")]


def _plain(clause: Clause) -> dict[str, object]:
    """A clause as data, without what is empty."""
    kept: dict[str, object] = {"id": clause.id, "path": clause.path}
    kept.update({k: v for k in ("number", "heading") if (v := getattr(clause, k))})
    kept["text"] = clause.text
    if clause.children:
        kept["children"] = [_plain(child) for child in clause.children]
    return kept
