"""A question that leaves out what the last one said: `那嘉兴呢` after `青岛长护险怎么做`.

Three ways to make it whole, each on the words of the last question: a place, a department, a kind
of applicant, a notice or a number is put in the place of the last one's; `上一条` is counted from
the number asked for last; and `这个项目投了多少钱` is read behind the last question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import cn2an

from policy.cues import item_number
from policy.router_data import FollowUps

_ITEM = re.compile(r"第?\s*[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})[)）]?\s*([条项点])")
_MONTH = re.compile(r"(?:1[0-2]|(?<!\d)[1-9])月(?:\d{1,2}[日号])?")
_BESIDE = "(?:面|边|头)?(?:紧?[接挨跟]着?)?(?:的?[那这])?的?一?(?:条|项|点)"
_FIGURE = re.compile(r"\d{1,3}(?:\.\d+)?(?P<unit>%|年|个月|次|张|人)?")
_STATED = re.compile(
    r"(?<![第\d.])\d{1,3}(?:\.\d+)?(?:(?P<unit>%|年|个月|次|张|人)|(?=[行够可算能达](?!\d)))"
)
"""A figure in the last question, which another takes the place of: 5.2%行吗, 4.9呢."""
_ITS_SHARE = re.compile(r"[是为占达到]{0,2}\d+(?:\.\d+)?(?:%|(?=[行够可吗算符]))")
"""The share that a question states of what it names: 入住率64%."""
_NEXT = re.compile(f"[下后]{_BESIDE}")
_BEFORE = re.compile(f"[上前]{_BESIDE}")
_NOTHING = 2
"""A rest of so many characters says nothing."""
_FREELY = 2
"""Times as much may stand beside it where the follow-up is no question that is answered alone."""
_MEANT = re.compile(r"^(?:那么?|还有|另外|再问下?|换成)|[呢吧吗咧啊呀嘞的?？!！,，。 ]")
_SAYS_WHAT = re.compile(
    r"^(?:请问|想问|看看?|查一?下?)|(?:内容|原文|(?:讲|说|写|是)*(?:什么|啥|哪样)|怎么[说写讲])$"
)
_OF_ANOTHER = re.compile(r"呢[?？。!！ ]*$")


def of_another(text: str) -> bool:
    """Whether a question puts another thing in the place of the last one: 那消防呢."""
    return bool(_OF_ANOTHER.search(text))


def only_item(text: str) -> bool:
    """Whether a normalised question says no more than the number of an article, and asks what that
    says: 第二十二条呢, 第三条讲什么."""
    bare = _SAYS_WHAT.sub("", _MEANT.sub("", _MEANT.sub("", text)))
    return _ITEM.fullmatch(bare) is not None


class FollowUp:
    """Makes follow-ups whole. `names`: what each notice is called, longest first within one."""

    def __init__(
        self, rule: FollowUps, names: Sequence[str], kinds: Sequence[Sequence[str]]
    ) -> None:
        self._rule = rule
        self.kinds = [_any_of(words) for words in (*kinds, *rule.kinds) if words]
        """What may stand in the place of another of its kind, beside the names of notices."""
        moved = [*self.kinds, *(_any_of(words) for words in rule.in_place if words)]
        self._kinds = [_any_of(names), *moved] if names else moved

    def exchanged(self, text: str, last: str, *, freely: bool = False) -> tuple[str, bool] | None:
        """The last question with what the follow-up puts in the place of something in it, and
        whether the follow-up says nothing else; None when it puts nothing, or asks for more than
        that (`freely`: for more still). Both normalised."""
        most = _FREELY * self._rule.beside if freely else self._rule.beside
        counted = self._counted(text, last)
        if counted is not None:
            return counted, True
        figure = _FIGURE.fullmatch(_MEANT.sub("", _MEANT.sub("", text)))
        if figure is not None and (stated := _STATED.search(last)) is not None:
            unit = "" if figure["unit"] else stated["unit"] or ""
            return f"{last[: stated.start()]}{figure.group()}{unit}{last[stated.end() :]}", True
        for kind in (*self._kinds, _MONTH, _ITEM):
            new, old = kind.search(text), kind.search(last)
            if new is None or old is None or new.group() == old.group():
                continue
            rest = _MEANT.sub("", text[: new.start()] + text[new.end() :])
            if kind is _ITEM and (_NEXT.search(text) or _BEFORE.search(text)):
                continue  # there is none before the first
            if _ITS_SHARE.match(last[old.end() :]) and not any(map(str.isdigit, text)):
                continue  # 入住率64%行吗, 满意度呢: 64% is no other's
            if any(map(str.isdigit, rest)) and any(map(str.isdigit, last)):
                continue  # 满意度94行不行, 入住率70呢: it states its own
            if len(rest) <= most:
                whole = f"{last[: old.start()]}{new.group()}{last[old.end() :]}"
                return whole, len(rest) <= _NOTHING
        return None

    def only_place(self, text: str) -> str | None:
        """The place that a normalised question names and no more: 那广东呢."""
        found = self.kinds[0].fullmatch(_MEANT.sub("", _MEANT.sub("", text)))
        return found.group() if found is not None else None

    def points_back(self, text: str, *, elsewhere: bool) -> bool:
        """Whether a normalised question points back at what was spoken of; `elsewhere`: that is of
        another notice than the home one."""
        more = self._rule.back_elsewhere if elsewhere else ()
        return text.startswith((*self._rule.back, *more))

    def _counted(self, text: str, last: str) -> str | None:
        number = item_number(last)
        step = 1 if _NEXT.search(text) else -1 if _BEFORE.search(text) else 0
        if number is None or not step or number + step < 1:
            return None
        numeral = re.sub("^一(?=十)", "", str(cn2an.an2cn(number + step)))
        return _ITEM.sub(lambda found: f"第{numeral}{found[2]}", last, count=1)


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)))
