"""Where a statement ends though nothing marks it: 医保有了 长护险还没有, 名称：康宁性质：公办.

People who type on a telephone put a space for a comma, a 哈 at the end, or nothing at all.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from forms.definition import Form
from forms.extraction import names
from forms.extraction.lexicon import Label, Lexicon, words

_HAN = r"\u4e00-\u9fff"
_LAST_WORD = re.compile(rf"(?<=[{_HAN}\d%）])[哈哦噢喔呀哇嘞咧哟嗯]+(?=[，,。；！？\n]|\s*$)")
_STATED_AND_A_WORD = re.compile(  # 失能112名呢，: no question, where something follows
    rf"(?<=[{_HAN}\d%）])[呢呐](?=[，,。；\n])|(?<=[院所心站司县市区号层）])吧(?=[，,。；\n])"
)
_INTERROGATIVE = re.compile(
    r"什么|怎么|多少|哪|谁|几|为啥|是不是|有没有|能不能|要不要|如何|咋|吗|多久"
)
_STRETCH = re.compile(r"[^，,。；！？：\n\t]+")
_GAP = re.compile(r"[ \u3000]+")
_GOES_ON = re.compile(r"[与和及跟或、的（“《〔\-—：]$")
_SAID = re.compile(
    r"(?:有|了|没|没有|过|好|做|办|开展|建立?|齐全?|到位|定点|落实|提供|具备|完成|[张人家位名个次%]|号|[楼室层栋座]|\d年|月|[日号]|[做办开建办批]的)[的了]?$"
)
_BEGINS = re.compile(
    r"(?:其中|另外|其他|其余|别的|剩下|现在|目前|今年|去年|前年|这个月|本月|后来|不过|但是?"
    r"|以[^，,。 ]{1,8}为准)"
)
_LEADS = re.compile(
    r"(?:我们|我院|另外|还有|以及|其中|现在|目前|然后|养老那?[边块]|医疗那?[边块])*"
)
_ENOUGH = 3


_COMPLETE = re.compile(r"[有没无是不都了]|\d|[一二两三四五六七八九十百][张个名位人家次]")
_ANOTHER = re.compile(
    rf"(?:也|还|都|只|就|正在|没有?|不|有|后来|前[一二三四]|上个?月|这个?月|[去今前]年|我们|另|其|这)[{_HAN}\d]{{2}}"
)


def _unless_it_asks(match: re.Match[str]) -> str:
    clause = re.split(r"[，,。；！？\n]", match.string[: match.start()])[-1]
    return match.group() if _INTERROGATIVE.search(clause) or len(clause) < _ENOUGH else " "


_STATED = re.compile(
    rf"[{_HAN}]{{2}}.*(?:[了的过没有好做办开齐到完无√×]|不?是|[\d一二三四五六七八九十百][张个名位人家次对项类级%]|\d|[年月日号底])$"
)
"""A stretch that ends as a statement does: 后来才办的养老 not, 民办的 yes."""
_STATES = re.compile(
    rf"(?=[{_HAN}][^，,。；]{{2,}})(?=[^，,。；]*?(?:[有没无是不了过在都也做办改剩填√×]|\d|[一二两三四五六七八九十百][张个名位人家次对]))"
)


def smoothed(text: str, lexicon: Lexicon) -> str:
    """`text` (folded), as long as before: no last word of courtesy, commas for spaces."""
    text = _LAST_WORD.sub(lambda m: " " * len(m.group()), text)
    text = _STATED_AND_A_WORD.sub(_unless_it_asks, text)
    chars = list(text)
    for stretch in _STRETCH.finditer(text):
        for gap in _GAP.finditer(text, stretch.start(), stretch.end()):
            before = text[stretch.start() : gap.start()].rsplit(" ", 1)[-1].rsplit("\u3000", 1)[-1]
            behind = _GAP.split(text[gap.end() : stretch.end()], maxsplit=1)[0]
            if _is_a_stop(lexicon, before, behind):
                chars[gap.start()] = "，"
    return "".join(chars)


def _is_a_stop(lexicon: Lexicon, before: str, behind: str) -> bool:
    """Are the words on both sides of a space statements of their own?"""
    if _GOES_ON.search(before) or min(len(before), len(behind)) < (
        2 if behind in _known_words(lexicon.form) else _ENOUGH
    ):
        return False
    named = list(lexicon.labels(before))
    if any(x.end == len(before) for x in named):  # 机构名称 福州市康宁护理院: a name and its value
        answered = _ANSWER_AND_NAME.match(before) or before in _stated(lexicon.form)
        return bool(answered) and _OWN_ANSWER.search(behind) is not None
    if behind in _known_words(lexicon.form) or behind.removesuffix("的") in _known_words(
        lexicon.form
    ):
        return True
    if _COMPLETE.search(before) and (named or _SAID.search(before)) and _ANOTHER.match(behind):
        return True
    if _STATED.search(before) and _STATES.match(behind):
        return True
    told = bool(named) or before.endswith((*words().organisation_ends, "号", "楼", "室", "层"))
    lead = _LEADS.match(behind)
    begins = any(x.start <= (lead.end() if lead else 0) for x in lexicon.labels(behind))
    return (told and begins) or (bool(_SAID.search(before)) and bool(_BEGINS.match(behind)))


@lru_cache(maxsize=32)
def _stated(form: Form) -> frozenset[str]:
    """医保定点: names that are answers."""
    return frozenset(said for field in form.fields.values() for said in field.stated_by)


_REST = re.compile(
    r"(?<![除和与跟及、比在])(?<!除了)(?<!是)(?:其他|其它|其余|别的)(?=[^，,。；\n]*?[有没都不做])"
)
_A_NAME = re.compile(r"\s?(?:：|叫(?!什么))")
_JOINS = re.compile(r"\s*(?:[、/和及与跟或]|以及|还有)?\s*")
_ANSWERED = re.compile(
    r"(?:没有?(?:发现)?问题|(?:都|很|挺|还)(?:正常|好|符合|达标)|[有没无]|(?:有|做|办|开|建|上|批|定点|落实|开展|提供|完成|具备)了|没[做办开建上批搞弄有]|不是|是的?|都[有做]|开展|到位|落实)[了的]?$"
)
_ANSWER_FIRST = re.compile(r"(?:没有?|有|无|还没有?|不?是)$")
_AGAIN_FIRST = re.compile(r"(?:只|也|还|就|但|却|都)*(?:没有?|有|无|不?是)$")
_ANSWER_AND_NAME = re.compile(r"(?:我们|我院|还|暂时)*(?:没有?|有|无|不?是)")
_OWN_ANSWER = re.compile(r"[有没无不是]")


def breaks(form: Form, lexicon: Lexicon, text: str) -> list[int]:
    """Where within `text` (folded) a new statement begins without a mark before it."""
    found = set(_before_names(lexicon, text))
    found |= set(_between_answers(form, lexicon, text))
    found |= set(_after_whole_names(form, lexicon, text))
    found |= {m.start() for m in _REST.finditer(text) if _has_said(lexicon, text, m.start())}
    return sorted(found)


def _has_said(lexicon: Lexicon, text: str, position: int) -> bool:
    """Was something named or listed before, in this stretch?"""
    told = re.split(r"[，,。；！？\n]", text[:position])[-1]
    return bool(_ANSWERED.search(told)) and (
        any(True for _ in lexicon.labels(told)) or re.search(r"\d", told) is not None
    )


def _stretches(lexicon: Lexicon, text: str) -> Iterator[list[Label]]:
    """The names of each stretch between two marks."""
    for stretch in re.finditer(r"[^，,。；！？\n]+", text):
        said = stretch.group()
        at = stretch.start()
        yield [
            Label(x.start + at, x.end + at, x.keys, x.shared, x.loose, x.foreign)
            for x in lexicon.labels(said)
        ]


@lru_cache(maxsize=32)
def _known_words(form: Form) -> tuple[str, ...]:
    """What may follow a name without a mark: the names of options, and what is an answer."""
    options = {w for f in form.fields.values() for c in f.choices for w in (c.label, *c.synonyms)}
    return tuple(
        sorted({w for w in {*options, *_stated(form)} if len(w) > 1}, key=len, reverse=True)
    )


_PLACE_NAME = re.compile(rf"[{_HAN}]{{1,8}}[省市县区][{_HAN}]{{0,20}}?")
_MANY = 30


def _after_whole_names(form: Form, lexicon: Lexicon, text: str) -> Iterator[int]:
    """永安市示例颐养院两证齐全, 福州市晋安区市辖区: a whole name, then a known word."""
    for stretch in _STRETCH.finditer(text):
        said = stretch.group()
        lead = names.organisation_start(said)
        if _PLACE_NAME.match(said, lead) is None:
            continue
        for at in range(lead + 4, min(len(said) - 1, lead + _MANY)):
            name, behind = said[lead:at], said[at:]
            if name.endswith(words().organisation_ends):
                whole = names.is_organisation(name)
            else:
                whole = _OF_A_CITY.fullmatch(name) is not None and names.county_in(name) is not None
            if whole and _known_behind(form, lexicon, behind):
                yield stretch.start() + at
                break


_OF_A_CITY = re.compile(rf"(?:[{_HAN}]{{2,3}}省)?[{_HAN}]{{2,4}}[市州盟][{_HAN}]{{1,4}}[县市区旗]")


def _known_behind(form: Form, lexicon: Lexicon, text: str) -> bool:
    if text.startswith(_known_words(form)):
        return True
    label = next(iter(lexicon.labels(text)), None)
    return label is not None and label.start == 0 and not label.loose


def _before_names(lexicon: Lexicon, text: str) -> Iterator[int]:
    """名称：康宁护理院性质：公办: a name with a colon, after another one and its value."""
    for labels in _stretches(lexicon, text):
        for number, label in enumerate(labels[1:], start=1):
            before = labels[number - 1]
            between = text[before.end : label.start]
            if _A_NAME.match(text, label.end) and len(between.strip(" ：是叫为")) > 1:
                yield label.start


def _between_answers(form: Form, lexicon: Lexicon, text: str) -> Iterator[int]:
    """制度有考核有团队还没建: each name with an answer of its own."""
    for labels in _stretches(lexicon, text):
        asked = [x for x in labels if any(form.fields[k].type == "yes_no" for k in x.keys)]
        if len(asked) < 2:
            continue
        start = text.rfind("\n", 0, asked[0].start) + 1
        begin = max(start, *(text.rfind(mark, 0, asked[0].start) + 1 for mark in "，,。；！？"))
        first = _ANSWER_FIRST.search(text[begin : asked[0].start]) is not None
        for one, other in pairwise(asked):
            between = text[one.end : other.start]
            if _JOINS.fullmatch(between) or "、" in between:
                continue
            if set(one.keys) & set(other.keys):
                continue  # 人才队伍没有培训记录: one question, named twice
            again = _AGAIN_FIRST.search(between)
            if first and again is not None:
                yield one.end + again.start()
            elif _ANSWERED.search(between) is not None:
                yield other.start
