"""Is the package complete? What is missing, what stands in the way, what needs a look."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from eligibility import FactError, NoRuleInForce, Report, RuleSet, Verdict
from forms import Form
from forms.cleaning import fold
from forms.drafts import DONE
from forms.facts import facts_of
from forms.field_types.contacts import scan_phones
from policy import Citation
from recommendation.errors import RecommendationError
from recommendation.model import Applicant, Finding, Recommendation
from recommendation.program import Program
from recommendation.wording import say

Rules = Mapping[str, RuleSet]
"""Rule sets by id."""

ORDER = ("stop", "missing", "ask")


def check(recommendation: Recommendation, program: Program, rules: Rules) -> list[Finding]:
    """Every finding, the gravest first. Raises RecommendationError for a day without rules."""
    findings = [
        *_quota(recommendation, program),
        *_sender(recommendation, program),
        *recommendation.findings,
    ]
    for applicant in recommendation.applicants:
        findings += applicant.findings
        findings += _row(applicant)
        findings += _place(applicant, recommendation, program)
        findings += _application(applicant, program, rules, recommendation.as_of)
        findings += _report(applicant, program)
    findings += _seals(program)
    return sorted(findings, key=lambda finding: ORDER.index(finding.level))


def _quota(recommendation: Recommendation, program: Program) -> Iterator[Finding]:
    """1 county or 1 institution: with `or`, more than one kind is too much as well."""
    quota = program.quota
    counts = {table: len(recommendation.of(table)) for table in program.tables}
    present = {table: count for table, count in counts.items() if count}
    over = any(count > quota.count(table.data.subject) for table, count in present.items())
    if over or (quota.relation == "or" and len(present) > 1):
        shown = "、".join(f"{count}个{table.data.noun}" for table, count in present.items())
        allowed = ("或" if quota.relation == "or" else "和").join(
            f"{quota.count(table.data.subject)}个{table.data.noun}" for table in program.tables
        )
        text = say("over_quota", scope=quota.scope, allowed=allowed, shown=shown)
        yield Finding("stop", say("place_quota"), text, program.cite_fact(quota.id))


def _sender(recommendation: Recommendation, program: Program) -> Iterator[Finding]:
    sender = recommendation.sender
    table = next(table for table in program.tables if recommendation.of(table))
    place = say("place_head", attachment=table.attachment)
    clause = table.fact.clause
    if sender.city is None:
        quote = f"推荐单位：{program.data.blank_unit}（加盖公章）"
        yield Finding("missing", place, say("no_city"), program.cite(clause, quote))
    if not sender.contact:
        yield Finding("missing", place, say("no_contact"), program.cite(clause, "联系人："))
    if not sender.phone:
        yield Finding("missing", place, say("no_phone"), program.cite(clause, "联系电话："))
    elif len(list(scan_phones(fold(sender.phone)))) != 1:
        yield Finding("ask", place, say("odd_phone", phone=sender.phone))


def _row(applicant: Applicant) -> Iterator[Finding]:
    table = applicant.table
    where = say("place_in_table", attachment=table.attachment, name=applicant.shown)
    for key, field in table.fields.items():
        if not applicant.values.get(key):
            text = say("lacks", label=field.label)
            yield Finding("missing", where, text, table.citations[key])
    if "不符合" in applicant.verdict:
        yield Finding("ask", where, say("screened_out", verdict=applicant.verdict))


def _place(
    applicant: Applicant, recommendation: Recommendation, program: Program
) -> Iterator[Finding]:
    """A row that names another city; counties cannot be told apart without a list of them."""
    city = recommendation.sender.city
    if city is None:
        return
    said = f"{applicant.name} {applicant.values.get('address', '')}"
    if any(name in said for name in city.names):
        return
    for other in program.data.cities:
        if other.name in said:
            text = say("other_city", city=city.name, other=other.name)
            yield Finding("ask", applicant.shown, text)
            return


def _application(
    applicant: Applicant, program: Program, rules: Rules, as_of: date
) -> Iterator[Finding]:
    table, draft = applicant.table, applicant.application
    words = program.data.documents.application
    where = say("place_document", document=words, name=applicant.shown)
    asked = program.cite(program.deadline.clause, words)
    if draft is None or table.form is None:
        form = program.fact(table.data.application_fact).values
        name = "no_application" if table.form is not None else "no_form"
        text = say(name, attachment=f"附件{form['number']}", title=form["title"])
        yield Finding("missing", where, text, asked)
        return
    values = draft.values
    if lacking := _unfilled(table.form, values):
        labels = "、".join(lacking)
        yield Finding("missing", where, say("unfilled", count=len(lacking), labels=labels), asked)
    if draft.status != DONE:
        yield Finding("ask", where, say("not_confirmed", code=draft.resume_code))
    rule_set = rules.get(table.data.rules or "")
    if rule_set is not None:
        yield from _conditions(applicant, table.form, rule_set, as_of)


def _unfilled(form: Form, values: Mapping[str, Any]) -> list[str]:
    return [
        field.short
        for key, field in form.fields.items()
        if field.required and values.get(key) in (None, "", []) and form.applies(field, values)
    ]


def _conditions(applicant: Applicant, form: Form, rules: RuleSet, as_of: date) -> Iterator[Finding]:
    assert applicant.application is not None  # the caller has looked
    where = say("place_conditions", name=applicant.shown)
    facts = facts_of(form, applicant.application.values)
    report, problems = _checked(rules, facts, as_of)
    for problem in problems:
        yield Finding("ask", where, problem)
    for result in report.criteria:
        if result.kind != "hard" or result.verdict is Verdict.PASS:
            continue
        level = "stop" if result.verdict is Verdict.FAIL else "ask"
        text = say(f"condition_{level}", name=result.name, reason=f"{result.reason}{result.advice}")
        yield Finding("stop" if level == "stop" else "ask", where, text, result.citation)


def _checked(rules: RuleSet, facts: dict[str, Any], as_of: date) -> tuple[Report, Sequence[str]]:
    """The report, without the facts that cannot be right, and what is wrong with those."""
    try:
        try:
            return rules.check(facts, as_of), ()
        except FactError as error:
            sound = {key: value for key, value in facts.items() if key not in error.problems}
            return rules.check(sound, as_of), tuple(error.problems.values())
    except NoRuleInForce as error:
        raise RecommendationError("unusable", "no_rule", problem=error.message_zh) from error


def _report(applicant: Applicant, program: Program) -> Iterator[Finding]:
    words = program.data.documents.report
    where = say("place_document", document=words, name=applicant.shown)
    yield Finding("missing", where, say("outline_only"), _asked(program, words))


def _seals(program: Program) -> Iterator[Finding]:
    deadline = program.deadline
    copies = "和".join(deadline.copies)
    text = say("scan", copies=copies, scan=deadline.copies[0], platform=deadline.platform)
    yield Finding("missing", say("place_seals"), text, program.cite_fact(deadline.id))
    published = program.cite_fact(program.data.facts.publicity)
    yield Finding("ask", say("place_publicity"), say("publicity"), published)


def _asked(program: Program, words: str) -> Citation:
    return program.cite(program.deadline.clause, words)
