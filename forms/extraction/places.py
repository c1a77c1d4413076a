"""Does this look like an address, and where does a whole one stand?"""

import re

from forms.extraction.names import is_organisation

_HAN = r"\u4e00-\u9fff"


_PLACE = re.compile(
    r"[省市县区镇乡].{0,40}[路街巷弄号村道里区镇乡院楼栋座室]|(?:路|街|巷|大道)\d+号"
)


def is_place(text: str) -> bool:
    """Does it read like an address, and not like the name of who is there?"""
    if is_organisation(text) and re.search(r"[路街巷弄道号村]|\d", text) is None:
        return False
    return len(text.strip()) >= 6 and _PLACE.search(text) is not None


_FULL_ADDRESS = re.compile(
    rf"(?:[{_HAN}]{{2,3}}省)?[{_HAN}]{{2,8}}?[市县区](?:[{_HAN}A-Za-z\d]{{1,30}}?)"
    rf"(?:路|街|巷|弄|道|里|村|镇|乡|社区|小区|组|段)[{_HAN}\d\-]{{0,12}}?"
    rf"(?:\d+|[零一二三四五六七八九十百]+)(?:-\d+)?号(?:之[一二三四五六\d])?(?:[{_HAN}A-Za-z\d\-]{{0,12}}?[楼栋座室层院](?:[A-Za-z\d一二三四五六七八九十]{{1,4}}[楼栋座室层]){{0,3}}(?:办公室)?)?"
)


_BEFORE_ADDRESS = re.compile(
    r"^(?:目前|现在|我们|咱们)(?:单位|机构|院)?(?=[\u4e00-\u9fff]{2,3}[省市县区])|^.{0,12}?(?:(?:搬|迁)(?:[到至往]|来了?|过来)了?|现址[是在为：]*|具体(?:地址)?[是在]?|寄[到往]|用?现在的|执照上的?|证上的?|[你您]?(?:写|填)|就?用|[都就还仍]是|位于|坐落于|坐落在|地址在|地址是|地址：|就在|在)"
)


_AFTER_A_BRACKET = re.compile(r"^[（(\s]*(?:\d{6})?\s*[）)]\s*(?=[\u4e00-\u9fff])")
"""（353000）南平市…: a postcode in brackets before it, or what is left of that."""


def full_address(text: str) -> tuple[int, int] | None:
    """Where a whole address stands in `text`: from city or county to the house number."""
    lead = _BEFORE_ADDRESS.match(text) or _AFTER_A_BRACKET.match(text)
    start = lead.end() if lead else 0
    match = _FULL_ADDRESS.match(text, start)
    if match is None and (colon := text.rfind("：") + 1):
        start = colon  # 地址还是执照上那个：晋江市青阳街道…
        match = _FULL_ADDRESS.match(text, start)
    if match is not None and text[start] in "是为在":
        start += 1
    return (start, _without_its_owner(text, start, match.end())) if match else None


_HOUSE = re.compile(r"号(?:之[一二三四五六\d])?")


def _without_its_owner(text: str, start: int, end: int) -> int:
    """…示例路9号永春示例养护院: where the name of who is there begins, if that is a whole name."""
    houses = list(_HOUSE.finditer(text, start, end))
    owner = text[houses[-1].end() : end] if houses else ""
    return houses[-1].end() if is_organisation(owner) else end
