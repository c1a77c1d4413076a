"""A readable sheet of a rule set for the policy officer: ``python -m eligibility.sheet [id]``."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

import policy
from eligibility.facts import FactType
from eligibility.loader import DEFAULT_RULE_SET, load_rules
from eligibility.ruleset import Criterion, RuleSet
from eligibility.showing import show_period
from eligibility.verdicts import Kind

HERE = Path(__file__).parent
NOTICES = HERE.parent / "data" / "notices"
BLANK = "〇"

_KINDS: tuple[Kind, ...] = ("hard", "evidence", "priority")
_NUMERALS = "〇一两三四五六七八九十"
_TYPES = {
    FactType.YES_NO: "是否",
    FactType.COUNT: "整数",
    FactType.PERCENT: "百分数",
    FactType.PARTIAL_DATE: "日期（可只写到年或月）",
    FactType.TEXT: "文字",
}


def render_sheet(rules: RuleSet) -> str:
    """The sheet as Markdown; the same rule set always gives the same text."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    present = {criterion.kind for criterion in rules.criteria}
    judged = sum(criterion.kind == "evidence" for criterion in rules.criteria)
    aspects = _NUMERALS[judged] if judged < len(_NUMERALS) else str(judged)
    text = environment.get_template("sheet.md.j2").render(
        rules=rules,
        kinds=[
            (kind, getattr(rules.titles, kind).format(aspects=aspects))
            for kind in _KINDS
            if kind in present
        ],
        aspects=aspects,
        judged=judged,
        types=_TYPES,
        period=show_period,
        sentence=_sentence,
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _sentence(criterion: Criterion, wording: Template, variables: Collection[str]) -> str:
    """A wording with the limits filled in and the applicant's own figures left blank."""
    figures = criterion.condition.figures()
    return wording.render({name: figures.get(name, BLANK) for name in variables})


def main(rule_set: str = DEFAULT_RULE_SET) -> None:
    """Print the sheet of one rule set of this package."""
    path = HERE / "rules" / f"{rule_set}.yml"
    sys.stdout.write(render_sheet(load_rules(path, policy.load(NOTICES))))


if __name__ == "__main__":
    main(*sys.argv[1:2])
