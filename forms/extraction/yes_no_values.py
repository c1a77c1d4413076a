"""What an answer to yes-or-no questions sets, and what it asks back."""

import re

from forms.definition import Field
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token
from forms.phrases import say
from forms.state import Doubt, Option

REST = re.compile(
    r"其他|其它|其余|别的|剩下|另外(?:的|几|[一二两三四五六七八九\d]+[项个样条种])|余下"
)


_SPAN = re.compile(r"年(?:[内来]|以来|间|之内)")
_SINCE = re.compile(r"(?:最?近|[这过]去?|前)$")


def yes_no_fields(reader: Reader, label: Label) -> list[Field]:
    return [f for key in label.keys if (f := reader.form.fields[key]).type == "yes_no"]


def set_all(reader: Reader, labels: list[Label], answer: bool, clause: Clause) -> None:
    for label in labels:
        fields = yes_no_fields(reader, label)
        open_ = [f for f in fields if f in reader.expecting] or fields
        if answer and open_[0].confirm_yes and not _in_full(reader, open_[0], label):
            confirm(reader, open_[0], reader.original[clause.start : clause.end])
        else:
            reader.set(open_[0], label.start, label.end, answer)
        reader.consume(label.start, label.end)
    reader.consume(clause.start, clause.end) if not has_tokens(reader, clause) else None


def _in_full(reader: Reader, field: Field, label: Label) -> bool:
    return reader.original[label.start : label.end] in (field.label, field.short)


def confirm(reader: Reader, field: Field, raw: str) -> None:
    """有过一次小火灾: is that what the notice means?"""
    options = [
        Option(
            say("option_is", label=field.short), {field.key: True}, ["是", "是的", "属于", "算"]
        ),
        Option(
            say("option_is_not", label=field.short),
            {field.key: False},
            ["不是", "不属于", "不算", "没有"],
        ),
    ]
    if any(d.key == field.key for d in reader.result.doubtful):
        return
    question = say("doubt_is_it", raw=raw.strip(), label=field.short)
    reader.result.doubtful.append(Doubt(field.key, raw.strip(), question, options))


def has_tokens(reader: Reader, clause: Clause) -> bool:
    return any(
        clause.start <= t.start < clause.end and not _counts_questions(reader, t)
        for t in reader.tokens
    )


def _counts_questions(reader: Reader, token: Token) -> bool:
    """四项, 两个(都是): the number of things asked, no value."""
    after = reader.work[token.end : token.end + 1]
    since = _SINCE.search(reader.work[: token.start]) and reader.work.startswith("年", token.end)
    if token.unit is None and (since or _SPAN.match(reader.work, token.end)):
        return True  # 近5年内: since when, no value
    if token.unit in ("个", None) and token.number is not None:
        asked = len([f for f in reader.expecting if f.type == "yes_no"])
        clause = reader.clause_at(token.start)
        said = reader.work[token.start : clause.end if clause else token.end]
        return token.number.value == asked > 1 and re.search("[都均全样]|方面", said) is not None
    if REST.search(reader.work[max(0, token.start - 4) : token.start]):
        return True  # 其他两个也没有
    if any(f.unit == token.unit for f in reader.expecting if f.unit):
        return False  # 6类10项: what was asked is counted so
    return token.unit in ("项", "类", "种", "条") or (token.unit == "个" and after in "都均全")


def ask_which(reader: Reader, remaining: list[Field], answer: bool, raw: str) -> None:
    """A bare 有 to four questions; to one there is nothing to ask."""
    if len(remaining) < 2:
        return
    word = say("all_yes" if answer else "all_no")
    options = [Option(word, {f.key: answer for f in remaining}, ["都", "全部", "都是"])]
    if answer:
        options += [
            Option(say("option_only", label=f.short), {f.key: True}, [f.short, *f.aliases])
            for f in remaining
        ]
    names = "、".join(f.short for f in remaining)
    reader.result.doubtful.append(
        Doubt(None, raw, say("doubt_all", raw=raw, names=names, word=word), options)
    )
