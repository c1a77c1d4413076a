"""Values said by the way: a rate in a sentence about it, the one number somebody was asked for."""

import re

from forms.definition import Field
from forms.extraction.clauses import Clause
from forms.extraction.fitting import fits
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_OF_SOMETHING_ELSE = re.compile(
    r"[比较高低升降增减涨跌差]|超过|要求|目标|标准|达标|季度|半年|月|不到|不足|至少|其中|收回|发放|发了|前年|如果|预计|争取"
)
_WHEN = re.compile(
    r"(?:[上下]半年|[第]?[一二三四1-4]季度|[上这本]个?季度|[上这本]个?月|\d{1,2}月份?)(?=[^，,。；\d]{0,4}[测查做调评])"
)
_ENDS = re.compile(r"\s*(?:分|点)?[吧了的啊呢]?\s*(?:[，,。；！\n）]|$)")
_LIKELY = 50  # a rate without % is no number of questionnaires: 九十七点八, not 32


def take_rates(reader: Reader) -> None:
    """满意度我们请人做的，九十七点八: the one number of a clause that speaks of one rate."""
    for label in list(reader.labels):
        fields = [reader.form.fields[key] for key in label.keys]
        field = next((f for f in fields if f.type == "percent" and f.year is None), None)
        clause = reader.clause_at(label.start)
        if field is None or clause is None or clause.asks or field.key in reader.result.values:
            continue
        token = _only_rate(reader, field, label.end, clause)
        if token is not None:
            reader.put_token(field, token)
            reader.consume(label.start, token.end)


def _only_rate(reader: Reader, field: Field, start: int, clause: Clause) -> Token | None:
    if any(start <= x.start < clause.end for x in reader.labels):
        return None
    within = [t for t in reader.tokens if start <= t.start < clause.end]
    tokens = [t for t in within if fits(field, t, labelled=True)]
    if len(tokens) != 1:
        return None
    (token,) = tokens
    if token.kind != "percent" and (token.number is None or token.number.value < _LIKELY):
        return None
    said = reader.work[start : token.start]
    if not field.label.endswith("发生率"):
        said = _WHEN.sub("", said)  # 满意度上半年测的97.2%: when it was asked about, no part of it
    if _OF_SOMETHING_ELSE.search(said):
        return None
    return token if _ENDS.match(reader.work, token.end) else None


_TOLD = re.compile(  # 财务说是91.3, 系统里显示145人, 我数了下是88
    r"\s*(?:哦|嗯|刚|刚才|我|我们|早上|今早|今天|昨天|查了|问了)*(?:[\u4e00-\u9fff]{0,6}?)"
    r"(?:说|讲|报|给|显示|写着?|记|统计|登记|查到|查|数|算|测|问|看|量|扣掉|除掉|去掉)"
    r"[\u4e00-\u9fff]{0,5}?(?:的|了|着|过|到|出来|下来|一下|下)*(?:就?是|就|有|为)?\s*"
)
_NOT_TODAY = re.compile(
    r"大概|好像|可能|应该|估计|也许|要求|目标|标准|计划|以前|原来|之前|本来|最初|当初|核定|批|别家|人家"
    r"|最高|最低|平均|其中|每|另外|共|哪"
)


def take_told(reader: Reader) -> None:
    """The one value that was asked for, as somebody says it or some paper has it."""
    open_ = reader.open(("integer", "percent"))
    if len(reader.expecting) != 1 or len(open_) != 1 or reader.labels:
        return
    found: list[Token] = []
    for clause in [c for c in reader.clauses if not c.asks]:
        tokens = [t for t in reader.tokens if clause.start <= t.start < clause.end]
        if len(tokens) != 1 or not fits(open_[0], tokens[0], labelled=True):
            continue
        lead = reader.work[clause.start : tokens[0].start]
        if _TOLD.fullmatch(lead) and not _NOT_TODAY.search(lead):
            found += tokens if _ENDS.match(reader.work, tokens[0].end) else []
    if len(found) == 1:
        reader.put_token(open_[0], found[0])
        reader.consume(0, len(reader.work))
