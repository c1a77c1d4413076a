"""What the unnumbered lines of an official text look like: addressee, contact, signature, title."""

from __future__ import annotations

import re

from policy.text import squash

NUMBER = re.compile(
    r"[一-鿿]{2,14}\s*[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*(?:第\s*)?\d{1,5}\s*号"
)
"""A 文号: 闽卫老龄函〔2025〕714号."""
DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN_DAY = re.compile(
    r"[二〇○零Ｏ][〇○零一二三四五六七八九Ｏ]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_BODY_END = tuple(
    [
        "委员会",
        "委",
        "工作组",
        "救治组",
        "综合组",
        "局",
        "厅",
        "部",
        "办公室",
        "办公厅",
        "人民政府",
        "政府",
        "中心",
        "协会",
        "学会",
        "医院",
        "集团",
        "总局",
        "机构",
        "联合会",
        "研究院",
        "司",
        "处",
    ]
)
_BODIES = re.compile(r"[^。；：:，,！？]{4,60}")
PLAN_KINDS = tuple(
    [
        "实施方案",
        "工作方案",
        "行动方案",
        "方案",
        "实施办法",
        "管理办法",
        "暂行办法",
        "办法",
        "实施细则",
        "细则",
        "管理规定",
        "规定",
        "实施意见",
        "指导意见",
        "意见",
        "工作指南",
        "指南",
        "标准",
        "若干措施",
        "措施",
        "管理规范",
        "规范",
        "行动计划",
        "计划",
        "要点",
        "制度",
        "规程",
    ]
)
"""What the title of a plan ends with, the longer before the shorter."""
_TITLE_TAIL = re.compile(r"[（(](?:试行|暂行|修订版?|\d{4}年版|征求意见稿|\d{4}[-—–]\d{4}年)[）)]$")
_CONTACT = re.compile(
    r"[（(]?\s*(?:业务)?(?:联\s*系\s*人|联系方式|联系电话|联系地址|咨询电话|电\s*话|传\s*真|邮\s*箱|电子邮[箱件]"
    r"|地\s*址|邮寄地址|邮\s*编)[^。]{0,12}[:：]"
)
_LAST_WORDS = re.compile(
    r"各(?:地|级|有关|单位|县|市|区|部门|相关)|请各|请你|本(?:通知|办法|方案|意见|规定|细则)自|特此|以上"
)
_PAGE_LABEL = re.compile(
    r"[•·\s]*(?:信息)?(?:索引号|文\s*号|发文字号|成文日期|发布(?:单位|机构|日期|时间)|发文机关|有效性|统一编号|公开方式"
    r"|信息来源|来源|访问次数|浏览次数|字体大小|字体|主题分类|标\s*题|生效日期|主题词)\s*[:：]"
)
_AFTERWORDS = ("此件", "信息公开", "公开形式", "抄送", "联系科室")


def number_in(text: str) -> str:
    """The 文号 in a line without white space, or an empty text."""
    match = NUMBER.search(text)
    return squash(match.group()) if match else ""


def is_number_alone(text: str) -> bool:
    """Whether a line is a 文号 and nothing else."""
    return NUMBER.fullmatch(text.strip()) is not None


def is_header(text: str) -> bool:
    """Whether a line is the red head of a letter: 某某省卫生健康委文件."""
    bare = squash(text)
    return 4 < len(bare) <= 40 and bare.endswith("文件") and not re.search(r"[，。：；、]", bare)


def is_page_label(text: str) -> bool:
    """Whether a line is one of those that a web page puts over a notice (索引号: …)."""
    return _PAGE_LABEL.match(text) is not None and len(text) <= 80


def is_closed(text: str) -> bool:
    """Whether a line ends a sentence or opens what follows, as a title does not."""
    return text.rstrip("”’）)").endswith(("。", "；", "：", ":", "！", "？"))


def is_date(text: str) -> bool:
    """Whether a line is a day alone, as under a letter."""
    bare = squash(text)
    return bool(DAY.fullmatch(bare) or _HAN_DAY.fullmatch(bare))


def is_bodies(text: str) -> bool:
    """Whether a line names bodies alone, as over the day of a letter."""
    return _BODIES.fullmatch(text) is not None and text.rstrip(" 　").endswith(_BODY_END)


def is_contact(text: str) -> bool:
    """Whether a line says whom to ask or where to send."""
    return _CONTACT.match(text) is not None


def is_attachments(text: str) -> bool:
    """Whether a line begins the list of attachments (附件：1.…)."""
    return re.match(r"附\s*件\s*[:：]", text) is not None


def is_last_words(text: str) -> bool:
    """Whether a paragraph without a number speaks to all, as the last one of a letter does."""
    return _LAST_WORDS.match(text) is not None and text.endswith("。")


def is_afterword(text: str) -> bool:
    """Whether a line is what stands under a letter: （此件公开发布）, 抄送."""
    return text.lstrip("（( ").startswith(_AFTERWORDS)


def plan_kind(text: str) -> str:
    """What kind of plan a line is the title of (实施方案), or an empty text."""
    bare = _TITLE_TAIL.sub("", squash(text).strip("《》"))
    if not 5 <= len(bare) <= 60 or re.search(r"[。；：，！？]", bare):
        return ""
    return next((kind for kind in PLAN_KINDS if bare.endswith(kind)), "")
