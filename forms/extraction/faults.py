"""What is wrong: 信息系统填得不准, 院感也查出点问题. Of a question whose yes is a problem.

To “自查发现问题了吗” (`faults` of the field) a word that elsewhere denies (不够, 没跟上) says that
there is one.
"""

import re

from forms.extraction.lexicon import words

_NONE = re.compile(
    r"(?:(?:没|未|无)(?:有|再|被|能|存在|自查|检查|查|发现|发生|出现|出|到|任何|什么|啥|太?大|明显|过|的)*"
    r"(?:问题|毛病|情况|隐患|漏洞|事)?[了的吧啊]*|不存在(?:什么)?(?:问题)?|否|不是)$"
)
_MENDED = re.compile(r"(?:都|全|已经?|均)?(?:整改|改|补|做|处理|解决)(?:好|完|到位|齐|上)了?")


def told(said: str) -> bool | None:
    """Whether these words, beside the name, say that something is wrong; None: neither."""
    if _NONE.search(said.strip(" 　、，〇。")):
        return False
    plain = _MENDED.sub("", said)
    for word in words().no_denial:
        plain = plain.replace(word, "")
    return True if any(word in plain for word in words().faults) else None
