"""A readable sheet of a rule set for the policy officer: ``python -m eligibility.sheet``."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

import policy
from eligibility.facts import FactType
from eligibility.loader import load_rules
from eligibility.ruleset import Criterion, RuleSet
from eligibility.showing import show_day

HERE = Path(__file__).parent
NOTICES = HERE.parent / "data" / "notices"
BLANK = "〇"

_KINDS = (("hard", "必要条件"), ("evidence", "由专家认定的五个方面"), ("priority", "优先推荐条件"))
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
    text = environment.get_template("sheet.md.j2").render(
        rules=rules, kinds=_KINDS, types=_TYPES, day=show_day, sentence=_sentence
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _sentence(criterion: Criterion, wording: Template, variables: Collection[str]) -> str:
    """A wording with the limits filled in and the applicant's own figures left blank."""
    figures = criterion.condition.figures()
    return wording.render({name: figures.get(name, BLANK) for name in variables})


def main() -> None:
    """Print the sheet of the rule set in this package."""
    sys.stdout.write(render_sheet(load_rules(HERE / "rules", policy.load(NOTICES))))


if __name__ == "__main__":
    main()
