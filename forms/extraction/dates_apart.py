"""A date in two parts: 2018年的，11月 · 7月9号查的，2021年."""

import re

_CN = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = r"(?:(?:19|20)\d\d|(?<!\d)\d\d|[零〇一二三四五六七八九]{2,4}|十[一二三四五六七八九])年"
_MONTH = rf"(?:{_CN})月(?:份)?(?:(?:{_CN})[日号])?"
_HAN = r"\u4e00-\u9fff"
_OF = r"(?:拿|办|发|取|备|批|下|领|查|自查|检查|到|来|得|案|的|是|了|年?[底初末]|吧|左右|那年|做)"
_YEAR_FIRST = re.compile(
    rf"(?P<year>{_YEAR})(?P<between>{_OF}{{0,6}})[，,、 ]+(?:好像|大概|应该|具体)?是?"
    rf"(?P<month>{_MONTH})(?=[的吧份左右啊呀。！）]*(?:[，,。；\n）]|\s*$))"
)
_MONTH_FIRST = re.compile(
    rf"(?<![年\d{_HAN}])(?P<lead>[{_HAN}]{{0,8}}?)(?P<month>{_MONTH})(?P<between>[{_HAN}]{{0,6}})"
    rf"[，, ]+是?(?P<year>{_YEAR})(?=[的吧]*(?:[，,。；\n）]|\s*$))"
)
_ENDS = re.compile(r"年?[底初末]")


def joined(text: str) -> str:
    """`text` with such dates put together, the year first."""
    text = _YEAR_FIRST.sub(lambda m: f"{m['year']}{m['month']}{_ENDS.sub('', m['between'])}", text)
    return _MONTH_FIRST.sub(
        lambda m: (
            f"{m['lead']}{m['year']}{m['month']}{m['between']}"
            if "年" not in m["lead"]
            else m.group()
        ),
        text,
    )
