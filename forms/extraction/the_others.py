"""其他都有, 除了安宁疗护都有: what is said of all but some of what was asked."""

import re

from forms.definition import Field
from forms.extraction import plainly
from forms.extraction.clauses import Clause, is_social
from forms.extraction.lexicon import Label, words
from forms.extraction.ordinals import ALL
from forms.extraction.reader import READ, Reader
from forms.extraction.yes_no_values import REST, ask_which, confirm, yes_no_fields
from forms.numerals import parse_number

_SOME_OF_THEM = re.compile(
    r"(?:[一二两三四五\d]+|有的|有些|部分|大部分|多数)(?:项|个|样|条|种)?(?:都)?[有做开具是]"
)


_SOMETHING = re.compile(r"[\u4e00-\u9fff]{2,}有(?:了|[一1]?[个名位间])?\s*[，,。；\s]*$")
"""营养师有一个，其他没有: something is there, and not understood what."""


_EXCEPT = re.compile(r"除了?(?P<what>[^，,。；]+?)(?:以外|之外|外|，|,|其他|其余|都|全|$)")


_BUT_FOR = re.compile(r"(?P<what>(?<!除)(?<!除了)[^除，,。；]+?)(?:除外|例外)")
"""都有，家庭病床除外."""


def only_some(reader: Reader, clause: Clause, expected: list[Field]) -> bool:
    """三项有，其他没有: so many of those asked about, and not which."""
    before = reader.folded[: clause.start]
    said = any(field.key in reader.result.values for field in expected)
    some = _SOME_OF_THEM.search(before) or _SOMETHING.search(reader.work[: clause.start])
    return not said and len(expected) > 1 and some is not None


_SAID = re.compile(r"[\u4e00-\u9fff]")


_MUCH = 4


def passed_over(reader: Reader, clause: Clause, answer: bool) -> bool:
    """2022年被罚过一次款，别的没有: what came before, not understood, may be one of those asked."""
    asked = {field.key for field in reader.expecting}
    for told in [c for c in reader.clauses if c.end <= clause.start and not c.asks]:
        text = reader.work[told.start : told.end]
        if told.sentence != clause.sentence or READ in text or is_social(text):
            continue
        if text.lstrip().startswith("除") or any(
            asked & set(x.keys) for x in reader.lexicon.labels(text)
        ):
            continue
        if len(_SAID.findall(text)) >= _MUCH and not ALL.search(text):
            return plainly.judged(text) is not answer
    return False


def excepted(reader: Reader) -> list[Label]:
    match = _BUT_FOR.search(reader.work) or _EXCEPT.search(reader.work)
    if match is None or _says_it_itself(reader, match.start()):
        return []
    found = [
        x
        for x in reader.labels
        if match.start("what") <= x.start < match.end("what") and yes_no_fields(reader, x)
    ]
    if found and _done_otherwise(reader, match, found):
        reader.planned |= {f.key for x in found for f in yes_no_fields(reader, x)}
        return []
    return found or _by_position(reader, match)


_OTHERWISE = re.compile(
    r"合作|委托|外包|签约|外送|外请|转到|依托|借助|请[^，,。；]{0,6}来|[靠由请]"
)
_POSITION = re.compile(
    r"第\s?([\d一二三四五六七八九])|(?<=[、和及])([\d一二三四五六七八九])(?=[、和及项个条种样类]|$)"
)


def _done_otherwise(reader: Reader, match: re.Match[str], labels: list[Label]) -> bool:
    """除临终这块跟医院合作，其余都是自己做: the exception is one of how, and not of whether."""
    what = reader.work[labels[-1].end : match.end("what")]
    return _OTHERWISE.search(what) is not None


def _by_position(reader: Reader, match: re.Match[str]) -> list[Label]:
    """除了第三种都有: the exception by its place among what was asked."""
    asked = [f for f in reader.expecting if f.type == "yes_no"]
    places = [
        (m, int(parse_number(m[1] or m[2]) or 0))
        for m in _POSITION.finditer(reader.work, match.start("what"), match.end("what"))
    ]
    if len(asked) < 2 or not places or any(not 1 <= n <= len(asked) for _, n in places):
        return []
    return [Label(m.start(), m.end(), (asked[n - 1].key,), None, False, False) for m, n in places]


def excepts_unknown(reader: Reader) -> bool:
    """除了自己看病这种没有，其他都有: what is excepted is none of the names known."""
    match = _EXCEPT.search(reader.folded)
    if match is None or len(reader.open(("yes_no",))) < 2:
        return False
    start, end = match.span("what")
    known = any(start <= at <= end for at, _ in reader.placed)
    known |= any(
        start <= x.start < end and reader.planned & set(x.keys)
        for x in reader.lexicon.labels(reader.folded)
    )
    return not known and READ not in reader.work[start:end]


def _says_it_itself(reader: Reader, position: int) -> bool:
    """除了居家服务没有，其他都开展了: the exception has its answer, the rest has another."""
    clause = reader.clause_at(position)
    if clause is None:
        return False
    own, after = reader.work[position : clause.end], reader.work[clause.end :]
    stated = re.search(r"没有|没|不|未|无", own) and not re.search(r"其他|其余|都|全|均", own)
    return bool(stated) and re.search(r"其他|其余|别的|都|全|均", after) is not None


def not_named(reader: Reader, expected: list[Field], named: list[Label]) -> list[Field]:
    """What is meant by 其他: not what was named, even if its answer is not understood."""
    keys = {field.key for label in named for field in yes_no_fields(reader, label)} | reader.planned
    return [field for field in expected if field.key not in keys]


def set_rest(
    reader: Reader, expected: list[Field], answer: bool, clause: Clause, exceptions: list[Label]
) -> None:
    """其他都有 · 除了安宁疗护都有."""
    excepted = {f.key for label in exceptions for f in yes_no_fields(reader, label)}
    excepted |= {d.key for d in reader.result.doubtful if d.key}
    rest = [f for f in expected if f.key not in {*reader.result.values, *excepted}]
    if _counts_others(reader.folded[clause.start : clause.end], len(rest)):
        ask_which(reader, rest, answer, reader.original[clause.start : clause.end].strip())
        rest = []
    for field in rest:
        reader.set(field, clause.start, clause.end, answer)
    for label in exceptions:
        for field in yes_no_fields(reader, label)[:1]:
            if field.confirm_yes and not answer:
                confirm(reader, field, reader.original[label.start : label.end])
            else:
                reader.set(field, label.start, label.end, not answer)
        reader.consume(label.start, label.end)
    exceptions.clear()
    reader.consume(clause.start, clause.end)


_HOW_MANY = re.compile(
    r"(?:其他|其它|其余|别的|剩下|另外|余下)的?(?:那|这)?"
    r"([一二两三四五六七八九]|\d{1,2})(?:项|个|种|样|条|类|方面|块)"
)


def _counts_others(text: str, rest: int) -> bool:
    """剩下两项没做, where three are left: one of them was told and not understood."""
    said = _HOW_MANY.search(text)
    return said is not None and parse_number(said[1]) != rest


def told_otherwise(reader: Reader, clause: Clause, fields: list[Field]) -> list[Field] | None:
    """都有，信息共享还差一点: of what was said of all, what is said anew; None: not which.

    Only what is still unread, and denies or leaves halfway.
    """
    found: list[Field] = []
    for later in [c for c in reader.clauses if c.start >= clause.end and not c.asks]:
        text = reader.work[later.start : later.end]
        plain = _no_denial(text)
        unsure = plainly.is_halfway(text) or any(word in plain for word in words().denials)
        if not unsure or READ in text or is_social(text) or REST.search(text):
            continue
        if any(
            reader.form.fields[k].type != "yes_no"
            for x in reader.lexicon.labels(text)
            for k in x.keys
        ):
            continue  # 社工没有: of something that is counted
        alike = [
            f
            for f in fields
            if _pairs(text) & _pairs("".join((f.label, f.short, *f.aliases, *f.denied_by)))
        ]
        if not alike:
            return None
        found += alike
    return found


def _no_denial(text: str) -> str:
    for word in words().no_denial:
        text = text.replace(word, "")
    return text


def _pairs(text: str) -> set[str]:
    plain = "".join(_SAID.findall(text))
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
