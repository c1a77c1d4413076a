"""A number in the question measured against a threshold of the notice."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from policy.context import Average
from policy.entries import Counts, Grade, Judge
from policy.facts import Threshold
from policy.frequency import frequencies
from policy.measures import Measure, measures
from policy.numerals import plain
from policy.ratios import is_part, ratios
from policy.render import years_before
from policy.since import since, stated, undecided
from policy.text import normalise

_PREMISE = re.compile(
    r"(?:(?:不是|不都|听人?|据|都|他们|人家)说(?:是|要|得|必须)?(?:要|得)?(?:满|够)?|记得|以为|只要|需要|必须|应该|应当|要求|规定|标准|门槛|条件|指标|至少|不低于|不少于|是不是"
    r"|(?<![不主重])要(?!是)|(?<![觉值获取])得)[^,，。;；?？!！]{0,12}$"
)
_ENOUGH = re.compile(
    r"^(?:及?以上)?(?:的话)?(?:就(?:行|可以|够|能|好|算|达标)|才(?:行|可以|够|能|算|让|准|达标|有资格))"
)
_CONFIRMED = re.compile(
    r"^(?:及?以上|以内|以下)?[,，]?(?:没错|对|是)?(?:吧(?![^?？。]{0,6}[行够算可])"
    r"|对吗|对不对|是吗|是不是|没错|我?(?:应该)?没(?:记|说|搞|弄|看)错)"
)
_MEANT = re.compile(r"^(?:及?以上|以内|以下)?(?:到底|究竟)?(?:是?指|是说)")
"""Behind a figure of the rule whose meaning is asked: `5%以内是指几度的`."""
_RULED = re.compile(
    r"^(?:及?以上|以内|以下)?[,，]?(?:(?:这?个?|这条|那条)?(?:到底|究竟)?是(?:谁|哪[里儿个份级条]?|什么)[^,，。]{0,6}(?:定|规定|要求|写|说|标准)|(?:这?个?|这条|那条)?是(?:不是)?(?:国家|上面|上级|上头|省里|部里|文件|通知|29号文|明文|统一|硬性|强制)+"
    r"(?:的)?(?:硬性)?(?:规定|要求|标准|指标|规矩))"
)
"""Behind a figure: `每季度一次是国家规定吧`, `5%是谁规定的`."""
_COUNTED = re.compile(r"\s*[份人位张名户例]")
_NAMED = re.compile(r"入住率|占比|失能|失智|满意|发生率|压疮|褥疮|覆盖率|签约|完成率|培训")
"""What a figure is of."""
_APART = re.compile(r"(?:早|晚|迟|提前|推迟|相差|还差|差)[了个出过上]?$")
"""Before a duration that only tells two dates or sides apart: `备案还早两年`."""
_AGAINST = re.compile("(?:算不?算|算作?|当成?|四舍五入)(?:是|到|成)?$")
"""Before the figure of the rule that another is to pass for: `94.9算95不`."""
_ASKS_HOW = re.compile("^(?:[是要得该的]|到底|究竟)*(?:按|从|(?:怎么|咋|如何)(?:算|计|数))")
"""Behind a figure that is the rule's own: `运营5年是按开业还是拿证` asks how it is counted."""
_RATE = re.compile(r"(?:[率度比数]|指标|目标)(?:就?是|为|[定写]的?是|定在|定为)?[:：]?$")
"""Behind the name of a figure: `覆盖率90%没错吧` says what the rule is taken to be."""
_IS = re.compile(r"(?<![于不])(?:是|就是|为)$")
_ASKED_BACK = re.compile(
    r"^(?:及?以上|以内|以下)?[,，]?(?:对吗|对不对|对么|是吗|是不是|没错吧?|对吧)"
)
"""Around a figure that is only to be confirmed: `演练是每月一次对吗`, `一年一次对不对`."""
_COUNTS = re.compile("次$")
"""The end of a frequency as it is said back."""
_OVERLAP = "～"
"""In what two counts come to that may count some twice: `60～70%`."""
_HUNDRED = Decimal(100)
_SMALL = Decimal(10)
"""A threshold below so many percent is spoken of in numbers that small."""
_DAYS_A_YEAR = Decimal("365.25")
_HAVE = re.compile(r"(?:我们|我家|我院|咱们|本院|只有|才|目前|现在|去年|前年|刚|已经)")


@dataclass(frozen=True)
class Judgement:
    """How the user's numbers stand; `ns` as they are said back."""

    grade: Grade
    ns: list[str]
    average: Average | None
    shifted: bool | None = None
    """Of a duration up to today: whether it meets the threshold by the cut-off day."""
    fails: bool = False
    """Whether one of the numbers does not meet the threshold."""


def judge(
    rule: Judge, threshold: Threshold, question: str, *, today: date, cutoff: date | None = None
) -> Judgement | None:
    """The judgement, or None when the question states no number or an undecidable one.

    `cutoff`: the day up to which a duration counts; dates of beginning in the question are then
    judged too.
    """
    unit = threshold.unit
    small = unit == "percent" and threshold.value < _SMALL
    found = frequencies(question) if unit == "per_year" else measures(question, unit, small=small)
    if rule.counts is not None and unit == "percent":
        found = _in_percent(found, question, rule.counts)
    if rule.rest is not None and unit == "percent":
        found = [_of_the_whole(measure, rule.rest) for measure in found]
    begun = since(question, today, cutoff) if cutoff is not None else []
    if cutoff is not None and not begun and all(m.exact == threshold.value for m in found):
        begun = stated(question, cutoff)
    if begun or len(found) > 1:
        found = [measure for measure in found if not _APART.search(measure.before)]
    if len(found) > 1:  # 满意度94.9算95不: what it is held against is no number of theirs
        found = [m for m in found if m.exact != threshold.value or not _AGAINST.search(m.before)]
    if begun:  # 2020年拿的，够五年没: what it is measured by is no number of theirs
        found = [measure for measure in found if measure.exact != threshold.value]
    if rule.of is not None:
        found = [measure for measure in found if _is_of(measure, rule.of)]
    if not found and not begun:
        return None
    of_rule = all(measure.exact == threshold.value for measure in found)
    if len(found) > 1 and not begun and of_rule and "还是" in question:
        return None  # 各自满五年还是加起来满五年: no figure of theirs
    ns = [measure.text for measure in found] + [f"从{item.text}算起" for item in begun]
    known = [measure.exact for measure in found if measure.exact is not None]
    average = None
    if len(known) > 1:
        mean = sum(known, Decimal(0)) / len(known)
        sign = "%" if threshold.unit == "percent" else "年"
        average = Average(f"{plain(mean)}{sign}", threshold.holds(mean))
    if len(found) == 1 and not begun and _ASKS_HOW.match(found[0].after):
        return None
    if len(found) == 1 and not begun and _states_the_rule(found[0]):
        right = threshold.value in (found[0].low, found[0].high)
        return Judgement("premise_right" if right else "premise_wrong", ns, average)
    verdicts = [measure.verdict(threshold.holds) for measure in found]
    if cutoff is not None and len(found) == 1 and not begun and verdicts[0] is not None:
        gap = Decimal((cutoff - today).days) / _DAYS_A_YEAR
        shifted = found[0].verdict(lambda years: threshold.holds(years + gap))
        if shifted is not None and shifted != verdicts[0]:
            return Judgement("by_cutoff", ns, average, shifted, fails=not shifted)
    if cutoff is not None:
        limit = years_before(cutoff, int(threshold.value))
        verdicts += [item.by(limit) for item in begun]
        if begun and undecided(question, begun, limit, cutoff):
            verdicts.append(None)
    only = found[0].exact if len(found) == 1 and not begun else None
    if verdicts == [None] and len(found) == 1 and "between" in rule.say and _OVERLAP in ns[0]:
        return Judgement("between", ns, average)
    grade = _grade(rule, verdicts, at_edge=only == threshold.value, question=normalise(question))
    fails = any(verdict is False for verdict in verdicts)
    return None if grade is None else Judgement(grade, ns, average, fails=fails)


def _in_percent(said: list[Measure], question: str, rule: Counts) -> list[Measure]:
    """What is said as a share; what only comes to one, where nothing is said so plainly. A bare
    number that counts something of a whole (`120张床住了70`) is no share."""
    if said and not said[0].bare:
        return said
    counted = ratios(question, rule)
    shares = [m for m in said if not (m.bare and _COUNTED.match(m.after))]
    return counted or [m for m in shares if not is_part(m, question, rule)]


def _is_of(measure: Measure, own: str) -> bool:
    """Whether a number is not said to be another figure: 入住率90%那失能占比60%呢."""
    clause = re.split(r"[,，。;；?？!！\d%]", measure.before)[-1]
    named = _NAMED.search(clause)
    return named is None or re.search(own, clause) is not None


def _of_the_whole(measure: Measure, rest: str) -> Measure:
    """A share of what is left (空了四成) as that of the rest (六成)."""
    if re.search(rf"(?:{rest})[^,，。;；?？!！\d]{{0,6}}$", measure.before) is None:
        return measure
    low, high = _HUNDRED - measure.high, _HUNDRED - measure.low
    told = f"{plain(low)}%" if low == high else f"{plain(low)}%—{plain(high)}%"
    return replace(
        measure,
        low=low,
        high=high,
        open_low=measure.open_high,
        open_high=measure.open_low,
        text=told,
    )


def _grade(
    rule: Judge, verdicts: list[bool | None], *, at_edge: bool, question: str
) -> Grade | None:
    several = len(verdicts) > 1
    if several and "several" in rule.say:
        return "several"
    if None in verdicts:
        return "mixed" if False in verdicts and rule.all_needed and "mixed" in rule.say else None
    if len(set(verdicts)) > 1:
        return "mixed" if "mixed" in rule.say else None
    if at_edge and not (verdicts[0] and _asks_open(rule, question)):
        return "edge"
    if not verdicts[0]:
        return "fails"
    return "open" if _asks_open(rule, question) and not several else "meets"


def _asks_open(rule: Judge, question: str) -> bool:
    return any(word in question for word in rule.open_words)


def _states_the_rule(measure: Measure) -> bool:
    """`要满10年吧`: the number is what the user takes the rule to be, not what they have."""
    clause = re.split(r"[,，。;；?？!！]", measure.before)[-1]
    named = measure.exact is not None and _RATE.search(clause)
    said = (
        _PREMISE.search(clause)
        or _ENOUGH.search(measure.after)
        or _MEANT.search(measure.after)
        or _RULED.search(measure.after)
        or (named and _CONFIRMED.search(measure.after))
        or (_IS.search(clause) and _CONFIRMED.search(measure.after))
        or (_COUNTS.search(measure.text) and _ASKED_BACK.search(measure.after))
    )
    return bool(said) and not _HAVE.search(clause)
