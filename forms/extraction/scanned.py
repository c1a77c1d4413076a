"""What a scanner or a printed form puts between the words: spaced characters, boxes, headings."""

import re

_HAN = r"\u4e00-\u9fff"
_SPACED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:[ \u3000][{_HAN}]){{2,}}(?![{_HAN}])")
_TWO = re.compile(rf"(?<![{_HAN}])([{_HAN}])[ \u3000]([{_HAN}])(?=\s*[：:])")
_APART = re.compile(r"PDY[ -]?[0-9A-Z]{2,}(?:[ -][0-9A-Z]{2,}){1,6}(?![0-9A-Za-z年月.])")
_SPACED_DIGITS = re.compile(r"(?<![\d.])\d(?: \d){1,4}(?=\s*[张人名位家对%])")
_TICKED, _EMPTY = r"☑|√|✓|✔|■|\[[xX√✓]\]|（√）", r"□|☐|○|\[\s?\]|（\s）"
_BOX = re.compile(rf"({_TICKED})|({_EMPTY})")
_NONE = re.compile(r"(?<=[都均皆全])[为是]?\s?[0零](?=[。；，,\n]|$)|(?<=[：= ])[0零]\s?[起件例宗]")
_HEADING = re.compile(r"【(?!\d{4}】)([^【】\n]{1,12})】")
_OF_A_PAGE = re.compile(r"简介|概况|介绍|信息|资料|摘要|关于|公告|新闻|名片|走进")


def joined(text: str) -> str:
    """`text` with the characters that a scanner took apart put together: 负 责 人, 3 2 张."""
    text = _SPACED.sub(lambda m: re.sub(r"\s", "", m.group()), text)
    text = _TWO.sub(r"\1\2", text)
    text = _APART.sub(lambda m: re.sub(r"[ -]", "", m.group()), text)
    text = _TIGHT.sub("", text)
    text = _with_the_year(text)
    return _SPACED_DIGITS.sub(lambda m: m.group().replace(" ", ""), text)


_TIGHT = re.compile(  # 示例路 18号, 2019年 6月, 120 张
    r"(?<=[路街巷弄道村区段组])[ \u3000]+(?=\d{1,4}(?:-\d{1,3})?号)"
    r"|(?<=号)[ \u3000]+(?=\d{1,3}号?[楼栋])"
    r"|(?<=\d年)[ \u3000]+(?=\d{1,2}月)|(?<=\d月)[ \u3000]+(?=\d{1,2}[日号])"
    r"|(?<=\d)[ \u3000]+(?=[张人名位家次对项类%](?![\u4e00-\u9fff]))"
)
_SAME_YEAR = re.compile(r"(同年|当年|次年)(?=\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})月)")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")


def _with_the_year(text: str) -> str:
    """2013年4月批准，同年10月发证: the year that is meant, in its place."""
    for later in reversed(list(_SAME_YEAR.finditer(text))):
        said = _YEAR.findall(text[: later.start()])
        if said:
            year = int(said[-1]) + (later[1] == "次年")
            text = f"{text[: later.start()]}{year}年{text[later.end() :]}"
    return text


def smoothed(text: str) -> str:
    """`text` (folded), as long as before: the ticked options alone, headings on their own line."""
    text = _NONE.sub(lambda m: "没有".ljust(len(m.group())), text)
    lines = [_ticked(line) for line in text.split("\n")]
    return _HEADING.sub(_own_line, "\n".join(lines))


def _ticked(line: str) -> str:
    """☑是 □否 says 是; a line with one sort of box only is a list and stays."""
    boxes = list(_BOX.finditer(line))
    if not any(box[1] for box in boxes) or not any(box[2] for box in boxes):
        return line
    chars = list(line)
    for number, box in enumerate(boxes):
        end = boxes[number + 1].start() if number + 1 < len(boxes) else len(line)
        upto = box.end() if box[1] else end
        chars[box.start() : upto] = " " * (upto - box.start())
    return "".join(chars)


def _own_line(match: re.Match[str]) -> str:
    """【机构简介】 is a heading of the page, 【地址】 the name of what follows."""
    return f"\n{match[1]}" + ("\n" if _OF_A_PAGE.search(match[1]) else "：")
