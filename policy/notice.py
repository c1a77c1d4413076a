"""One structured notice in memory: clauses by id and path, facts by id, answers by topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from policy.entries import Entry, Quote, Source
from policy.facts import Fact, Stage
from policy.models import Citation, Clause, NoticeMeta
from policy.yamlfile import YamlFile


@dataclass(frozen=True)
class Notice:
    """A loaded and validated notice. `source` is the untouched text."""

    meta: NoticeMeta
    folder: Path
    source: str
    tree: list[Clause]
    facts: dict[str, Fact]
    entries: dict[str, Entry]
    clauses: dict[str, Clause] = field(default_factory=dict)
    """By id and by display path."""
    places: dict[str, tuple[YamlFile, int]] = field(default_factory=dict)
    """Where each topic's entry stands: its file and its position there."""
    namespace: SimpleNamespace = field(default_factory=SimpleNamespace)
    """The facts as attributes: what templates call `f`."""

    def stages(self) -> list[Stage]:
        """The stages of the timeline, in order."""
        found = [fact for fact in self.facts.values() if isinstance(fact, Stage)]
        return sorted(found, key=lambda stage: stage.order)

    def members(self) -> list[NoticeMeta]:
        """The notices that the entries draw on: this one."""
        return [self.meta]

    def citation(self, source: Source) -> Citation:
        """The citation for a fact id or a clause with a quote."""
        clause, quote = self.cited(source)
        return Citation(notice=self.meta.cited_as, clause=self.clauses[clause].path, quote=quote)

    def cited(self, source: Source) -> tuple[str, str]:
        """The clause id and the words that a source stands for."""
        if isinstance(source, Quote):
            return source.clause, source.quote
        return self.facts[source].cited()


def index_clauses(tree: list[Clause]) -> dict[str, Clause]:
    """Clauses by id and by path (an id wins over a path of the same spelling)."""
    walked = [clause for top in tree for clause in top.walk()]
    return {**{c.path: c for c in walked}, **{c.id: c for c in walked}}
