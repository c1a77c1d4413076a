"""A number in the question measured against a threshold of the notice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from policy.context import Average
from policy.entries import Grade, Judge
from policy.facts import Threshold
from policy.measures import Measure, measures
from policy.numerals import plain
from policy.text import normalise

_PREMISE = re.compile(
    r"(?:只要|需要|必须|应该|应当|要求|规定|标准|门槛|条件|至少|不低于|不少于|是不是"
    r"|(?<![不主重])要(?!是)|(?<![觉值获取])得)[^,，。;；?？!！]{0,12}$"
)
_HAVE = re.compile(r"(?:我们|我家|我院|咱们|本院|只有|才|目前|现在|去年|前年|刚|已经)")


@dataclass(frozen=True)
class Judgement:
    """How the user's numbers stand; `ns` as they are said back."""

    grade: Grade
    ns: list[str]
    average: Average | None


def judge(rule: Judge, threshold: Threshold, question: str) -> Judgement | None:
    """The judgement, or None when the question states no number or an undecidable one."""
    found = measures(question, threshold.unit)
    if not found:
        return None
    ns = [measure.text for measure in found]
    exact = [measure.exact for measure in found]
    known = [number for number in exact if number is not None]
    sign = "%" if threshold.unit == "percent" else "年"
    average = None
    if len(known) > 1:
        mean = sum(known, Decimal(0)) / len(known)
        average = Average(f"{plain(mean)}{sign}", threshold.holds(mean))
    grade = _grade(rule, threshold, found, normalise(question))
    return None if grade is None else Judgement(grade, ns, average)


def _grade(rule: Judge, threshold: Threshold, found: list[Measure], question: str) -> Grade | None:
    if len(found) == 1 and _states_the_rule(found[0]):
        right = found[0].low == threshold.value or found[0].high == threshold.value
        return "premise_right" if right else "premise_wrong"
    if len(found) > 1 and "several" in rule.say:
        return "several"
    verdicts = [measure.verdict(threshold.holds) for measure in found]
    if None in verdicts:
        return None
    if len(set(verdicts)) > 1:
        return "mixed" if "mixed" in rule.say else None
    if not verdicts[0]:
        edge = len(found) == 1 and found[0].exact == threshold.value
        return "edge" if edge else "fails"
    if any(word in question for word in rule.open_words):
        return "open"
    if len(found) == 1 and found[0].exact == threshold.value:
        return "edge"
    return "meets"


def _states_the_rule(measure: Measure) -> bool:
    """`要满10年吧`: the number is what the user takes the rule to be, not what they have."""
    clause = re.split(r"[,，。;；?？!！]", measure.before)[-1]
    return bool(_PREMISE.search(clause)) and not _HAVE.search(clause)
