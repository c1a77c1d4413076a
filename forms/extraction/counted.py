"""Counts that are said through others: 养老机构21家都能看病, 失能61失智15，合起来67人."""

import re

from forms.definition import AtMost, AtMostSum
from forms.extraction.fitting import fits
from forms.extraction.reader import READ, Reader

_ALL_OF_THEM = re.compile(
    rf"[{READ}\s]*(?:位|个|名)?(?:老人|老年人|床位?)?的?[，,]?\s*(?:全部|全都|全|都|均|一律)"
    r"(?:已经?|都|是|为|属于|能够?|可以?)*(?:建立?|开设?|设立?|开通|具备|提供|配备|有)?了?"
)
_AND_NOTHING_ELSE = re.compile(r"[的了床位老人科服务家]*\s*")
_TOGETHER = re.compile(
    r"(?:合起来|加起来|加一起|合计|总计|共计|一共|总共|共|去重后?|去掉重[复叠]的?后?|算下来)"
    r"(?:是|有|为|算|就是|的?人数)*\s*$"
)


def take_all_of_them(reader: Reader) -> None:
    """What is said of all of a count is as many: only where the form says it is part of it."""
    parts = [c for c in reader.form.checks if isinstance(c, AtMost)]
    for start, key in list(reader.placed):
        value = reader.result.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            continue
        of_it = {c.left for c in parts if c.right == key}
        end = start
        while reader.work[end : end + 1] == READ:
            end += 1
        lead = _ALL_OF_THEM.match(reader.work, end)
        label = next((x for x in reader.labels if lead and x.start == lead.end()), None)
        if label is None:
            label = next(
                (x for x in reader.labels if lead and lead.start() < x.start < lead.end() <= x.end),
                None,
            )
        if label is None and lead is not None and _nothing_else(reader, lead.end()):
            asked = [f for f in reader.open(["integer"]) if f.key in of_it]
            if len(asked) == 1:  # 3家综合医院都开了: what else was asked of them
                reader.set(asked[0], lead.start(), lead.end(), value)
                reader.consume(end, reader.clause_end(end))
            continue
        found = [k for k in label.keys if k in of_it] if label else []
        if label is None or not found or found[0] in reader.result.values:
            continue
        tail = _AND_NOTHING_ELSE.match(reader.work, label.end)
        after = tail.end() if tail else label.end
        if after < reader.clause_end(label.start):
            continue
        reader.set(reader.form.fields[found[0]], label.start, label.end, value)
        reader.consume(end, after)


def _nothing_else(reader: Reader, position: int) -> bool:
    """Does the clause end here, but for words of an answer, with no other count or name in it?"""
    at = max(position - 1, 0)
    end = reader.clause_end(at)
    said = reader.work[position:end]
    answered = reader.work[max(position - 6, 0) : end]
    return _ANSWERED.search(answered) is not None and _REST_OF_IT.fullmatch(said) is not None


_REST_OF_IT = re.compile(
    r"(?:做|开|建|设|办|通|上|能|会|有|提供|覆盖|完成|自查|整改|签)*(?:到位|完|好)?[了的过。\s]*"
)
_ANSWERED = re.compile(r"(?:[开建设办通上能会有查改签]|提供|具备|覆盖|完成)[了的过。\s]*$")


def take_together(reader: Reader) -> None:
    """The count of those who are one or the other, each once: between the larger and the sum."""
    for check in [c for c in reader.form.checks if isinstance(c, AtMostSum)]:
        field = reader.form.fields[check.left]
        counts = [reader.result.values.get(key) for key in check.right]
        known = [n for n in counts if isinstance(n, int)]
        if field.key in reader.result.values or len(known) != len(counts):
            continue
        last = max((at for at, key in reader.placed if key in check.right), default=0)
        for token in [t for t in reader.tokens if t.start > last and fits(field, t, labelled=True)]:
            value = int(token.number.value) if token.number else 0
            if _TOGETHER.search(reader.work[: token.start]) and max(known) <= value <= sum(known):
                reader.put_token(field, token)
                reader.consume(token.start, token.end)
                break
