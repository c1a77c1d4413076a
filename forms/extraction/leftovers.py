"""What of a message was not understood, so that it can be said back instead of dropped."""

import re

from forms.extraction.clauses import asks_of_us, is_refusal, is_social
from forms.extraction.lexicon import words
from forms.extraction.pairing import CONNECTOR
from forms.extraction.reader import READ, Reader

_LITTLE = re.compile(
    r"那个|这个|就是|改成|改为|换成|更正为|联系电话|然后|还有|另外|其中|我们|我院|本院|我这边|这边|那边|机构|单位|目前|现在|一共|总共|左右|大概"
    r"|取得|拿到|办理|办的|拿的|发的|批的|登记|年度|以及|不是|应该|已经|都是|都有|没有|是的|好的"
    r"|[的了是有在和与及为吧啊呢哦嗯呀嘛哈就也都还又则才只每各其把被由从到个位名张人家]"
)
_WRONG = re.compile(
    r"(?:不对|不是)?(?:我)?(?:上一?[面个项]|刚才|刚刚|前面|之前)?(?:那|这)?[个项条]?(?:的)?(?:我)?(?:填|写|说|输|弄|打|搞)?(?:错|反)了?"
)
_AT_LEAST = 4
MOST, LONGEST = 3, 40


def of(reader: Reader) -> list[str]:
    """The stretches that carry something and were not read, as they were typed."""
    found = [
        reader.original[start:end].strip()
        for start, end in reader.aside
        if _says_something(reader.folded[start:end])
    ]
    for clause in [c for c in reader.clauses if not c.asks]:
        for match in re.finditer(rf"[^{READ}]+", reader.work[clause.start : clause.end]):
            start = clause.start + match.start()
            text = reader.original[start : clause.start + match.end()].strip(" ，,、：“”（）()")
            if _says_something(reader.folded[start : clause.start + match.end()]):
                found.append(text if len(text) <= LONGEST else f"{text[:LONGEST]}……")
    return found[:MOST]


def _says_something(text: str) -> bool:
    text = text.strip(" ，,、：“”（）。")
    if CONNECTOR.fullmatch(text):
        return False
    if (
        _WRONG.fullmatch(text)
        or is_social(text)
        or is_refusal(text)
        or asks_of_us(text)
        or text in words().small
    ):
        return False
    left = re.sub(r"[\s\W_]", "", _LITTLE.sub("", text))
    return len(left) >= _AT_LEAST or re.search(r"\d{2}", left) is not None
