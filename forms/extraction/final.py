"""护士算上新来的，按16个填: the value that is to be entered, of several that were said."""

import re
from itertools import pairwise

from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_ENTER = re.compile(
    r"(?:按照?|填|写|算|还是)(?:[\u4e00-\u9fff]{1,8}的)?(?:是|为|上)?\s*$|以(?:[\u4e00-\u9fff]{1,8}的)?\s*$"
)
_ENTERED = re.compile(
    r"\s*(?:来|去)?(?:填|算|报|写|登记|为准)|\s*(?:吧|好了|就行|即可)?\s*(?:[。！\n]|$)"
)
_FILLED_IN = re.compile(r"\s*(?:来|去)?(?:填|算|报|写|登记|为准)(?:吧|了|的)?")
_EXACT = re.compile(
    r"(?:出头|左右|上下|以上|[多几余来])?[张人个名位家对%]?(?:出头|左右|上下|以上)?吧?了?(?:老人)?[，,]?"
    r"(?:准确|正确|精确|确切|具体|确实|最近一次|最新一次|最新)(?:数字?|人数|来?说)?的?(?:话|应该)?(?:是|为|：|有)?"
)


def settle(reader: Reader) -> None:
    """The earlier counts of the same go, what they are of stays."""
    _without_shares(reader)
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


_N = "[一二两三四五六七八九十]"
_SHARE_FIRST = re.compile(
    rf"占(?:了|总数的?|总床位的?|全部的?)?(?:一半(?:多一?点|不到|左右)?|{_N}分之{_N}|{_N}成{_N}?|百分之[{_N[1:-1]}百零\d]+|\d+(?:\.\d+)?%)"
    r"(?:左右|多一?点|多|不到)?[，,]?(?:也就是|就是|即|有|是)?\s*(?=(?:\d+|[一二两三四五六七八九十百零]+)[张人个名位])"
)


def _without_shares(reader: Reader) -> None:
    """护理型占六成，120张: where a count follows that is meant, its share goes."""
    for match in _SHARE_FIRST.finditer(reader.work):
        label = next((x for x in reversed(reader.labels) if x.end <= match.start()), None)
        fields = [reader.form.fields[key] for key in label.keys] if label else []
        if fields and all(f.type != "percent" for f in fields):
            reader.blank(match.start(), match.end())
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
    if not earlier and not labels and len(reader.clauses) <= _FEW:  # the sentences before it
        first = reader.clauses[0]
        labels = [x for x in reader.labels if x.start < clause.start and not x.foreign]
        named = [x for x in labels if not x.loose] or labels
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


_VOID = re.compile(
    r"\s*[，,]?\s*(?:[这那]个)?(?:号码?)?(?:已经?|都)?(?:作废|停机|停用|不用|注销|打不通|失效|空号|过期)了?的?[，,]?\s*"
    r"(?:现在|请|要)?(?:改成?|换成?|用|打)?(?:是|为)?"
)


def drop_void(reader: Reader) -> None:
    """13805001122作废，改13905001122: what is no longer used goes where another is said."""
    for old, new in pairwise(reader.tokens):
        void = _VOID.match(reader.work, old.end)
        if old.kind == new.kind and void is not None and void.end() <= new.start:
            reader.blank(old.start, void.end())


_NOT_COUNTED = re.compile(
    r"[^，,。；\n\d]{0,6}(?:不算|不计|除外|不在内|没算|不包括|不含)(?:在内|进去|在里面)?(?:的)?(?=[，,。；）\n]|$)"
)
_AGAIN = re.compile(
    r"(?:这边|那边)?(?:要|请|应|得)?(?:改成?|改为|更正为?|应该?[是为]|调整为?|换成)\s*"
)


def drop_not_counted(reader: Reader) -> None:
    """医生3人外聘不算: what is said not to count, with its name."""
    for token in [t for t in reader.tokens if t.kind == "number"]:
        said = _NOT_COUNTED.match(reader.work, token.end)
        label = next((x for x in reader.labels if 0 <= token.start - x.end <= _NEAR), None)
        if said is not None and label is not None:
            reader.set_aside(label.start, said.end())


def drop_changed(reader: Reader) -> None:
    """刚报的护士19个……护士改17: named again to be changed, the first value is the old one."""
    for new in list(reader.labels):
        changed = _AGAIN.match(reader.work, new.end)
        if changed is None or not any(t.start == changed.end() for t in reader.tokens):
            continue
        for old in [x for x in reader.labels if x.keys == new.keys and x.end <= new.start]:
            token = next((t for t in reader.tokens if 0 <= t.start - old.end <= _NEAR), None)
            if token is not None and token.end <= new.start:
                reader.blank(old.start, token.end)


_SAID_BEFORE = re.compile(
    r"(?:的)?(?:刚才|刚刚|刚|之前|前面|上面|上次)(?:说|报|讲|填|写|发)(?:的|错了?)?(?:是|了|成)?\s*"
)


def drop_said_before(reader: Reader) -> None:
    """养老机构刚才说18家，民政核了一下是17家: the next count of the sentence is the one meant."""
    for label in list(reader.labels):
        said = _SAID_BEFORE.match(reader.work, label.end)
        old = next((t for t in reader.tokens if said and t.start == said.end()), None)
        own = reader.clause_at(label.start)
        if old is None or own is None:
            continue
        for clause in reader.clauses:
            if clause.start <= own.start or clause.sentence != own.sentence or clause.asks:
                continue
            told = [t for t in reader.tokens if clause.start <= t.start < clause.end]
            named = any(clause.start <= x.start < clause.end for x in reader.labels)
            if len(told) == 1 and not named and _same_sort(told[0], old):
                reader.blank(label.end, told[0].start)
            break
    reader.locate()


_NEAR = 2
_FEW = 4
"""Clauses of a message that speaks of one thing."""
