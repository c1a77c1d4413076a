"""Is a clause an answer, yes or no, and nothing else?"""

import re

from forms.definition import Field, Form
from forms.errors import UnclearValue
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import words
from forms.extraction.reader import READ, Reader
from forms.field_types.options import polarity
from forms.numerals import parse_number

_ANSWER = re.compile(
    r"这回事|这[种样]的?事情?|(?:最近|近|这|过去)?的?[五5]年(?:[来内间]|以来)?|什么|啥|请?放心|我们|我院|本院|这边|这里|这[块头]|目前|现在|正?在|暂时|暂|还|已经|已|早就|早|就|也|全部|全都|都|全|均|一概|从来|从|统统|任何|这[些几][项类种个条样]?|以上|上述|上面|几"
    r"|[一二三四五六七八九两\d]+[项类种个条样起件次]?(?:方面)?|当场|当天|当时|马上|立即|立刻|随即|全覆盖|覆盖|(?:近)?[五5]年(?:来|内)?|以来|一直|确实|肯定|当然|真|嗯|哦|是|对|好|行|能|可以|会|有|没|無|无|未|不|否|曾"
    r"|(?:这类|此类|该类)(?:事件|事故)?|那|发生|出现|出|存在|被|撤|评|情况|一说|说法|类似|示范|这种?|问题|取消|取得|拿到|拿|办理|办好|办妥|办|备案|备|提供|开展|具备|齐全|齐|做到位|做到|到位|落实|完成|完毕|执行|达标|做|搞|弄|开|上|建立|建|批|下来|到手|过|了|的|吧|啊|呀|呢|哈|哒|得|经|之|所|，|[。！~\s、]"
)


def is_an_answer(text: str, expected: list[Field], form: Form) -> bool:
    """Does the clause hold words of an answer, or of the question itself, and nothing else?"""
    return not beside_an_answer(text, expected, form)


_OF_ALL = re.compile(
    r"[\s，]*(?:这|那|上面|以上|我们|这边|这里|(?P<count>[一二两三四五六七八九十\d]{1,2})[个项类种条方面]{1,2})*"
    r"(?:阶段|内容|服务|政策|措施|制度|工作|方面)?(?:的|也|现在|目前|基本上)*(?:都|全部|全|均|统统|一概)"
)
_MOST_BESIDE = 2


_SO_MANY = re.compile(
    r"([一二两三四五六七八九十]|\d{1,2})(?:个方面|个阶段|[项类种])(?:服务|内容|情况)?(?:都|全|均)"
)


def is_of_other_many(text: str, expected: list[Field]) -> bool:
    """五类全覆盖: of as many as were not asked."""
    said = _SO_MANY.search(text)
    return said is not None and parse_number(said[1]) != len(expected)


def is_of_them_all(text: str, expected: list[Field], form: Form) -> bool:
    """都已经出台了, 五个阶段都能提供: of as many as were asked, in a word or two nobody listed."""
    lead = _OF_ALL.match(text)
    if lead is None or len(expected) < 2 or any(word in text for word in words().halfway):
        return False
    count = parse_number(lead["count"]) if lead["count"] else None
    if count is not None and count != len(expected):
        return False
    if any(word in text for word in (*words().denials, *words().of_another_matter)):
        return False
    return len(beside_an_answer(text[lead.end() :], expected, form)) <= _MOST_BESIDE


_OF_A_TITLE = re.compile(r"评(?!估)|撤|取消|示范")
"""从来没评上过 answers the question of a title, and no other."""


def beside_an_answer(text: str, expected: list[Field], form: Form) -> str:
    """What the clause holds beside words of an answer and of the question itself."""
    groups = [form.group_of[f.key] for f in expected]
    known = {c for f in expected for c in f.question + f.yes_label + f.no_label}
    said = text if known & set("称撤评") else _OF_A_TITLE.sub("〇", text)
    left = re.sub(rf"(?!〇)[\W_{READ}]", "", _ANSWER.sub("", said))
    known |= {c for group in groups for c in group.title + group.lead}
    return "".join(char for char in left if char not in known)


def is_only_an_answer(reader: Reader, clause: Clause) -> bool:
    """有 · 没有 · 是的: a clause that is an answer and nothing else."""
    text = reader.folded[clause.start : clause.end].strip()
    try:
        return not clause.asks and len(text) <= 5 and polarity(text) is not None
    except UnclearValue:  # 在办: an answer, but neither yes nor no
        return False
