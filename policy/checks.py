"""What must hold between the parts of the data, each refusal with file and place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from policy import render
from policy.context import CHANGING, Average, answer_context, grade_context
from policy.entries import Entry, Quote, Say, Source, Wording
from policy.facts import Contact, Day, Deadline, Fact, Stage, Threshold
from policy.models import Clause, NoticeMeta
from policy.notice import Notice
from policy.planned import Plan
from policy.text import fold, normalise, squash
from policy.yamlfile import Place, YamlFile

_WORDINGS = (
    "clarify",
    "only_for",
    "ask_contact",
    "decline",
    "decline_near",
    "clause",
    "explained",
    "member",
    "figure",
    "past",
    "decline_elsewhere",
    "mentioned",
    "mentions_more",
    "runner_up_more",
    "not_held",
    "only_mentioned",
    "undefined",
    "no_such_term",
    "how_often_open",
    "kind_open",
    "part_open",
    "not_listed",
)


def check_meta(file: YamlFile, meta: NoticeMeta, folder: Path, source: str) -> None:
    """The folder is named as the id; number, title and issuer stand in the source."""
    if meta.id != folder.name:
        raise file.fail(("id",), f"id 应与文件夹同名：{folder.name}")
    whole = fold(source)
    for name in ("number", "title", "issuer"):
        value = getattr(meta, name)
        if value and fold(value) not in whole:
            raise file.fail((name,), "原文里找不到这段文字")
    end, issued = meta.period.end, meta.issued_on
    if end is not None and issued is not None and end < issued:
        raise file.fail(("period",), "执行期在发文日期之前就结束了")


def check_clauses(file: YamlFile, tree: list[Clause], source: str, *, complete: bool) -> None:
    """Ids and paths are unique, texts verbatim; a complete tree is the whole source in order."""
    whole = squash(source)
    seen: set[str] = set()
    reached = 0
    for where, clause in _walk(tree, ()):
        for name, value in (("id", clause.id), ("path", clause.path)):
            if value in seen and not (name == "path" and value == clause.id):
                raise file.fail((*where, name), f"{value} 已经用过了")
            seen.add(value)
        text = squash(clause.text)
        if text not in whole:
            raise file.fail((*where, "text"), "与原文不一致（除空白外必须逐字相同）")
        for name, value in (("number", clause.number), ("heading", clause.heading)):
            if value and squash(value) not in text:
                raise file.fail((*where, name), "这几个字不在本条文字里")
        if complete:
            if not whole.startswith(text, reached):
                missing = whole[reached : reached + 20]
                raise file.fail((*where, "text"), f"在这一条之前漏了原文，或顺序不对：“{missing}…”")
            reached += len(text)
    if complete and reached != len(whole):
        raise file.fail((), f"原文还有一段没有收进来：“{whole[reached : reached + 20]}…”")


def check_facts(file: YamlFile, facts: list[Fact], clauses: Mapping[str, Clause]) -> None:
    """Facts are unique, their quotes stand in their clause, their values in their quote."""
    seen: set[str] = set()
    for i, fact in enumerate(facts):
        if fact.id in seen:
            raise file.fail((i, "id"), f"事实 {fact.id} 写了两次")
        seen.add(fact.id)
        _check_quote(file, (i,), fact.clause, fact.quote, clauses)
        quote = fold(fact.quote)
        for name, spellings in fact.grounded():
            if not any(fold(spelling) in quote for spelling in spellings):
                raise file.fail(
                    (i, *name.split(".")), f"引文里找不到“{spellings[0]}”，请与引文对照"
                )
    stages = sorted(
        ((fact.order, i, fact) for i, fact in enumerate(facts) if isinstance(fact, Stage))
    )
    for (order, _, one), (following, i, two) in pairwise(stages):
        if following != order + 1:
            raise file.fail((i, "order"), "阶段的序号应当从1起连续")
        if two.start != one.end + timedelta(days=1):
            raise file.fail((i, "start"), f"阶段的日期没有接上，上一阶段到{one.end}为止")


def check_entry(
    file: YamlFile,
    i: int,
    entry: Entry,
    clauses: Mapping[str, Clause],
    facts: Mapping[str, Fact],
) -> None:
    """Every source is known and verbatim, every template compiles."""
    for where, say, kind in entry.sayings():
        for j, source in enumerate(say.cite):
            _check_source(file, (i, *where, "cite", j), source, clauses, facts)
        _check_template(file, (i, *where, "text"), say.text)
        if kind == "not_specified" and not _cites_contact(say, facts):
            raise file.fail((i, *where, "cite"), "通知没有规定的，要引用联系人，告诉用户可以问谁")
    if entry.confirm is not None and not isinstance(facts.get(entry.confirm), Day | Deadline):
        raise file.fail((i, "confirm"), f"没有叫 {entry.confirm} 的日期（day 或 deadline）")
    for j, variant in enumerate(entry.variants):
        for k, word in enumerate(variant.words):
            if word != normalise(word):
                place: Place = (i, "variants", j, "words", k)
                raise file.fail(place, f"请写成半角、小写、简体：{normalise(word)}")
    if entry.judge is not None:
        if not isinstance(facts.get(entry.judge.fact), Threshold):
            raise file.fail((i, "judge", "fact"), f"没有叫 {entry.judge.fact} 的门槛（threshold）")
        cutoff = entry.judge.cutoff
        if cutoff is not None and not isinstance(facts.get(cutoff), Day):
            raise file.fail((i, "judge", "cutoff"), f"没有叫 {cutoff} 的日期（day）")
        for grade, text in entry.judge.say.items():
            _check_template(file, (i, "judge", "say", grade), text)
        for j, source in enumerate(entry.judge.cite):
            _check_source(file, (i, "judge", "cite", j), source, clauses, facts)


def check_wording(file: YamlFile, wording: Wording, notices: Mapping[str, Notice]) -> None:
    """The contact exists, every template compiles."""
    notice = notices.get(wording.contact.notice)
    if notice is None:
        raise file.fail(("contact", "notice"), f"没有叫 {wording.contact.notice} 的通知")
    if not isinstance(notice.facts.get(wording.contact.fact), Contact):
        raise file.fail(("contact", "fact"), f"没有叫 {wording.contact.fact} 的联系人")
    for name in _WORDINGS:
        _check_template(file, (name,), getattr(wording, name))


def check_rendering(
    sources: Iterable[Notice], notices: Mapping[str, Notice], wording: Wording
) -> None:
    """Every template renders on days before, in and after the notice's period."""
    contact = notices[wording.contact.notice].facts[wording.contact.fact]
    for notice in sources:
        contexts = [
            answer_context(
                notice,
                wording,
                contact,
                today=today,
                subject=subject,
                other_day="1月1日",
                plan=plan,
            )
            for today in _sample_days(notice)
            for plan in (None, Plan("今天", today, today))
            for subject in (None, "county", "institution")
        ]
        for entry in notice.entries.values():
            _render_all(notice, entry, contexts[0])
            for context in contexts[1:]:
                _render_all(notice, entry, context, only=_changes)


def _render_all(
    notice: Notice,
    entry: Entry,
    context: Mapping[str, Any],
    only: Callable[[str], bool] = lambda text: True,
) -> None:
    today = context["today"]
    texts = [(where, say.text, context) for where, say, _ in entry.sayings() if only(say.text)]
    if entry.judge is not None:
        for average in (Average("65%", True), Average("60%", False), None):
            graded = grade_context(context, ["60%", "70%"], average, bool(average))
            said = [(g, t) for g, t in entry.judge.say.items() if only(t)]
            texts += [(("judge", "say", g), t, graded) for g, t in said]
    file, i = notice.places[entry.topic]
    for where, text, values in texts:
        try:
            rendered = render.render(text, values)
        except (TemplateError, TypeError, AttributeError, ValueError) as exc:
            problem = f"这段话生成不出来（今天={today}）：{exc}"
            raise file.fail((i, *where), problem) from exc
        if not rendered:
            raise file.fail((i, *where), f"生成的回答是空的（今天={today}）")


def _changes(text: str) -> bool:
    """Whether a text may differ by the day or the subject."""
    return any(name in text for name in CHANGING)


def _sample_days(notice: Notice) -> list[date]:
    day = timedelta(days=1)
    edges = [edge for stage in notice.stages() for edge in (stage.start, stage.end)]
    period = notice.meta.period
    edges = edges or [edge for edge in (period.start, period.end) if edge is not None]
    return sorted({edge + shift for edge in edges for shift in (-day, timedelta(0), day)})


def _walk(tree: list[Clause], where: Place) -> list[tuple[Place, Clause]]:
    found: list[tuple[Place, Clause]] = []
    for i, clause in enumerate(tree):
        found.append(((*where, i), clause))
        found += _walk(clause.children, (*where, i, "children"))
    return found


def _check_quote(
    file: YamlFile, where: Place, clause_id: str, quote: str, clauses: Mapping[str, Clause]
) -> None:
    clause = clauses.get(clause_id)
    if clause is None:
        raise file.fail((*where, "clause"), f"没有编号为 {clause_id} 的条款")
    if squash(quote) not in squash(clause.text):
        raise file.fail((*where, "quote"), f"引文与条款 {clause.path} 的原文不一致")


def _check_source(
    file: YamlFile,
    where: Place,
    source: Source,
    clauses: Mapping[str, Clause],
    facts: Mapping[str, Fact],
) -> None:
    if isinstance(source, Quote):
        _check_quote(file, where, source.clause, source.quote, clauses)
    elif source not in facts:
        raise file.fail(where, f"没有叫 {source} 的事实")


def _check_template(file: YamlFile, where: Place, source: str) -> None:
    problem = render.check(source)
    if problem is not None:
        raise file.fail(where, problem)


def _cites_contact(say: Say, facts: Mapping[str, Fact]) -> bool:
    """Whether the contact is cited; a notice that prints none has none to cite."""
    if not any(isinstance(fact, Contact) for fact in facts.values()):
        return True
    return any(isinstance(s, str) and isinstance(facts[s], Contact) for s in say.cite)
