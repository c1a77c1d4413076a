"""Read rule files and refuse what cannot be trusted: every refusal names the file and the place."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from jinja2 import Template

from eligibility.conditions import Condition
from eligibility.errors import EligibilityError
from eligibility.facts import FactSpec
from eligibility.ruleset import SUMMARY_VARIABLES, Criterion, Note, RuleSet
from eligibility.schema import CriterionFile, NoteFile, Period, RuleFile, Source
from eligibility.verdicts import Kind, Verdict
from eligibility.wording import WordingError, compile_table, compile_wording
from policy import Citation, NoticeError
from policy.yamlfile import Place, YamlFile, read_yaml

DEFAULT_RULE_SET = "demonstration_institution"
"""The rule set that is meant where none is named."""

_RANK: Mapping[Kind, int] = {"hard": 0, "evidence": 1, "priority": 2}


class Citer(Protocol):
    """The part of the policy base that rule files need."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Citation:
        """A citation; KeyError for an unknown notice or clause, ValueError for a false quote."""


def load_rules(directory: Path, policy: Citer) -> RuleSet:
    """The default rule set of a folder, or its only one, or the file named.

    EligibilityError if it is not sound, or if several files leave open which is meant.
    """
    if directory.is_file():
        return load_file(directory, policy)
    default = directory / f"{DEFAULT_RULE_SET}.yml"
    files = [default] if default.is_file() else sorted(directory.glob("*.yml"))
    if len(files) != 1:
        raise _open(directory, len(files))
    return load_file(files[0], policy)


def default_of(rule_sets: Mapping[str, RuleSet], directory: Path) -> RuleSet:
    """The rule set of this folder that is meant where none is named; EligibilityError if open."""
    if DEFAULT_RULE_SET in rule_sets:
        return rule_sets[DEFAULT_RULE_SET]
    if len(rule_sets) != 1:
        raise _open(directory, len(rule_sets))
    return next(iter(rule_sets.values()))


def _open(directory: Path, count: int) -> EligibilityError:
    """Which of `count` rule sets is meant is open."""
    problem = "有多个规则文件，请指明用哪一个" if count else "没有规则文件（*.yml）"
    return EligibilityError(directory, "规则目录", problem)


def load_all(directory: Path, policy: Citer) -> dict[str, RuleSet]:
    """Every rule set in a folder (or of the file named) by id.

    EligibilityError if one is not sound or an id is double.
    """
    found: dict[str, RuleSet] = {}
    for file in [directory] if directory.is_file() else sorted(directory.glob("*.yml")):
        rules = load_file(file, policy)
        if rules.id in found:
            raise EligibilityError(file, "id", f"规则编号“{rules.id}”已被另一个文件使用")
        found[rules.id] = rules
    return found


def load_file(path: Path, policy: Citer) -> RuleSet:
    """Load one rule file and check every reference in it."""
    try:
        file = read_yaml(path)
        content: RuleFile = file.parse(RuleFile)
    except NoticeError as exc:
        raise EligibilityError(exc.file, exc.place, exc.problem_zh) from exc
    return _Assembly(file, content, policy).rule_set()


class _Assembly:
    """Turns a well-formed file into a rule set, or says where it does not hold together."""

    def __init__(self, file: YamlFile, content: RuleFile, policy: Citer) -> None:
        self._file = file
        self._content = content
        self._policy = policy

    def rule_set(self) -> RuleSet:
        content = self._content
        effective = content.effective
        if content.id != self._file.path.stem:
            raise self._fail(("id",), f"规则编号应与文件名“{self._file.path.stem}”一致")
        criteria = [self._criterion(i, item) for i, item in enumerate(content.criteria)]
        self._check_periods(criteria)
        return RuleSet(
            id=content.id,
            version=f"{content.version}+{self._fingerprint()}",
            title=content.title,
            notice=content.notice,
            effective=effective,
            effective_source=self._cite(("effective", "source"), effective.source),
            evidence_note=content.evidence_note,
            summaries=self._summaries(),
            facts=self._facts(),
            criteria=criteria,
            day_notes=[self._note(i, item) for i, item in enumerate(content.notes)],
            judged_by=content.judged_by,
            titles=content.titles,
            asks_all=content.asks_all,
        )

    def _fail(self, where: Place, problem_zh: str) -> EligibilityError:
        return EligibilityError(self._file.path, self._file.place(where), problem_zh)

    def _fingerprint(self) -> str:
        text = self._file.path.read_text(encoding="utf-8")
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _cite(self, where: Place, source: Source) -> Citation:
        try:
            return self._policy.cite(self._content.notice, source.clause, source.quote)
        except KeyError as exc:
            problem = f"通知“{self._content.notice}”里没有条款“{source.clause}”"
            raise self._fail((*where, "clause"), problem) from exc
        except ValueError as exc:
            raise self._fail((*where, "quote"), f"引文与原文核对不上：{exc}") from exc

    def _criterion(self, index: int, item: CriterionFile) -> Criterion:
        where: Place = ("criteria", index)
        self._check_facts((*where, "condition"), item.condition)
        outcomes = {code: out.variables for code, out in item.condition.outcomes.items()}
        reasons = self._table((*where, "reasons"), item.reasons, outcomes, complete=True)
        advice = self._table((*where, "advice"), item.advice, outcomes, complete=False)
        remarks = self._table(
            (*where, "remarks"), item.remarks, item.condition.remarks, complete=True
        )
        return Criterion(
            id=item.id,
            name=item.name,
            kind=item.kind,
            effective=item.effective or self._content.effective,
            citation=self._cite((*where, "source"), item.source),
            further=tuple(
                self._cite((*where, "further", i), source) for i, source in enumerate(item.further)
            ),
            condition=item.condition,
            reasons=reasons,
            advice=advice,
            remarks=remarks,
            evidence=tuple(item.evidence),
        )

    def _table(
        self,
        where: Place,
        texts: Mapping[str, str],
        codes: Mapping[str, Collection[str]],
        *,
        complete: bool,
    ) -> dict[str, Template]:
        try:
            return compile_table(texts, codes, complete=complete)
        except WordingError as exc:
            raise self._fail(where, str(exc)) from exc

    def _check_facts(self, where: Place, condition: Condition) -> None:
        for key, needed in condition.fact_types().items():
            spec = self._content.facts.get(key)
            if spec is None:
                raise self._fail(where, f"用到的信息项“{key}”没有在 facts 里登记")
            if spec.type is not needed:
                raise self._fail(where, f"信息项“{key}”应是 {needed} 类型，登记的是 {spec.type}")

    def _check_periods(self, criteria: list[Criterion]) -> None:
        for i, criterion in enumerate(criteria):
            for other in criteria[:i]:
                if other.id == criterion.id and other.effective.overlaps(criterion.effective):
                    raise self._fail(
                        ("criteria", i), f"条件“{criterion.id}”与前面同名条件的适用时间重叠"
                    )
            if not _within(criterion.effective, self._content.effective):
                raise self._fail(("criteria", i, "effective"), "适用时间超出了整套规则的适用时间")

    def _facts(self) -> dict[str, FactSpec]:
        """The fact specs with their roles; conditions first, so that asking decides soonest."""
        roles: dict[str, Kind] = {}
        for item in self._content.criteria:
            for key in item.condition.fact_types():
                roles[key] = min(item.kind, roles.get(key, item.kind), key=_RANK.__getitem__)
        facts: dict[str, FactSpec] = {}
        rank = 0
        for key, spec in self._content.facts.items():
            if "role" in spec.model_fields_set:
                raise self._fail(("facts", key, "role"), "role 由条件推定，不能填写")
            if key not in roles:
                raise self._fail(("facts", key), "没有任何条件用到这个信息项")
            if _RANK[roles[key]] < rank:
                raise self._fail(
                    ("facts", key), "顺序有误：必须先列必要条件，再列佐证内容，最后列优先条件"
                )
            rank = _RANK[roles[key]]
            facts[key] = spec.model_copy(update={"role": roles[key]})
        return facts

    def _summaries(self) -> dict[Verdict, Template]:
        summary = self._content.summary
        texts = {
            Verdict.PASS: summary.passed,
            Verdict.FAIL: summary.failed,
            Verdict.UNKNOWN: summary.unknown,
            Verdict.EVIDENCE: summary.evidence,
        }
        try:
            return {
                verdict: compile_wording(text, SUMMARY_VARIABLES) for verdict, text in texts.items()
            }
        except WordingError as exc:
            raise self._fail(("summary",), str(exc)) from exc

    def _note(self, index: int, item: NoteFile) -> Note:
        where: Place = ("notes", index, "source")
        return Note(item.during, item.text, self._cite(where, item.source))


def _within(inner: Period, outer: Period) -> bool:
    ends_inside = outer.end is None or (inner.end is not None and inner.end <= outer.end)
    return outer.start <= inner.start and ends_inside
