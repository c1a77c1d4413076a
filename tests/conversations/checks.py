"""Checks of one turn: what this step expects, and what must hold for every turn."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from tests.conversations.figures import invented
from tests.conversations.notices import text_of
from tests.conversations.schema import Alternatives, CiteExpectation, Expect, FormExpectation
from tests.conversations.talk import Reply, Talk
from tests.conversations.text import clause_matches, fold, squeeze

_MACHINE_WORDS = re.compile(
    r"Traceback|Exception|\bError\b|KeyError|TypeError|undefined|\bNone\b|\bnull\b|\bNaN\b"
    r"|\bTrue\b|\bFalse\b|\{\{|\}\}|utter_|action_|Internal Server|<class |\bPASS\b|\bFAIL\b"
)
_KNOWN_OUTCOMES = {
    "answered", "declined", "clarify", "form", "checked",
    "rendered", "handoff", "smalltalk", "error",
}  # fmt: skip


def _options(item: Alternatives) -> list[str]:
    return [item] if isinstance(item, str) else item


def _has(haystack: str, item: Alternatives) -> bool:
    return any(fold(option) in haystack for option in _options(item))


def always(reply: Reply, talk: Talk, today: dt.date) -> list[str]:
    """Problems that no turn of any conversation may have."""
    said = "\n".join(talk.said)
    problems: list[str] = []
    if not reply.items:
        problems.append("the assistant kept silent")
    texts = [str(item["text"]) for item in reply.items if item.get("text")]
    problems += [f"said twice: {text[:40]!r}" for text in {t for t in texts if texts.count(t) > 1}]
    for item in reply.items:
        custom: dict[str, Any] = item.get("custom") or {}
        text, outcome = str(item.get("text") or ""), custom.get("outcome")
        if outcome is not None and outcome not in _KNOWN_OUTCOMES:
            problems.append(f"unknown outcome {outcome!r}")
        if not (text or custom or item.get("buttons")):
            problems.append(f"an empty item: {item}")
        titles = "\n".join(str(b.get("title", "")) for b in item.get("buttons") or [])
        for word in _MACHINE_WORDS.findall(f"{text}\n{titles}"):
            if word not in said:
                problems.append(f"machine wording shown to the user: {word!r}")
        if not isinstance(custom.get("timeline", []), list):
            problems.append("custom.timeline is not the list of stages that the contract names")
        problems += _citation_problems(custom.get("citations") or [])
        problems += _figure_problems(text, outcome, custom.get("citations") or [], said, today)
    return problems


def _citation_problems(citations: list[dict[str, str]]) -> list[str]:
    problems = []
    for cite in citations:
        source = text_of(str(cite.get("notice", "")))
        quote = squeeze(str(cite.get("quote", "")))
        if source is None:
            problems.append(f"cites a document that is none of ours: {cite.get('notice')!r}")
        elif not quote or quote not in source:
            problems.append(f"quote is not verbatim in {cite['notice']}: {quote[:80]!r}")
        if not str(cite.get("clause", "")).strip():
            problems.append(f"citation without a clause: {quote[:40]!r}")
    return problems


def _figure_problems(
    text: str, outcome: str | None, citations: list[dict[str, str]], said: str, today: dt.date
) -> list[str]:
    if outcome not in ("answered", "declined"):
        return []
    if outcome == "answered" and not citations:
        return [f"a policy answer without a citation: {text[:60]!r}"]
    cited = [text_of(str(c.get("notice", ""))) or "" for c in citations]
    notice = "\n".join(dict.fromkeys(cited)) or text_of("闽卫老龄函〔2025〕714号") or ""
    found = invented(
        text,
        quotes="\n".join(str(c.get("quote", "")) for c in citations),
        notice=notice,
        said=said,
        today=today,
        strict=outcome == "answered",
    )
    return [f"figure without a source in the answer: {figure}" for figure in found]


def expected(reply: Reply, expect: Expect, talk: Talk) -> list[str]:
    """Problems against what this step asks for."""
    seen = fold(reply.visible)
    show = [[talk.recall(option) for option in _options(item)] for item in expect.show]
    problems = [f"does not show {item!r}" for item in show if not _has(seen, item)]
    if expect.show_any and not _has(seen, expect.show_any):
        problems.append(f"shows none of {expect.show_any}")
    problems += [f"must not show {item!r}" for item in expect.not_show if fold(item) in seen]

    outcomes = reply.outcomes
    if expect.outcome and not set(_options(expect.outcome)) & set(outcomes):  # type: ignore[arg-type]
        problems.append(f"outcome {outcomes}, expected {expect.outcome}")
    problems += [f"no outcome {o}, only {outcomes}" for o in expect.outcomes if o not in outcomes]
    problems += [f"outcome {o} is wrong here" for o in expect.not_outcome if o in outcomes]

    problems += [p for cite in expect.cite if (p := _cite_problem(reply, cite))]
    if expect.no_cite and reply.citations:
        problems.append("cites a clause where none fits")
    if expect.cite_contact_only:
        others = [c for c in reply.citations if "孙晓惠" not in str(c.get("quote"))]
        problems += [f"cites {c.get('clause')} where nothing fits" for c in others]
    titles = [fold(b.get("title", "")) for b in reply.buttons]
    for item in expect.buttons:
        if not any(fold(option) in title for option in _options(item) for title in titles):
            problems.append(f"no button {item!r} among {[b.get('title') for b in reply.buttons]}")

    if expect.no_form and reply.block("form"):
        problems.append("shows a form field where none belongs")
    if expect.form:
        problems += _form_problems(reply.block("form"), expect.form, talk)
    if expect.no_verdict and reply.block("verdict"):
        problems.append("shows a verdict where none belongs")
    if expect.verdict:
        problems += _verdict_problems(reply.block("verdict"), expect)
    if expect.current_stage:
        current = [s for s in reply.stages if s.get("state") == "current"]
        if [s for s in current if fold(expect.current_stage) in fold(str(s.get("name")))] == []:
            problems.append(f"timeline does not mark {expect.current_stage} as current: {current}")
    return problems


def _cite_problem(reply: Reply, want: CiteExpectation) -> str | None:
    for cite in reply.citations:
        clause_ok = want.clause is None or any(
            clause_matches(option, str(cite.get("clause", ""))) for option in _options(want.clause)
        )
        quote_ok = want.quote is None or fold(want.quote) in fold(str(cite.get("quote", "")))
        notice_ok = want.notice is None or fold(want.notice) in fold(str(cite.get("notice", "")))
        if clause_ok and quote_ok and notice_ok:
            return None
    have = [f"{c.get('clause')}「{str(c.get('quote'))[:30]}」" for c in reply.citations]
    return f"no citation {want.model_dump(exclude_none=True)} among {have}"


def _form_problems(form: dict[str, Any] | None, want: FormExpectation, talk: Talk) -> list[str]:
    if not form:
        return ["no form block in the reply"]
    problems = []
    label = fold(str(form.get("label") or ""))
    if want.label and not _has(label, want.label):
        problems.append(f"asks {form.get('label')!r}, expected {want.label!r}")
    if want.not_label and fold(want.not_label) in label:
        problems.append(f"must not ask {form.get('label')!r}")
    before = talk.previous_form or {}
    if want.same_field is not None:
        same = form.get("field") == before.get("field")
        if same is not want.same_field:
            problems.append(f"field {before.get('field')} -> {form.get('field')}")
    if want.same_draft and form.get("draft_id") != before.get("draft_id"):
        problems.append(f"draft {before.get('draft_id')} -> {form.get('draft_id')}")
    if want.filled is not None:
        filled, earlier = form.get("filled"), before.get("filled")
        if not _count_matches(want.filled, filled, earlier):
            problems.append(f"filled {earlier} -> {filled}, expected {want.filled}")
    if want.documents is not None and len(form.get("documents") or []) < want.documents:
        problems.append("no document link")
    if want.resume_code and not form.get("resume_code"):
        problems.append("no resume code")
    return problems


def _count_matches(want: int | str, now: Any, before: Any) -> bool:
    if not isinstance(now, int):
        return False
    if isinstance(want, int):
        return now == want
    if want.startswith(">="):
        return now >= int(want[2:])
    base = before if isinstance(before, int) else 0
    return now == base if want == "=" else now - base == int(want)


def _verdict_problems(verdict: dict[str, Any] | None, expect: Expect) -> list[str]:
    want = expect.verdict
    assert want is not None
    if not verdict:
        return ["no verdict in the reply"]
    problems = []
    if want.overall and verdict.get("overall") not in _options(want.overall):
        problems.append(f"overall {verdict.get('overall')}, expected {want.overall}")
    for item in want.criteria:
        rows = [
            c for c in verdict.get("criteria") or [] if _has(fold(str(c.get("name"))), item.name)
        ]
        if not rows:
            problems.append(f"no criterion {item.name!r}")
        elif not any(_row_fits(row, item.verdict, item.clause) for row in rows):
            have = [(r.get("name"), r.get("verdict"), r.get("clause")) for r in rows]
            problems.append(
                f"criterion {item.name!r}: {have}, expected {item.verdict} {item.clause}"
            )
    missing = [fold(str(label)) for label in verdict.get("missing") or []]
    for label in want.missing:
        if not any(fold(option) in m for option in _options(label) for m in missing):
            problems.append(f"{label!r} is not among the missing {missing}")
    problems += [
        f"{label!r} was given and is still called missing"
        for label in want.not_missing
        if any(fold(label) in m for m in missing)
    ]
    return problems


def _row_fits(row: dict[str, Any], verdict: str | list[str], clause: str | None) -> bool:
    return row.get("verdict") in _options(verdict) and (
        clause is None or clause_matches(clause, str(row.get("clause", "")))
    )
