"""Numbers as people write them: digits, Chinese numerals, 成, 百分之."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import cn2an

_SPOKEN_POINT = re.compile(r"(?<=\d)点(?=\d)")
CHINESE = "零〇一二两三四五六七八九十百千"
NUMBER = rf"(?:\d+(?:[.点]\d+)?|[{CHINESE}]+(?:点[{CHINESE}]+)?)"
MONTH = rf"(?<![\d{CHINESE}])(?P<month>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})月"


def to_number(text: str) -> Decimal | None:
    """`65`, `六十五`, `九十四点五`, `94点5` as a Decimal; None when it is not a number."""
    try:
        return Decimal(_SPOKEN_POINT.sub(".", text))
    except InvalidOperation:
        pass
    try:
        return Decimal(str(cn2an.cn2an(text.replace("〇", "零").replace("两", "二"), "smart")))
    except (ValueError, KeyError):
        return None


def plain(number: Decimal) -> str:
    """A Decimal without trailing zeros, at most two places."""
    rounded = number.quantize(Decimal("0.01")).normalize()
    return f"{rounded:f}"
