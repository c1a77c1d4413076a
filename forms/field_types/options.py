"""Yes or no in free words, and choices by number, label or synonym."""

import re
from datetime import date
from typing import Any

from forms.cleaning import clean, compact, fold
from forms.definition import Choice, Field
from forms.errors import UnclearValue
from forms.field_types.base import FieldKind, refusal, unclear
from forms.numerals import scan_numbers
from forms.phrases import say

_UNSURE = re.compile(
    r"不(?:太)?(?:清楚|知道|确定|一定|好说)|可能|也许|大概|好像|应该是|说不准|忘了"
)
_UNDER_WAY = re.compile(
    r"正在|在办(?!公)|办理中|申请中|准备(?:办|做|申请|开展)|还在|快(?:办|下|拿|批)|申请(?:已经?)?[交提报递]|[交报递]上去|等(?:批|审|通知)|待批|审批中|审核中|公示中|一半|部分"
)
_NO = re.compile(
    r"(?:没|未|無|无|否|不是|不能|不具备|不提供|不可以|不会|不了|不到|做不|办不|没有|并未|从未|从没|尚未|还没|不曾|^不|不再(?!是|有)|没办|no\b|×|✗)",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?:有|是|对(?![面接象方口外内老照])|能|可以|具备|已|办了|办好|办理了|拿到|取得|开展|提供|也做|也在做|也搞|都做|建了|建成|落实|做到|到位|完成(?![时期日])|完毕|出台|出了|上线|做得(?!不|差|少)|一年[一两二\d]次|每[年月季]|建立|发现(?!不)|设了|设立|设有|成立了|组建|配了|配有|配备|开通|定点|纳入|列入|印发|同等|一样(?:的)?(?:待遇|对待)|批(?:下来|准|复|了)|获批|通过|覆盖|齐全|俱全|(?:做|搞|办)$|在用|做了|在做|嗯|好的|当然|全都|都|发生过|出过|被|过$|了$|yes\b|^ok$|✓|√|☑)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"有没有|是不是|能不能|是否|有无")
_NO_DENIAL = re.compile(
    r"不(?:断|错|少(?!于)|仅|但(?!是)|光|定期|限|间断|同(?!意)|瞒您?说|用(?:担心|操心)|论|管|多)"
    r"|[没从]不?(?:落下|断过|间断|缺)(?:过)?|(?<!是)无(?:障碍|缝|论|微不至|偿)|差不多"
)
"""Words with 不, 没 or 无 in them that deny nothing: 不定期开展, 不少都做."""
_WONT = re.compile(
    r"不(?:再)?(?:做|搞|办|弄|开展|开设|开|设|建|收|接|参加|参与|涉及|纳入|列入|提供|服务|属于|算|落实|执行|覆盖|享受|具备)"
)
"""临终的不做, 暂不开展: a denial wherever it stands."""
_DENIED = re.compile(r"不(?!对|是)|[没未]")
_MEANT_TO_BE = re.compile(
    r"打算|筹备|筹建|筹划|争取|考虑|[拟想要](?:开展|开设|建立|建设|做|搞|办|设)(?!的话)|计划(?:开展|做|办|建|搞|开|年内|明年|今年|下半年)"
)
_STOPPED = re.compile(r"(?<![没未不])停(?:了|办|用|掉|下来)|空白")


def polarity(text: str) -> bool | None:
    """True for yes, False for no, None for neither; UnclearValue when it is under way."""
    text = fold(clean(text))
    if _QUESTION.search(text) or _UNSURE.search(text):
        return None
    denial = _NO.search(text) or _WONT.search(text)
    if _UNDER_WAY.search(text) or (_MEANT_TO_BE.search(text) and not denial):
        raise UnclearValue(say("unclear_under_way"), False)
    text = _NO_DENIAL.sub("有", text)
    if _NO.search(text) or _WONT.search(text):
        return None if re.search(r"不是没|没有不|不会没|无不", text) else False
    if _YES.search(text):
        return None if _DENIED.search(text) or _STOPPED.search(text) else True
    return None


def _parse_yes_no(field: Field, raw: str, today: date) -> bool:
    folded = compact(raw)
    if folded == compact(field.yes_label):
        return True
    if folded == compact(field.no_label):
        return False
    try:
        answer = polarity(raw)
    except UnclearValue as exc:
        raise unclear("under_way_of", field, exc.guess) from exc
    if answer is None:
        raise refusal("yes_no", field, yes=field.yes_label, no=field.no_label)
    return answer


def match_choice(field: Field, text: str) -> Choice | None:
    """The one option `text` names by number, label or synonym; the longest name wins."""
    folded = compact(text)
    if not folded:
        return None
    number = re.fullmatch(r"(?:是|选择|选项|选)?第?(.{1,3}?)(?:个|项|号|种|类)?", folded)
    if number is not None:
        found = list(scan_numbers(number.group(1)))
        if len(found) == 1 and found[0].end - found[0].start == len(number.group(1)):
            position = int(found[0].value)
            return field.choices[position - 1] if 1 <= position <= len(field.choices) else None
    names = [
        (compact(word), choice)
        for choice in field.choices
        for word in (choice.label, *choice.synonyms)
    ]
    for name, choice in names:
        if name == folded:
            return choice
    inside = [(len(name), choice) for name, choice in names if name in folded]
    if inside:
        longest = max(length for length, _ in inside)
        best = {choice.key: choice for length, choice in inside if length == longest}
        if len(best) == 1:
            return next(iter(best.values()))
    return None


def _choices_text(field: Field) -> str:
    return "、".join(f"{n}.{choice.label}" for n, choice in enumerate(field.choices, 1))


def _parse_choice(field: Field, raw: str, today: date) -> str:
    choice = match_choice(field, clean(raw))
    if choice is None:
        raise refusal("choice", field, choices=_choices_text(field))
    return choice.key


def _parse_multi(field: Field, raw: str, today: date) -> list[str]:
    parts = [part for part in re.split(r"[、,，;；\s和及]+", clean(raw)) if part]
    keys: list[str] = []
    for part in parts:
        choice = match_choice(field, part)
        if choice is None:
            raise refusal("no_such_choice", field, raw=part[:20], choices=_choices_text(field))
        if choice.key not in keys:
            keys.append(choice.key)
    if not keys:
        raise refusal("choice", field, choices=_choices_text(field))
    return [choice.key for choice in field.choices if choice.key in keys]


def _show_yes_no(field: Field, value: Any) -> str:
    return field.yes_label if value else field.no_label


def _label(field: Field, key: str) -> str:
    return next((choice.label for choice in field.choices if choice.key == key), key)


_SAMPLE_CHOICES = [
    {"key": "public", "label": "公办", "synonyms": ["公立", "国有"]},
    {"key": "private", "label": "民办非营利", "synonyms": ["民非", "非营利"]},
    {"key": "profit", "label": "民办营利", "synonyms": ["营利"]},
]

YES_NO = FieldKind(
    name="yes_no",
    parse=_parse_yes_no,
    show=_show_yes_no,
    holds=lambda field, value: isinstance(value, bool),
    good=(
        "有",
        "没有",
        "未发生",
        "是的",
        "办了",
        "还没",
        "没办下来",
        "否",
        "从来没有",
        "已取得",
        "无",
        "对",
    ),
    bad=("", "不清楚", "120", "有没有", "正在办", "天气"),
    sample={"type": "yes_no", "example": "有"},
)
CHOICE = FieldKind(
    name="choice",
    parse=_parse_choice,
    show=lambda field, value: _label(field, value),
    holds=lambda field, value: value in [choice.key for choice in field.choices],
    good=("1", "第二个", "民非", "公立", "我们是民办非营利的", "营利"),
    bad=("", "9", "街道办的", "0"),
    sample={"type": "choice", "choices": _SAMPLE_CHOICES, "example": "公办"},
)
MULTI_CHOICE = FieldKind(
    name="multi_choice",
    parse=_parse_multi,
    show=lambda field, value: "、".join(_label(field, key) for key in value),
    holds=lambda field, value: (
        isinstance(value, list) and set(value) <= {choice.key for choice in field.choices}
    ),
    good=("1、3", "公立和民非", "2"),
    bad=("", "1、9", "不知道"),
    sample={"type": "multi_choice", "choices": _SAMPLE_CHOICES, "example": "1、3"},
)
