"""What several notices say together: entries that compare them, over the facts of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

from policy import checks
from policy.entries import Entry, Quote, Source
from policy.facts import Fact
from policy.models import Citation, Clause, NoticeMeta, Period
from policy.notice import Notice
from policy.yamlfile import YamlFile, read_yaml

ID = "across"
FILE = "across.yml"
_TITLE = "已收录的各份通知"


@dataclass(frozen=True)
class Across(Notice):
    """Entries over all notices. A clause is named `<notice id>/<clause id>`."""

    owners: Mapping[str, Notice] = field(default_factory=dict)
    """The notice of each fact."""
    parts: Mapping[str, Notice] = field(default_factory=dict)
    added: tuple[NoticeMeta, ...] = ()
    """Notices that were added to the running service: listed among the others."""

    def citation(self, source: Source) -> Citation:
        """The citation in the notice that the source stands in."""
        if isinstance(source, Quote):
            notice, _, clause = source.clause.partition("/")
            return self.parts[notice].citation(Quote(clause=clause, quote=source.quote))
        return self.owners[source].citation(source)

    def cited(self, source: Source) -> tuple[str, str]:
        """The clause, with its notice's id before it, and the words."""
        if isinstance(source, Quote):
            return source.clause, source.quote
        clause, quote = self.owners[source].cited(source)
        return f"{self.owners[source].meta.id}/{clause}", quote

    def members(self) -> list[NoticeMeta]:
        """Every notice."""
        return [*(notice.meta for notice in self.parts.values()), *self.added]

    def with_notices(self, notices: Mapping[str, Notice], added: Sequence[Notice]) -> Across:
        """The same entries over these notices, whose facts are the same, and the added ones."""
        owners = {fact: notices[notice.meta.id] for fact, notice in self.owners.items()}
        metas = tuple(notice.meta for notice in added)
        return replace(self, parts=dict(notices), owners=owners, added=metas)


def load_across(path: Path, notices: Mapping[str, Notice]) -> Across | None:
    """The entries over all notices; None where there is no such file."""
    if not path.exists():
        return None
    facts: dict[str, Fact] = {}
    owners: dict[str, Notice] = {}
    clauses: dict[str, Clause] = {}
    for notice in notices.values():
        facts.update(notice.facts)
        owners.update(dict.fromkeys(notice.facts, notice))
        clauses.update({f"{notice.meta.id}/{key}": c for key, c in notice.clauses.items()})
    file = read_yaml(path)
    found: list[Entry] = file.parse(list[Entry])
    places: dict[str, tuple[YamlFile, int]] = {}
    for i, entry in enumerate(found):
        if entry.topic in places:
            raise file.fail((i, "topic"), f"主题 {entry.topic} 写了两次")
        checks.check_entry(file, i, entry, clauses, facts)
        places[entry.topic] = file, i
    starts = [notice.meta.period.start for notice in notices.values()]
    return Across(
        meta=NoticeMeta(
            id=ID,
            number=None,
            title=_TITLE,
            short_names=[_TITLE],
            issuer=_TITLE,
            issued_on=None,
            status="现行",
            period=Period(start=min(starts), end=None),
            complete=False,
        ),
        folder=path.parent,
        source="",
        tree=[],
        facts=facts,
        entries={entry.topic: entry for entry in found},
        clauses=clauses,
        places=places,
        namespace=SimpleNamespace(**facts),
        owners=owners,
        parts=dict(notices),
    )
