"""What stands around the facts: 老师好，……，麻烦了 · “……” · 我这边…… · （1）……；（2）……."""

import re
from collections.abc import Callable

_QUOTED = re.compile(r"\s*[“\"「『]([^“”\"「」『』]*)[”\"」』]\s*[。.]?\s*")
_BEFORE = re.compile(
    r"\s*(?:@\S{1,12}\s+|(?:老师|领导|同志|亲|客服|小助手|助手|各位|大家)*(?:[您你]?好|早上好|上午好|下午好|晚上好|在吗|辛苦了?|打扰了?)"
    r"(?:老师|领导|同志|呀|啊|哈)?[，,。！!~～\s]+)+(?=\S)"
)
_BEHIND = re.compile(
    r"[，,。；！!~～\s]+(?:(?:就)?(?:先)?(?:这些|这样|这么多)(?:了|吧|哈)*"
    r"|(?:麻烦|辛苦|劳烦|拜托|有劳)(?:[您你]|老师|领导|一下)*了?|(?:谢谢|多谢|感谢)(?:[您你]|老师|领导|啦|了|哈)*"
    r"|(?:麻烦|请|劳烦)?(?:[您你]|老师)?(?:帮忙|帮我|给我|替我)(?:们)?(?:登记|记|填|录|写|改|更新|看|弄|核对)(?:一下|上|进去|好|下)*(?:[，,。]?谢谢[您你]?)?"
    r"|(?:请|麻烦)?(?:[您你])?(?:查收|知悉|登记|核对|审核)(?:一下)?|以上|完毕|OK|ok|好了|收到请回复)"
    r"[了吧哈啊。！!~～\s]*$"
)
_OURS = re.compile(
    r"\s*(?:(?:我|我们|咱们?|本?单位)(?:这边|这里|这儿|院里)|(?:我们|我院|咱们?)(?:目前|现在)|(?:目前|现在)(?:我们|我院|咱们?))"
    r"(?:的话|呢|呀|啊)?[，,\s]*(?=\S)(?!是|叫|位于|属|系|为|名|的|也|还|我)"
)
_HEADED = re.compile(
    r"\s*(?:给[您你]|跟[您你]|向[您你]|现将|现把|以下是?|下面是?|附上?|报送?一下|汇报一下|说一下|我来说)[^：:\d\n，,。]{0,14}"
    r"(?:情况|信息|数据|如下|简介|介绍|资料)(?:如下|报告)?\s*[：:]\s*(?=\S)"
)
_UNTIL = re.compile(
    r"\s*截[至止]到?(?:目前|现在|今天|今日|[^，,。；\n\d]{0,4}\d[^，,。；\n]{0,9}?[日号底末月年])(?:为?止)?[，,]\s*(?=\S)"
)
_ROUND = r"[①②③④⑤⑥⑦⑧⑨⑩]"
_MARK = re.compile(
    r"(?:(?<=[\n；。;，,\s])|^)\s*(?:[（(]\s*(?P<a>\d{1,2}|[一二三四五六七八九十])\s*[）)]"
    r"|(?P<b>\d{1,2})\s*(?:[、）)．]|\.(?!\d))|第?(?P<c>[一二三四五六七八九十])\s*[、.．])\s*"
    rf"|\s*(?P<d>{_ROUND})\s*"
)
_COUNTS = "一二三四五六七八九十"
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_ENOUGH = 4
"""Characters of a point of a list, from which it is a statement and no answer to a question."""


def without(text: str) -> str:
    """`text` without greeting and thanks, outer quotation marks and the numbers of a list."""
    steps: tuple[Callable[[str], str], ...] = (_unquoted, _unframed, _unnumbered, _with_commas)
    for step in steps:
        told = step(text)
        text = told if _WORDS.search(told) or re.search(r"\d", told) else text
    return text


def _unquoted(text: str) -> str:
    whole = _QUOTED.fullmatch(text)
    return whole[1] if whole else text


def _unframed(text: str) -> str:
    text = _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text
    while (behind := _BEHIND.search(text)) and behind.start():
        text = text[: behind.start()]
    headed = _HEADED.match(text)
    text = text[headed.end() :] if headed else text
    until = _UNTIL.match(text)
    text = text[until.end() :] if until else text
    ours = _OURS.match(text)
    return text[ours.end() :] if ours else text


def _unnumbered(text: str) -> str:
    """The marks of a list that runs from one on; answers numbered like the questions stay."""
    marks = list(_MARK.finditer(text))
    for first in [n for n, mark in enumerate(marks) if _number(mark) == 1]:
        run = [marks[first]]
        for mark in marks[first + 1 :]:
            if _number(mark) == len(run) + 1 and mark.lastgroup == run[0].lastgroup:
                run.append(mark)
        ends = [*(mark.start() for mark in run[1:]), len(text)]
        points = [text[mark.end() : end] for mark, end in zip(run, ends, strict=True)]
        told = sum(len(_WORDS.findall(point)) >= _ENOUGH for point in points)
        alone = not text[: run[0].start()].strip() and _WORDS.match(points[0]) is not None
        if (len(run) > 1 or alone) and told * 2 >= len(points):
            kept = text[: run[0].start()]
            for number, (mark, point) in enumerate(zip(run, points, strict=True)):
                lead = "\n" if number and "\n" in mark.group() else ""
                kept += f"{lead}{point}"
            return kept
    return text


_CLAUSE = re.compile(r"[^，,。；;！？\n（）()]+")
_STATED = re.compile(r"[\d有没无是不了未否叫为√×]")
_IN_TURN = re.compile(r"分别|依次|各是|各为|[和及与跟]")
_LEAST = 3


def _with_commas(text: str) -> str:
    """台账有、隐患都改了、预案没有: statements joined by the mark that joins words."""

    def stops(clause: re.Match[str]) -> str:
        parts = [part.strip() for part in clause.group().split("、")]
        told = all(len(part) >= _LEAST and _STATED.search(part) for part in parts)
        listed = _IN_TURN.search(clause.group()) or not _WORDS.search(parts[-1])
        return clause.group().replace("、", "，") if told and not listed else clause.group()

    return _CLAUSE.sub(stops, text)


def _number(mark: re.Match[str]) -> int:
    said = mark["a"] or mark["b"] or mark["c"]
    if said is None:
        return ord(mark["d"]) - ord("①") + 1
    return int(said) if said.isdigit() else _COUNTS.index(said) + 1
