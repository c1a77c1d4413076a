"""From a reviewed folder to a live notice, through the very checks of data/notices."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from intake import review
from intake.proposing import CLAUSES, SOURCE
from intake.review import Review, ReviewedFact
from intake.wording import say
from policy import checks
from policy.errors import NoticeError
from policy.facts import Fact
from policy.live import check_beside, read_live
from policy.loader import Library, load_notice
from policy.models import Clause, NoticeMeta
from policy.notice import Notice, index_clauses
from policy.text import squash
from policy.yamlfile import Place, YamlFile, read_yaml

_DRAFT = ".draft"
_ABOUT = Path(__file__).parent / "about.yml"
_MOST_HEADINGS = 12


@dataclass(frozen=True)
class Accepted:
    """What went live: the notice, and how many proposed facts were taken, refused, left open."""

    notice: Notice
    taken: int
    refused: int
    undecided: int


def accept(ident: str, waiting_dir: Path, live_dir: Path, library: Library) -> Accepted:
    """Make a reviewed notice live in `live_dir/<ident>`; an earlier version of it is replaced.

    NoticeError, naming file and place, when anything does not hold; nothing has changed then.
    """
    folder = waiting_dir / ident
    if not (folder / review.FILE).exists():
        raise NoticeError(folder / review.FILE, "", say("not_waiting", id=ident))
    file, found = review.load(folder / review.FILE)
    if found.id != ident:
        raise file.fail(("id",), say("other_id", id=ident))
    if found.notice.accept is not True:
        raise file.fail(("notice", "accept"), say("not_accepted"))
    clauses_file = read_yaml(folder / CLAUSES)
    tree: list[Clause] = clauses_file.parse(list[Clause])
    source = (folder / SOURCE).read_text(encoding="utf-8")
    checks.check_clauses(clauses_file, tree, source, complete=True)
    taken = [(i, fact) for i, fact in enumerate(found.facts) if fact.accept is True]
    meta_file = _part(file, _meta(found), {(): ("notice",)})
    meta: NoticeMeta = meta_file.parse(NoticeMeta)
    facts_file = _facts_file(file, taken)
    facts: list[Fact] = facts_file.parse(list[Fact])
    draft = folder / _DRAFT / ident
    checks.check_meta(meta_file, meta, draft, source)
    checks.check_facts(facts_file, facts, index_clauses(tree))
    shutil.rmtree(draft.parent, ignore_errors=True)
    _write(draft, folder, meta_file.data, facts_file.data, answers(found, tree))
    notice = load_notice(draft)
    assert notice is not None
    others = [n for n in read_live(live_dir, library).notices if n.meta.id != ident]
    check_beside(meta_file, notice, [*library.notices.values(), *others], library)
    checks.check_rendering([notice], library.notices, library.wording)
    _replace(draft, live_dir)
    shutil.rmtree(draft.parent, ignore_errors=True)
    undecided = sum(fact.accept == review.UNDECIDED for fact in found.facts)
    return Accepted(notice, len(taken), len(found.facts) - len(taken) - undecided, undecided)


def withdraw(ident: str, live_dir: Path) -> None:
    """Take a live notice away, broken or not; what was reviewed stays. NoticeError when it is not
    live."""
    named = bool(ident) and Path(ident).name == ident and not ident.startswith(".")
    if not named or not (live_dir / ident).is_dir():
        raise NoticeError(live_dir / ident, "", say("not_live", id=ident))
    shutil.rmtree(live_dir / ident)


def answers(found: Review, tree: Sequence[Clause]) -> list[dict[str, Any]]:
    """The entries of a notice: one on itself, and one for the accepted facts of each sentence."""
    prefix = found.id.replace("-", "_")
    entries = [_about(prefix, found.notice.title, tree)]
    together: dict[tuple[str, str, str], list[ReviewedFact]] = {}
    for fact in found.facts:
        if fact.accept is True:
            together.setdefault((fact.kind, fact.clause, fact.quote), []).append(fact)
    for (kind, _, _), facts in together.items():
        first = facts[0]
        asks = dict.fromkeys(ask for fact in facts for ask in fact.asks)
        entries.append(
            {
                "topic": f"{prefix}_{first.id}",
                "title": first.label,
                "asks": list(asks),
                "say": {"text": _template(kind, facts), "cite": [fact.id for fact in facts]},
            }
        )
    return entries


def _about(prefix: str, title: str, tree: Sequence[Clause]) -> dict[str, Any]:
    """The entry on the notice itself."""
    given = read_yaml(_ABOUT).data
    tops = [c for c in tree for c in ([c] if c.number else [])]
    shown = [f"{c.number}{c.heading}" for c in tops if c.heading and "{" not in c.heading]
    text = str(given["say"])
    if shown:
        text += "\n".join([str(given["headings"]), *shown[:_MOST_HEADINGS]])
    return {
        "topic": f"{prefix}_about",
        "title": given["title"],
        "asks": given["asks"],
        "say": {"text": text, "cite": [{"clause": _titled(title, tree), "quote": title}]},
    }


def _titled(title: str, tree: Sequence[Clause]) -> str:
    """The clause in which the title stands, else the first one (the checks will tell)."""
    return next((c.id for c in tree if squash(title) in squash(c.text)), tree[0].id)


def _template(kind: str, facts: Sequence[ReviewedFact]) -> str:
    """The kind's wording over the facts of one sentence."""
    values = [
        f"f.{fact.id}.day | zh_date"
        if isinstance(fact.value, date)
        else f"f.{fact.id}.values.value"
        for fact in facts
    ]
    joined = " ~ '、' ~ ".join(f"({value})" for value in values)
    only = facts[0]
    past = (
        f"f.{only.id}.day < today" if len(facts) == 1 and isinstance(only.value, date) else "false"
    )
    head = (
        f"{{% set fact = f.{only.id} %}}{{% set value = {joined} %}}{{% set quote = fact.quote %}}"
    )
    return f"{head}{{% set past = {past} %}}\n{review.kinds()[kind].say}"


def _meta(found: Review) -> dict[str, Any]:
    """notice.yml as data."""
    given = found.notice.model_dump(exclude={"accept"})
    return {"id": found.id, **given}


def _facts_file(file: YamlFile, taken: Sequence[tuple[int, ReviewedFact]]) -> YamlFile:
    """facts.yml as data, its places being those of the review file."""
    data: list[dict[str, Any]] = []
    places: dict[Place, Place] = {}
    for new, (old, fact) in enumerate(taken):
        made: dict[str, Any] = {"id": fact.id, "kind": "statement", "label": fact.label}
        made.update(clause=fact.clause, quote=fact.quote)
        if isinstance(fact.value, date):
            made.update(kind="day", day=fact.value)
            places[(new, "day")] = ("facts", old, "value")
        else:
            made["values"] = {"value": fact.value}
            places[(new, "values")] = ("facts", old, "value")
        places[(new,)] = ("facts", old)
        data.append(made)
    return _part(file, data, places)


def _part(file: YamlFile, data: Any, places: Mapping[Place, Place]) -> YamlFile:
    """Data drawn from a part of a file, with the lines on which it stands there."""
    lines: dict[Place, int] = {}
    for new, old in places.items():
        for place, line in file.lines.items():
            if place[: len(old)] == old:
                lines.setdefault((*new, *place[len(old) :]), line)
    return YamlFile(file.path, data, lines)


def _write(
    draft: Path, folder: Path, meta: Any, facts: Any, entries: Sequence[Mapping[str, Any]]
) -> None:
    (draft / "answers").mkdir(parents=True)
    for name in (SOURCE, CLAUSES):
        shutil.copyfile(folder / name, draft / name)
    for name, data in (
        ("notice.yml", meta),
        ("facts.yml", facts),
        ("answers/accepted.yml", entries),
    ):
        (draft / name).write_text(review.dump(data), encoding="utf-8")


def _replace(draft: Path, live_dir: Path) -> None:
    """Put a finished folder in the place of the live one in one step."""
    live_dir.mkdir(parents=True, exist_ok=True)
    place, old = live_dir / draft.name, live_dir / f".{draft.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    draft.rename(place)
    shutil.rmtree(old, ignore_errors=True)
