"""Reads the notice folders and refuses them when anything is wrong.

A folder holds source.txt (untouched) and, once it is structured, notice.yml, clauses.yml,
facts.yml and answers/*.yml. A folder with source.txt alone is listed but not answered from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

from policy import checks
from policy.across import FILE, Across, load_across
from policy.entries import Entry, Wording
from policy.errors import NoticeError
from policy.facts import Fact
from policy.models import Clause, NoticeMeta
from policy.notice import Notice, index_clauses
from policy.router_data import RouterData
from policy.yamlfile import YamlFile, read_yaml

PARTS = ("notice.yml", "clauses.yml", "facts.yml")


@dataclass(frozen=True)
class Library:
    """Everything under data/notices. `unstructured`: folders that hold a source only."""

    notices: dict[str, Notice]
    unstructured: list[str]
    wording: Wording
    router: RouterData
    across: Across | None = None
    """The entries that compare notices."""

    def with_added(self, added: Sequence[Notice], unread: Sequence[NoticeMeta] = ()) -> Library:
        """The same with the notices that the added ones replace marked as replaced; the added
        ones themselves are no part of it, but are listed where all notices are. `unread` replace
        others as well, but are not listed, since nothing can be answered from them."""
        metas = [*(notice.meta for notice in added), *unread]
        by_old = {old: new.cited_as for new in metas for old in new.replaces}
        notices = {key: _ended(notice, by_old) for key, notice in self.notices.items()}
        across = self.across.with_notices(notices, added) if self.across else None
        return replace(self, notices=notices, across=across)

    def sources(self) -> list[Notice]:
        """Everything with entries: the notices, and what they say together."""
        return [*self.notices.values(), *([self.across] if self.across else [])]


def load_library(data_dir: Path) -> Library:
    """Load and validate every notice; NoticeError names the first broken file and place."""
    if not data_dir.is_dir():
        raise NoticeError(data_dir, "", "找不到通知数据目录")
    notices: dict[str, Notice] = {}
    unstructured: list[str] = []
    topics: dict[str, str] = {}
    for folder in sorted(path for path in data_dir.iterdir() if path.is_dir()):
        notice = load_notice(folder)
        if notice is None:
            unstructured.append(folder.name)
            continue
        for topic in notice.entries:
            if topic in topics:
                raise NoticeError(
                    folder / "answers", topic, f"通知 {topics[topic]} 已经有这个主题的回答"
                )
            topics[topic] = notice.meta.id
        notices[notice.meta.id] = notice
    if not notices:
        raise NoticeError(data_dir, "", "没有一份整理好的通知")
    wording_file = read_yaml(data_dir / "wording.yml")
    wording: Wording = wording_file.parse(Wording)
    router_file = read_yaml(data_dir / "router.yml")
    router: RouterData = router_file.parse(RouterData)
    if router.home not in notices:
        raise router_file.fail(("home",), f"没有编号为 {router.home} 的通知")
    across = load_across(data_dir / FILE, notices)
    for topic in across.entries if across else ():
        if topic in topics:
            raise NoticeError(data_dir / FILE, topic, f"通知 {topics[topic]} 已经有这个主题的回答")
    library = Library(notices, unstructured, wording, router, across)
    checks.check_wording(wording_file, wording, notices)
    checks.check_rendering(library.sources(), notices, wording)
    return library


def _ended(notice: Notice, by_old: Mapping[str, str]) -> Notice:
    successor = by_old.get(notice.meta.cited_as)
    if successor is None:
        return notice
    meta = notice.meta.model_copy(update={"status": "已被替代", "replaced_by": successor})
    return replace(notice, meta=meta)


def load_notice(folder: Path) -> Notice | None:
    """One folder as a notice, or None when it holds nothing but its source."""
    source = _read_source(folder / "source.txt")
    present = [name for name in PARTS if (folder / name).exists()]
    if not present and not (folder / "answers").exists():
        return None
    meta_file = read_yaml(folder / "notice.yml")
    meta: NoticeMeta = meta_file.parse(NoticeMeta)
    checks.check_meta(meta_file, meta, folder, source)
    clauses_file = read_yaml(folder / "clauses.yml")
    tree: list[Clause] = clauses_file.parse(list[Clause])
    checks.check_clauses(clauses_file, tree, source, complete=meta.complete)
    clauses = index_clauses(tree)
    facts_file = read_yaml(folder / "facts.yml")
    facts: list[Fact] = facts_file.parse(list[Fact])
    checks.check_facts(facts_file, facts, clauses)
    by_id = {fact.id: fact for fact in facts}
    entries, places = _read_entries(folder / "answers", clauses, by_id)
    return Notice(
        meta=meta,
        folder=folder,
        source=source,
        tree=tree,
        facts=by_id,
        entries=entries,
        clauses=clauses,
        places=places,
        namespace=SimpleNamespace(**by_id),
    )


def _read_source(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise NoticeError(path, "", "找不到通知原文") from exc
    except UnicodeDecodeError as exc:
        raise NoticeError(path, f"第{exc.start}字节", "不是 UTF-8 编码，请另存为 UTF-8") from exc
    if not text.strip():
        raise NoticeError(path, "", "通知原文是空的")
    return text


def _read_entries(
    folder: Path, clauses: dict[str, Clause], facts: dict[str, Fact]
) -> tuple[dict[str, Entry], dict[str, tuple[YamlFile, int]]]:
    files = sorted(folder.glob("*.yml")) if folder.is_dir() else []
    if not files:
        raise NoticeError(folder, "", "没有一个回答文件（answers/*.yml）")
    entries: dict[str, Entry] = {}
    places: dict[str, tuple[YamlFile, int]] = {}
    for path in files:
        file: YamlFile = read_yaml(path)
        found: list[Entry] = file.parse(list[Entry])
        for i, entry in enumerate(found):
            if entry.topic in entries:
                raise file.fail((i, "topic"), f"主题 {entry.topic} 写了两次")
            checks.check_entry(file, i, entry, clauses, facts)
            entries[entry.topic] = entry
            places[entry.topic] = file, i
    return entries, places
