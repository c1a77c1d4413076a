"""The notices that were added to a service (`var/notices/live/<id>/`), read like those under
data/notices and checked against them. One that does not hold does not keep the others away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy import across, checks
from policy.errors import NoticeError
from policy.loader import Library, load_notice
from policy.models import NoticeMeta
from policy.notice import Notice
from policy.text import fold
from policy.yamlfile import YamlFile, read_yaml


@dataclass(frozen=True)
class LeftOut:
    """An added notice that is not answered from, because its files do not hold.

    `meta` is what its notice.yml says, where that much can be read: it is known by its names, and
    what it replaces is not current again because of a broken file.
    """

    id: str
    error: NoticeError
    meta: NoticeMeta | None


@dataclass(frozen=True)
class Live:
    """What a folder of live notices holds, both in the order of their ids."""

    notices: list[Notice]
    left_out: list[LeftOut]


def load_live(folder: Path, library: Library) -> list[Notice]:
    """Every notice in a folder (none where there is no folder), in the order of their ids.

    NoticeError names the first file and place that does not hold: by itself, or because another
    notice has the same id, number, title, name or topic already.
    """
    live = read_live(folder, library)
    if live.left_out:
        raise live.left_out[0].error
    return live.notices


def read_live(folder: Path, library: Library) -> Live:
    """The notices in a folder that hold, and those that do not with the first problem of each."""
    found: list[Notice] = []
    left_out: list[LeftOut] = []
    for place in _places(folder):
        try:
            found.append(_read(place, found, library))
        except NoticeError as error:
            left_out.append(LeftOut(place.name, error, _described(place)))
        except OSError as error:
            problem = NoticeError(place, "", f"读不出来（{error.strerror}）")
            left_out.append(LeftOut(place.name, problem, None))
    return Live(found, left_out)


def _places(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _read(place: Path, before: Sequence[Notice], library: Library) -> Notice:
    notice = load_notice(place)
    if notice is None:
        raise NoticeError(place, "", "文件夹里只有原文，没有整理好的条款")
    file = read_yaml(place / "notice.yml")
    check_beside(file, notice, [*library.notices.values(), *before], library)
    checks.check_rendering([notice], library.notices, library.wording)
    return notice


def _described(place: Path) -> NoticeMeta | None:
    try:
        meta: NoticeMeta = read_yaml(place / "notice.yml").parse(NoticeMeta)
    except (NoticeError, OSError):
        return None
    return meta if meta.id == place.name else None


def check_beside(
    file: YamlFile, notice: Notice, others: Sequence[Notice], library: Library
) -> None:
    """A notice cannot be told from another one when they share what they are asked for by.

    `file` is the one that describes the notice, named when that is so.
    """
    meta = notice.meta
    if meta.id == across.ID or any(other.meta.id == meta.id for other in others):
        raise file.fail(("id",), f"编号 {meta.id} 已经用于另一份通知")
    for other in others:
        if meta.cited_as == other.meta.cited_as or fold(meta.title) == fold(other.meta.title):
            raise file.fail(
                ("number",), f"这份通知已经收录：{other.meta.cited_as}（{other.meta.id}）"
            )
    taken = _names(others)
    for i, name in enumerate(meta.short_names):
        if fold(name) in taken:
            raise file.fail(("short_names", i), f"“{name}”已经是{taken[fold(name)]}的简称")
    known = {topic: other.meta.cited_as for other in others for topic in other.entries}
    known.update(dict.fromkeys(library.across.entries if library.across else (), "综合回答"))
    for topic, (entries, i) in notice.places.items():
        if topic in known:
            raise entries.fail((i, "topic"), f"{known[topic]}已经有这个主题的回答")


def _names(notices: Sequence[Notice]) -> Mapping[str, str]:
    """The folded names of some notices, each with the notice's citation."""
    return {
        fold(name): notice.meta.cited_as for notice in notices for name in notice.meta.short_names
    }
