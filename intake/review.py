"""The review file: what was proposed, for a person to accept, change or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, TypeAdapter

from intake.candidates import Candidate
from intake.metadata import Proposed
from intake.wording import say
from policy.models import Ident, Period, Strict, Text
from policy.yamlfile import YamlFile, read_yaml

FILE = "review.yml"
UNDECIDED = "待定"
_WIDTH = 100_000
"""Lines are not folded: a quote stays in one piece."""


class FactKind(Strict):
    """A kind of fact that is looked for: see kinds.yml."""

    name: Text
    id: Ident
    asks: list[Text]
    say: Text


@cache
def kinds() -> dict[str, FactKind]:
    """The kinds by name, in their order."""
    found: list[FactKind] = read_yaml(Path(__file__).parent / "kinds.yml").parse(list[FactKind])
    return {kind.name: kind for kind in found}


Accept = bool | Literal["待定"]


class ReviewedNotice(Strict):
    """`notice` of the review file: see docs/new-notice.md."""

    accept: Accept
    number: str | None
    title: Text
    short_names: list[Text] = Field(min_length=1)
    cues: list[Text] = Field(default_factory=list)
    spoken: Text
    issuer: Text
    issued_on: date | None
    status: Literal["现行", "已过执行期", "已废止", "已被替代"]
    replaced_by: Text | None = None
    replaces: list[Text] = Field(default_factory=list)
    period: Period


class ReviewedFact(Strict):
    """One item of `facts`. `path` and `clause_text` are there to be read; they change nothing."""

    id: Ident
    accept: Accept
    kind: Text
    label: Text
    value: date | Annotated[str, Field(min_length=1)]
    clause: Text
    path: str = ""
    quote: Text
    asks: list[Text] = Field(default_factory=list)
    clause_text: str = ""


class Source(Strict):
    """The file that was read, by name and SHA-256."""

    name: Text
    sha256: Text


class Review(Strict):
    """The whole file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: Source
    notice: ReviewedNotice
    facts: list[ReviewedFact] = Field(default_factory=list)


def load(path: Path) -> tuple[YamlFile, Review]:
    """The file and what it holds; NoticeError names the place of what is wrong."""
    file = read_yaml(path)
    review: Review = TypeAdapter(Review).validate_python(file.parse(Review))
    for i, fact in enumerate(review.facts):
        if fact.kind not in kinds():
            raise file.fail(("facts", i, "kind"), say("unknown_kind", kinds="、".join(kinds())))
    return file, review


def text_of(
    ident: str,
    source: Source,
    proposed: Proposed,
    found: Sequence[Candidate],
    notes: Sequence[str],
    taken_names: Sequence[str],
) -> str:
    """The review file for what is proposed; every item waits for a decision.

    `taken_names` are names of other notices, which this one cannot have.
    """
    names = [name for name in proposed.names if name not in taken_names]
    notice: dict[str, Any] = {
        "accept": UNDECIDED,
        "number": proposed.number,
        "title": proposed.title,
        "short_names": names or [proposed.title],
        "cues": list(proposed.places),
        "spoken": _spoken(proposed),
        "issuer": proposed.issuer,
        "issued_on": proposed.issued_on,
        "status": "现行",
        "replaced_by": None,
        "replaces": [],
        "period": {"start": proposed.start, "end": proposed.end},
    }
    counts: dict[str, int] = {}
    facts: list[dict[str, Any]] = []
    for candidate in found:
        kind = kinds()[candidate.kind]
        counts[kind.id] = counts.get(kind.id, 0) + 1
        facts.append(
            {
                "id": f"{kind.id}_{counts[kind.id]}",
                "accept": UNDECIDED,
                "kind": kind.name,
                "label": candidate.label,
                "value": candidate.value,
                "clause": candidate.clause.id,
                "path": candidate.clause.path,
                "quote": candidate.quote,
                "asks": _OneLine(kind.asks),
                "clause_text": candidate.clause.text,
            }
        )
    to_see = [*notes, *(say("replaces", name=n, clause=c) for n, c in proposed.replaced)]
    head = say("review_head", notes=to_see).replace("\n", "\n# ")
    blocks = [
        f"# {head}",
        dump({"id": ident, "source": source.model_dump()}),
        f"# {say('review_notice')}".replace("\n", "\n# ") + "\n" + dump({"notice": notice}),
        f"# {say('review_facts')}".replace("\n", "\n# ") + "\nfacts:",
        *(dump([fact]) for fact in facts),
    ]
    text = "\n".join(block.rstrip() + "\n" for block in blocks)
    return text if facts else text.replace("\nfacts:\n", "\nfacts: []\n")


def _spoken(proposed: Proposed) -> str:
    """How a sentence names it: 泉州市2026年12号文, else the title."""
    place = proposed.places[0] if proposed.places else ""
    year = f"{proposed.issued_on.year}年" if proposed.issued_on else ""
    number = (proposed.number or "").rpartition("〕")[2].removesuffix("号").lstrip("第")
    if number.isdigit():
        return f"{place}{year}{number}号文"
    return f"《{proposed.title}》"


def dump(data: Any) -> str:
    """YAML as a person would write it: in order, in Chinese, nothing folded."""
    made: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, indent=2
    )
    return made


class _Dumper(yaml.SafeDumper):
    """Text of several lines as a block, nothing by reference, ways of asking on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out where it stands."""
        return True


class _OneLine(list[str]):
    """A list written on one line."""


def _one_line(dumper: yaml.SafeDumper, items: _OneLine) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_OneLine, _one_line)
