"""Was a problem found? What a problem consists of is full of negations: 发现二楼没有隔断.

A no denies the finding itself (没有问题, 未发现); any other lack is the problem that was found, and
a word that elsewhere denies (不够, 没跟上) says that there is one.
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
    r"|(?:有|发现|查出|存在)[^，,。；]{0,12}?(?:问题|不足|隐患|缺陷|漏洞|短板|错误|差错|遗漏|疏漏)"
    r"|(?:问题|不足|隐患|缺陷|漏洞|短板)[\u4e00-\u9fff\d]{0,3}[处个项条]"
)


def is_about_problems(fields: list[Field]) -> bool:
    """Do all of these ask whether a problem was found?"""
    return bool(fields) and all(field.faults for field in fields)


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


_NOTHING_WRONG = re.compile(
    r"(?:(?:没|未|无)(?:有|再|被|能|存在|自查|检查|查|发现|发生|出现|出|到|任何|什么|啥|太?大|明显|过|的)*"
    r"(?:问题|毛病|情况|隐患|漏洞|事)?[了的吧啊]*|不存在(?:什么)?(?:问题)?|否|不是)$"
)
_MENDED = re.compile(r"(?:都|全|已经?|均)?(?:整改|改|补|做|处理|解决)(?:好|完|到位|齐|上)了?")


def is_wrong(said: str) -> bool | None:
    """Whether these words, beside the name, say that something is wrong; None: neither."""
    if _NOTHING_WRONG.search(said.strip(" 　、，〇。")):
        return False
    plain = _MENDED.sub("", said)
    for word in words().no_denial:
        plain = plain.replace(word, "")
    return True if any(word in plain for word in words().faults) else None
