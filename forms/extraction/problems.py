"""Was a problem found? What a problem consists of is full of negations: 发现二楼没有隔断.

A no denies the finding itself (没有问题, 未发现); any other lack is the problem that was found.
"""

import re

from forms.definition import Field
from forms.extraction.lexicon import words

_NOT = r"(?:没有?|未|无|不存在|暂无|暂未|尚未|均无|零)"
_NONE = re.compile(
    rf"{_NOT}(?:有|被|再|曾|能|自?查|发现|查出|查到|检出|存在|出现|什么|啥|任何|明显|大的?|突出|的|过|一[个项处条点]|〇|、|方面|上)*"
    r"(?:问题|隐患|不足|情况|异常|缺陷|毛病)?(?:存在|出现)?[的了过吧。、〇\s]*$"
)
_TOLD = re.compile(
    r"(?:发现|查出|查到|检出|存在|暴露|出现)(?:了|出|有|的?问题[是：]?)*(?!问题$)[\u4e00-\u9fff\d]{2}"
    r"|(?:有|发现|查出|存在)[^，,。；]{0,12}?(?:问题|不足|隐患|缺陷|漏洞|短板)"
    r"|(?:问题|不足|隐患|缺陷|漏洞|短板)[\u4e00-\u9fff\d]{0,3}[处个项条]"
)


def is_about_problems(fields: list[Field]) -> bool:
    """Do all of these ask whether a problem was found?"""
    return bool(fields) and all("问题" in field.label for field in fields)


_THERE_IS = re.compile(r"〇(?:这?方面|这块|上)?(?:也|还|都|就|倒)*有(?P<what>[\u4e00-\u9fff]{2,})$")


def found(text: str) -> bool | None:
    """Was one found, by what stands beside the name (〇)? None where it is not said."""
    if _NONE.search(text):
        return False
    there_is = _THERE_IS.search(text)
    return True if _TOLD.search(text) or (there_is and is_lack(there_is["what"])) else None


def something_else(text: str) -> bool:
    """感染管理有制度: there is something, but no problem."""
    there_is = _THERE_IS.search(text)
    return there_is is not None and not is_lack(there_is["what"]) and "问题" not in text


def is_lack(text: str) -> bool:
    """科室人员不够, 交接班没有签字: what is told is itself a problem."""
    return _NONE.search(text) is None and any(
        word in text for word in (*words().denials, *words().deficiencies)
    )
