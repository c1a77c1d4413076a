"""护士算上新来的，按16个填: the value that is to be entered, of several that were said."""

import re

from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_ENTER = re.compile(
    r"(?:按照?|填|写|算)(?:[\u4e00-\u9fff]{1,8}的)?(?:是|为|上)?\s*$|以(?:[\u4e00-\u9fff]{1,8}的)?\s*$"
)
_ENTERED = re.compile(
    r"\s*(?:来|去)?(?:填|算|报|写|登记|为准)|\s*(?:吧|好了|就行|即可)?\s*(?:[。！\n]|$)"
)
_FILLED_IN = re.compile(r"\s*(?:来|去)?(?:填|算|报|写|登记|为准)(?:吧|了|的)?")
_EXACT = re.compile(
    r"[多几余来]?[张人个名位家对]?了?(?:老人)?[，,]?"
    r"(?:准确|正确|精确|确切|具体|确实)(?:数字?|人数|来?说)?的?(?:话|应该)?(?:是|为|：|有)?"
)


def settle(reader: Reader) -> None:
    """The earlier counts of the same go, what they are of stays."""
    counts = [t for t in reader.tokens if t.kind in ("number", "percent", "postcode")]
    for at, token in enumerate(counts):
        if at and _EXACT.fullmatch(_plain(reader, counts[at - 1].end, token.start)):
            first = at - 1
            while first and reader.work[counts[first - 1].end : counts[first].start].strip() == "":
                first -= 1
            reader.blank(counts[first].start, token.start)
        elif _is_final(reader, token):
            _drop_earlier(reader, counts[:at], token)
    _preferred(reader, counts)
    reader.locate()


_BY = re.compile(
    r"(?:按照?|以|用)(?P<which>[^，,。；\n]{2,8}?)(?:的数字?|的|为准|这个)+(?:填|算|报|来)?[吧了]?\s*$"
)


def _preferred(reader: Reader, counts: list[Token]) -> None:
    """6月底120，9月底128，按9月底的: which of them is told by its words."""
    for clause in [c for c in reader.clauses if not c.asks]:
        chosen = _BY.match(reader.work[clause.start : clause.end].strip())
        before = [t for t in counts if t.end <= clause.start]
        at = reader.work.find(chosen["which"], 0, clause.start) if chosen else -1
        token = next((t for t in before if t.start > at), None)
        if chosen is None or at < 0 or token is None:
            continue
        others = [t for t in before if t is not token and _same_sort(t, token)]
        own = reader.clause_at(token.start)
        if not others or own is None or reader.clause_at(at) != own:
            continue
        for other in others:
            told = reader.clause_at(other.start)
            labels = [x for x in reader.labels if told and told.start <= x.start < other.start]
            reader.blank(labels[-1].end if labels else other.start, other.end)
        reader.blank(at, token.start)
        reader.consume(clause.start, clause.end)


def _is_final(reader: Reader, token: Token) -> bool:
    clause = reader.clause_at(token.start)
    if clause is None or clause.asks:
        return False
    lead = _ENTER.search(reader.work[clause.start : token.start])
    if lead is None or _ENTERED.match(reader.work, token.end) is None:
        return False
    if lead.group().startswith("以") and not reader.work.startswith("为准", token.end):
        return False
    named = clause.start + lead.start()
    return not any(clause.start <= x.start < named and not x.loose for x in reader.labels)


def _drop_earlier(reader: Reader, counts: list[Token], token: Token) -> None:
    clause = reader.clause_at(token.start)
    first = next((c for c in reader.clauses if clause and c.sentence == clause.sentence), None)
    if clause is None or first is None:
        return
    lead = _ENTER.search(reader.work[clause.start : token.start])
    labels = [x for x in reader.labels if first.start <= x.start < clause.start and not x.foreign]
    named: list[Label] = [x for x in labels if not x.loose] or labels
    earlier = [t for t in counts if t.start >= first.start and _same_sort(t, token)]
    if earlier and len({x.keys for x in named}) <= 1:
        label = named[0] if named else None
        reader.blank(first.start, label.start if label else token.start)
        if label is not None:
            reader.blank(label.end, token.start)
    elif lead is not None:
        reader.blank(clause.start + lead.start(), token.start)
    if (tail := _FILLED_IN.match(reader.work, token.end)) is not None:
        reader.blank(tail.start(), tail.end())


def _plain(reader: Reader, start: int, end: int) -> str:
    return re.sub(r"\s+", "", reader.work[start:end])


def _same_sort(one: Token, other: Token) -> bool:
    return one.kind == other.kind and (None in (one.unit, other.unit) or one.unit == other.unit)
