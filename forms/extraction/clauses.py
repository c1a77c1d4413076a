"""Splits a message into clauses and tells statements from questions and suppositions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition import Form
from forms.extraction.lexicon import words

_BREAK = re.compile(
    r"[。；！\n]|？|，|(?<=[是否有无])[ \u3000]+(?=[\u4e00-\u9fff])|,(?!\d{3}(?!\d))"
)
_ASKING = re.compile(
    r"[？]|(?:吗|么|呢|嘛|不啦|没啊)$|什么|多少|(?<![好十这那前后近头])几(?:张|个|人|年|号|月|天|岁|家|次|成)|怎么|怎样|如何|咋"
    r"|哪(?:里|儿|个|些|天|年|家|位|几)|谁|为啥|能不能|可不可以|是否|是不是|有没有(?:要求|规定|限制)|要不要"
    r"|行不行|够不够|算不算|符不符合|合不合格|多久|何时|干嘛|啥|需不需要|对不对"
    r"|^(?:请问|问一下|问下|咨询|想问|想知道|请教|打听)|必须.{0,6}吗|(?:对吧|是吧|没错吧|对不)$|^(?:通知|文件|标准|政策|规定|条件)(?:里|上|中)?面?(?:是)?(?:说|写|要求|规定)|要求(?:是)?$|(?:行|可以|够|算)不$"
)
_INDEFINITE = re.compile(  # 没被取消过什么称号, 不管怎么算: asks nothing
    r"(?<!有)(?:没有?|未|从未)[被有出发生现查到过得没撤销取消]{0,6}(?:什么|啥|多少|谁|哪[个些])"
    r"|(?:报|说|给|发|填|补|列)(?:[你您]|一下)?几(?:个|项)(?:数据?|数字|情况)"
    r"|(?:不管|无论|不论)[^，,。；]{0,3}(?:怎么|什么|谁|哪|多少|如何)|不知道(?:是)?谁"
    r"|(?:什么|啥|哪[个种样家])[^，,。；]{0,6}?[都也](?:还)?(?=[没未不无])"
    r"|有什么(?:事情?|问题|情况|需要)(?:就|可以|请|都)?(?=[打找联跟与加])"
)
_NOT_RECALLED = re.compile(
    r"(?:具体)?(?:是)?(?:哪|几)(?:个)?[年月天号日](?:份)?(?:我|就|已经|真|都)*(?:记不|忘|不记得|不清楚|不确定).{0,6}$"
)
_PRINTED = re.compile(
    r"\s*(?:\d{1,2}[.、])?[^：？]{2,30}[：= ]\s*"
    r"(?:是|否|有|无|没有|不是|对|[☑√✓]\S*|(?:已|未|没|不|能|发生)\S{0,6})[。；\s]*"
)
_SUPPOSING = re.compile(
    r"如果|(?<![主只需重首必])要是|假如|假设|万一|倘若|若是|的话(?:能|可|行|算|符|够)|比如(?:说)?"
)
_PLANNED = re.compile(
    r"计划(?!$|[的书表里中内]|[^，,。]{0,12}(?:实际|实有|[办做开]了))|规划|预计|拟建|拟增|明年|后年|争取|将来|将(?:要|达|增)|增加了|减少了|新增|新入住|新来(?!的[^\d一二两三四五六七八九十]{2})|又(?:招|来|进|添|加|增|住进)了?\s*[\d一二两三四五六七八九十]|(?:本|[这上]个)月(?!底|末|初|\s*[是为有]?\s*[\d一二两三四五六七八九十百])(?=.*[\d一二两三四五六七八九十百])|准备再|打算|流失|离职|辞职|辞退|走了|[拆撤减加添退]了\s*[\d一二两三四五六七八九十]|(?:出院|去世|过世|搬走|转走|转出|住进来|住进)了?\s*[\d一二两三四五六七八九十]|[\d一二两三四五六七八九十]\s*[个位名](?:老人)?(?:去世|过世|出院|搬走|转走|离院|回家)|^\s*(?:还|目前|现在)?[缺差]了?\s*[\d一二两三四五六七八九十]|每个?[班层室组间名位床张].{0,8}[\d一二两三四五六七八九十]\s*[张个名位人]|每(?:个|名|位)?[\u4e00-\u9fff]{1,4}(?:管|负责|照[顾护看]|服务|看护|带|配)\s*[\d一二两三四五六七八九十]|还差|差了|[没未](?:报到|到岗|上岗)|[还正](?:要|想|得|准备)再?(?:招|增|加|扩|建|添|买|配|设)|再(?:招|增|添|扩|配)|[要想拟]招|比.{0,8}[多少增减]"
)
_ELSEWHERE = re.compile(
    r"(?:全|本|我们|我|咱)(?:县|市|省|区|镇)(?!.{0,12}(?:院|中心|机构|[路街道村号]))|附近|隔壁|周边|对面|旁边"
    r"|(?:别|其他|其它|另一|那)(?:的)?(?:家|所)|其他机构|别的机构|同行|专区|病区|科室"
    r"|[我们]集团|集团(?:总|共|一共|旗下|下属|下面|名下|拥有|在全)"
)
_NEIGHBOUR = re.compile(
    r"\s*(?:隔壁|附近|周边|对面|旁边|别家|人家|同行|兄弟单位)(?:的|那|是|有|家|[^，,]{0,8}(?:院|中心|机构|公司|所)(?=.{2}))"
    r"|.*(?:是|在)(?:我们)?(?:的)?(?:隔壁|附近|兄弟|别的|其他|另一家|上级)(?:那家|的)?(?:单位|机构|医院|养老院|护理院|公司|家)(?:的)?(?:事)?$"
)
_REQUIRED = re.compile(
    r"(?:要|须|需要?|应当?|得)(?:求)?(?:达到|达|不低于|不少于|超过|高于|满足|大于)|才(?:行|可以|算|能)(?:报|申报|吧)?$"
)
_RULE = re.compile(  # 评审要求满意度95%
    r"(?:评审|标准|通知|文件|条件|创建|政策|方案|上级|[县市省]里)[^，,。；]{0,4}(?:要求|规定|标准)(?!.*(?:我们|我院|本院|实际))"
)
_CAN_WE = re.compile(
    r"(?:那|请问|这样|这种|这种情况|我们|我们这样|我们这种)*"
    r"(?:能不能|可不可以|是不是可以|是否可以|是否能|能|可以|够|够不够|符合|符不符合|达到|达不达到|满足|算)"
    r"(?:不能|不可以)?(?:去)?(?:申报|申请|报|报名|参加|评|条件|资格|要求|标准|达标|示范|创建|机构|了|的)*"
    r"(?:吗|么|嘛|呢|不|否)?[？]*$"
)
_ABOUT_US = re.compile(
    r"我们|我院|本院|我这|咱|本机构|我单位|本单位|我家|现在|目前|今年|去年|前年|拿的|办的|住了"
)
_SOCIAL = re.compile(
    r"^(?:你好|您好|谢谢(?:你|您)?|多谢|辛苦了|好的?|嗯+|哦+|行|收到|在吗|哈哈+|再见|拜拜|早上好|下午好|晚上好)[啊呀哦吧了的！。~]*$"
)


@dataclass(frozen=True)
class Clause:
    """A stretch of the text; `sentence` counts full stops, `asks`: must not fill a field."""

    start: int
    end: int
    sentence: int
    asks: bool


def split(text: str, *, plans: bool = False, unmarked: Sequence[int] = ()) -> list[Clause]:
    """The clauses of `text` (folded), in order, without their delimiters.

    plans     what is planned answers, too: a day by which something will be done was asked.
    unmarked  where a clause begins though nothing marks it.
    """
    clauses: list[Clause] = []
    start, sentence = 0, 0
    marks = [(m.start(), m.end(), m.group()) for m in _BREAK.finditer(text)]
    marks += [(at, at, "") for at in unmarked]
    for end, after, mark in [*sorted(marks), (len(text), len(text), "")]:
        if text[start:end].strip():
            asks = mark == "？" or _is_question(text[start:end])
            clauses.append(_without_tail(text, Clause(start, end, sentence, asks)))
        start = after
        sentence += mark.strip() not in ("，", ",", "")
    return _spread_supposition(text, clauses, plans)


def of_ours(form: Form, text: str) -> str:
    """`text` (folded) with the form's own words blanked out, so that only others' are judged."""
    for word in form.own_words:
        text = text.replace(word, "〇" * len(word))
    return text


def _without_tail(text: str, clause: Clause) -> Clause:
    """现在180张床住了150人能报吗 states facts before it asks: keep them, drop the tail."""
    if not clause.asks:
        return clause
    body = text[clause.start : clause.end]
    tail = _CAN_WE.search(body)
    if tail is None or not re.search(r"\d|[一二三四五六七八九十百]", body[: tail.start()]):
        return clause
    stated = body[: tail.start()]
    if not stated.strip() or _is_question(stated) or not _ABOUT_US.search(stated):
        return clause
    return Clause(clause.start, clause.start + tail.start(), clause.sentence, False)


def _spread_supposition(text: str, clauses: list[Clause], plans: bool) -> list[Clause]:
    clauses = [
        Clause(
            c.start, c.end, c.sentence, c.asks or (not plans and _is_plan(text[c.start : c.end]))
        )
        for c in clauses
    ]
    supposing: set[int] = {
        clause.sentence for clause in clauses if _SUPPOSING.search(text[clause.start : clause.end])
    }
    return [Clause(c.start, c.end, c.sentence, c.asks or c.sentence in supposing) for c in clauses]


def _is_plan(text: str) -> bool:
    """明年增加到200张床 is not what is there now; long prose is not judged by one word.

    Nor is what another place has (隔壁那家有500张床) or what is required (要达到95%).
    """
    if len(text) > 40:
        return False
    told = re.sub(r"（[^（）]*）", "", text)  # 示例路88号（区医院对面）
    elsewhere = _ELSEWHERE.search(told) and re.search(r"\d|[一二三四五六七八九十两]", text)
    return bool(
        _PLANNED.search(text)
        or elsewhere
        or _NEIGHBOUR.match(told)
        or _REQUIRED.search(text)
        or _RULE.search(text)
    )


def _is_question(text: str) -> bool:
    if _PRINTED.fullmatch(text) and not re.match(r"\s*(?:请问|问一?下|想问)", text):
        return False  # 是否医保定点：是 — a label as printed, and its value
    stated = _INDEFINITE.sub("没", _NOT_RECALLED.sub("", text))
    return bool(_ASKING.search(stated.strip()))


def is_plan(text: str) -> bool:
    """Is a whole message (folded) about what is to come or about others, and asks nothing?"""
    clauses = split(text)
    plans = [c for c in clauses if _is_plan(text[c.start : c.end])]
    return bool(plans) and not any(asks_something(text[c.start : c.end]) for c in clauses)


def asks_something(text: str) -> bool:
    """Is this clause a question, rather than a plan or somebody else's matter?"""
    return _is_question(text) or _SUPPOSING.search(text) is not None


def is_question(text: str) -> bool:
    """Is the whole message (folded) a question, with nothing stated beside it?"""
    clauses = split(text)
    if not clauses:
        return False
    stated = [c for c in clauses if not c.asks and not is_social(text[c.start : c.end])]
    return not stated and any(c.asks for c in clauses)


def is_refusal(text: str) -> bool:
    """Does a short message say that the person does not want to go on now? (不了，先不核对)"""
    return len(text.strip()) <= 20 and words().refusing.search(text.strip()) is not None


def asks_of_us(text: str, what: str | None = None) -> bool:
    """Is a whole clause (folded) asked of the assistant: 核对示范机构条件, 帮我填申请表?"""
    kinds = words().asked_of_us
    patterns = kinds.values() if what is None else [kinds[what]]
    return any(pattern.fullmatch(text.strip(" 。！？~")) for pattern in patterns)


def wants_check(text: str) -> bool:
    """Does a message (folded) ask, in a clause of its own, that the facts be checked?"""
    return any(asks_of_us(text[c.start : c.end], "check") for c in split(text))


def is_social(text: str) -> bool:
    """A greeting or thanks and nothing else."""
    text = text.strip()
    return bool(_SOCIAL.match(text)) or text.rstrip("了啊呀吧。！~") in words().courtesy
