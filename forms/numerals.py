"""Numbers as people write them: 120, 1,200, 1.2万, 一百八十, 两百五, 八成二, 百分之六十五."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import cn2an

_CN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅俩"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:[.点]\d+)?"
_ARABIC_ONLY = re.compile(r"^\d+(?:\.\d+)?$")
_DIGITS = "零一二三四五六七八九"
_SPOKEN_NUMBER = rf"(?:(?:(?!两[样种者])[{_CN}])+(?:点[{_CN}]+)?)"
_MIXED = (
    r"\d+万(?:零?\d+千(?:零?\d+百)?|零?\d+百|零\d{1,3}(?!\d)|\d{4}(?!\d))|\d+千零?\d+百|"
    r"\d+万[1-9](?![\d.万千百亿%张人名位个家对年月日号])"
)
_NUMBER = rf"(?:{_MIXED}|(?:{_ARABIC})(?:[万千百亿])?|{_SPOKEN_NUMBER})"
_MIXED_NUMBER = re.compile(_MIXED)
_TEN_THOUSANDS = re.compile(r"(\d+)万([1-9])")
"""7万8 is 78,000."""
_MIXED_PARTS = re.compile(r"(?:(\d+)万)?(?:零?(\d+)千)?(?:零?(\d+)百)?(?:零?(\d{1,4}))?")
_SCALES = (10_000, 1_000, 100, 1)
_PERCENT = re.compile(
    rf"百分之(?P<of>{_NUMBER})"
    rf"|(?P<tenths>[{_CN}\d])成(?P<rest>半|[{_CN}\d])?(?:点(?P<part>[{_CN}\d]))?"
    rf"|(?<![{_CN}\d.])(?P<plain>{_NUMBER})\s*(?:%|个?百分点|个点)"
)
_PLAIN = re.compile(_NUMBER)
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|(?<![签预合违节])约|差不多|将近|接近|近|超过|不到|至少|最多|大致|估计|可能)\s*(?:有|是|在)?\s*$"
)
_ABOUT_AFTER = re.compile(
    r"^\s*(?:[张人个位名%所]\s*)?(?:多|余|来|几|左右|上下|以上|以下|出头|不到)"
)
_NOT_A_NUMBER_BEFORE = re.compile(r"(?:第|星期|周|每|另|同|统)$")
_NOT_A_NUMBER_AFTER = re.compile(
    r"^(?:[些样定般起直旦切下共体律概致并级类项楼层家年月日号岁平亩块期证明川]|元区|点钟|小时|分钟)"
)

_COUNTED = re.compile(r"家(?![人里庭医属长])|[类项]")


@dataclass(frozen=True)
class Number:
    """A number in a text: where, how much, is it a share (%), is it only about so."""

    start: int
    end: int
    value: Decimal
    percent: bool
    about: bool


@lru_cache(maxsize=2048)
def parse_number(text: str) -> Decimal | None:
    """The number written in `text` (which holds nothing else), or None. No percent."""
    text = re.sub(r"[,，\s]", "", text)
    text = re.sub(r"(?<=\d)点(?=\d)", ".", text)
    if text == "百":
        return Decimal(100)
    text = text.replace("〇", "零").replace("俩", "两").replace("廿", "二十").replace("卅", "三十")
    if not text:
        return None
    try:
        if _ARABIC_ONLY.match(text):
            return Decimal(text)
        if (spoken := _TEN_THOUSANDS.fullmatch(text)) is not None:
            return Decimal(spoken[1]) * 10_000 + Decimal(spoken[2]) * 1_000
        if _MIXED_NUMBER.fullmatch(text) and (mixed := _MIXED_PARTS.fullmatch(text)) is not None:
            return sum(
                (Decimal(n or 0) * scale for n, scale in zip(mixed.groups(), _SCALES, strict=True)),
                Decimal(0),
            )
        scale = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000}.get(text[-1])
        if scale and _ARABIC_ONLY.match(text[:-1]):
            return Decimal(text[:-1]) * scale
        if re.fullmatch(r"[一二三四五六七八九十]", text):
            return Decimal("一二三四五六七八九十".index(text) + 1)
        if text == "两":
            return Decimal(2)
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, KeyError, InvalidOperation, OverflowError):
        return None  # cn2an knows no 二十零 and no 百十一, and says so in several ways


def scan_numbers(text: str) -> Iterator[Number]:
    """Every number in `text` (folded), left to right, never overlapping."""
    position = 0
    share = _PERCENT.search(text)
    while position < len(text):
        if share is not None and share.start() < position:
            share = _PERCENT.search(text, position)
        plain = _PLAIN.search(text, position)
        if plain is None:
            return
        percent = share is not None and share.start() <= plain.start()
        match = share if percent and share is not None else plain
        value = _percent_value(match) if percent else _plain_value(text, match)
        if value is not None:
            about = bool(
                _ABOUT_BEFORE.search(text[max(0, match.start() - 6) : match.start()])
                or _ABOUT_AFTER.match(text[match.end() : match.end() + 4])
            )
            yield Number(match.start(), match.end(), value, percent, about)
        position = match.end()


def _percent_value(match: re.Match[str]) -> Decimal | None:
    if match["of"] is not None:
        return parse_number(match["of"])
    if match["plain"] is not None:
        return parse_number(match["plain"])
    tenths = parse_number(match["tenths"])
    rest = Decimal(5) if match["rest"] == "半" else parse_number(match["rest"] or "零")
    if tenths is None or rest is None or tenths > 10:
        return None
    part = parse_number(match["part"] or "零") or Decimal(0)
    return tenths * 10 + rest + part / 10


_THIS_ONE = frozenset("上这那近首头下哪")
_IN_A_YEAR = re.compile(r"\s*(?:倍|月(?:份|底|初|中|末|[上中下]旬|(?=[和、及到至停没缺断]|\d)))")


def _plain_value(text: str, match: re.Match[str]) -> Decimal | None:
    if _IN_A_YEAR.match(text, match.end()):
        return None  # 6月底: when, not how many
    if not re.match(r"\d", match.group()):
        before, after = text[: match.start()], text[match.end() :]
        if match.group() == "一" and before[-1:] in _THIS_ONE and before:
            return None  # 最近一次, 上一次
        if match.group() == "一" and before[-1:] and before[-1:] == after[:1]:
            return None  # 停一停, 看一看
        if match.group() == "一" and re.match(r"[点些下]", after):
            return None  # 差一点
        counted = match.group() != "一" and _COUNTED.match(after)  # 四家, 六类, but not 一家
        if match.group() == "一" and after.startswith("个月"):
            return None
        not_after = _NOT_A_NUMBER_AFTER.match(after[:3]) and not counted
        if _NOT_A_NUMBER_BEFORE.search(before[-2:]) or not_after:
            return None
    return parse_number(match.group())


def show_number(value: float | int) -> str:
    """120.0 → "120", 79.5 → "79.5"."""
    return f"{value:g}" if value < 1_000_000 else str(int(value) if value == int(value) else value)
