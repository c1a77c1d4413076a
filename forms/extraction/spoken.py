"""Speech written down without stops: words that only fill, and where a new statement begins."""

import re
from functools import lru_cache

from forms.extraction.lexicon import words

_HAN = r"\u4e00-\u9fff"
_WORD = rf"[{_HAN}\d%]"
_OFFICE = r"(?:院长|法人|法定代表人|负责人|联系人|联络人)"
# 医生嘛全职的四个: not at the end of a clause, where it asks
_PARTICLE = re.compile(rf"(?<=[{_HAN}\d% ])(?:[啊呀嘛呢哦噢喔]|呃+|嗯+)(?=[{_HAN}\d% ])")
_COUNTED = re.compile(r"[\d一二两三四五六七八九十百][张个人名位家%]?$")
_AS_FOR = re.compile(r"(?:的话)(?:呢|嘛|啊|呀|哈)?(?=[^，,。；？\n]{2})(?!能|可|行|算|符|够)")
_SUPPOSES = re.compile(r"如果|要是|假如|万一|比如")
_LOOKING = re.compile(
    r"(?<![帮给让])我(?:再)?(?:看一下|看看|想想|想一下|查一下|数一下|算一下|记得)(?=[^，,。；？\n])"
)
_TWO_THOUSAND = re.compile(r"两(?=零[零一二三四五六七八九]{2}年)")
_NONE_OF = re.compile(
    r"零(?=(?:事故|火情|火灾|投诉|违[法规]|差错|发生|案件|纠纷|感染|隐患|处罚|责任))"
)
_ANSWERS = re.compile(  # 有/有/没有
    r"\s*(?:有|没有|无|是|否|不是|能|不能)(?:\s*[/|、]\s*(?:有|没有|无|是|否|不是|能|不能))+\s*"
)
_BECAUSE = re.compile(  # 上门服务因为人手不够没搞
    rf"(?<=[{_HAN}\d])(?:因为?|由于)[^，,。；\n]{{1,16}}?(?=(?:暂时?|目前|还|都|也|就)*(?:没|未|停|暂停|不(?![够足齐到便允])))"
)
_ON_A_DAY = re.compile(
    r"(?<=已)(?:经)?于[^，,。；\n]{0,6}?\d{1,2}月(?:\d{1,2}[日号])?(?=[完整改落做])"
)
_PAUSE = re.compile(r"…+|\.{3,}|。{2,}|～{2,}|~{2,}")
_WHOLE_YEAR = re.compile(  # 2024年1-12月平均
    r"(?<=年)(?:度|的)?\s*(?:1月?|一月)(?:份)?\s*[-—–~～到至]\s*(?:12|十二)月(?:份)?"
)
_GREETING = re.compile(r"(?<=[您你]好)[：！]|(?<=大家好)[：！]")
_IN_TURN = re.compile(r"依次|依序")
_THEN = re.compile(r"然后(?:那个|这个|就是)?|还有就是")
_WELL = re.compile(
    rf"(?<=[，,。；\n])(?:那个|就是说|还有(?![\d一二两三四五六七八九十])|就是(?![我他她法院负这那一按说]))(?=[{_HAN}\d]{{3}})"
)
"""，那个建筑面积…: a word with which a speaker goes on."""
_THAT = re.compile(r"(?<=是)那个(?=[\u4e00-\u9fff]{2,}[县市区镇乡])")
_RIGHT = re.compile(rf"(?<=[{_HAN}])(?:是吧|对吧)(?=[{_HAN}])")
_I_AM = re.compile(rf"(?<=[{_HAN}\d])我(?=[叫姓][{_HAN}]{{2}})")
_OUR = re.compile(rf"(?<=[{_HAN}\d])(?<![是和及由、的])(?:我们|咱们)(?={_OFFICE})")


@lru_cache(maxsize=1)
def _named_of() -> re.Pattern[str]:
    """…县…养老院的，我们院长叫…: the name of an institution, and somebody of it."""
    ends = "|".join(map(re.escape, words().organisation_ends))
    return re.compile(
        rf"(?<=[县市区镇乡])([{_HAN}]{{2,16}}?(?:{ends}))的"
        rf"(?=[啊呀 ]?(?:我们|咱们|我[是叫姓]|{_OFFICE}))"
    )


def smoothed(text: str) -> str:
    """`text` (folded), as long as before."""
    text = _TWO_THOUSAND.sub("二", text)
    text = _NONE_OF.sub("无", text)
    if _ANSWERS.fullmatch(text):
        text = re.sub(r"[/|、]", "，", text)
    text = _GREETING.sub("，", text)
    text = _PAUSE.sub(lambda m: "，".ljust(len(m.group())), text)
    text = _IN_TURN.sub("分别", text)
    text = _named_of().sub(r"\1，", text)
    text = _LOOKING.sub(_blank, text)
    text = _BECAUSE.sub(_blank, text)
    text = _WHOLE_YEAR.sub(_blank, text)
    text = _ON_A_DAY.sub(_blank, text)
    text = _THEN.sub(lambda m: "，".ljust(len(m.group())), text)
    text = _WELL.sub(_blank, text)
    text = _AS_FOR.sub(lambda m: m.group() if _supposed(m) else _blank(m), text)
    text = _PARTICLE.sub(_stop_or_space, text)
    text = _RIGHT.sub(_blank, text)
    text = _THAT.sub(_blank, text)
    text = _I_AM.sub("，", text)
    return _OUR.sub("， ", text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _stop_or_space(match: re.Match[str]) -> str:
    """After a count something new begins; after a name its value follows."""
    counted = _COUNTED.search(match.string[: match.start()]) is not None
    return ("，" if counted else " ").ljust(len(match.group()))


def _supposed(match: re.Match[str]) -> bool:
    before = re.split(r"[，,。；\n]", match.string[: match.start()])[-1]
    return _SUPPOSES.search(before) is not None
