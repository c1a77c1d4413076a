"""Yes and no in free words: 都没有发生 · 除了安宁疗护都有 · 医保有，长护险没有 · 1、3、5."""

import re

from forms.definition import Field
from forms.errors import UnclearValue
from forms.extraction import answers, ordinals
from forms.extraction.clauses import Clause, is_refusal, is_social
from forms.extraction.lexicon import Label
from forms.extraction.ordinals import ALL
from forms.extraction.reader import READ, Reader
from forms.extraction.tokens import Token
from forms.field_types.options import polarity
from forms.phrases import say
from forms.state import Doubt, Option

_REST = re.compile(
    r"其他|其它|其余|别的|剩下|另外(?:的|几|[一二两三四五六七八九\d]+[项个样条种])|余下"
)
_SOME_OF_THEM = re.compile(
    r"(?:[一二两三四五\d]+|有的|有些|部分|大部分|多数)(?:项|个|样|条|种)?(?:都)?[有做开具是]"
)
_EXCEPT = re.compile(r"除了?(?P<what>[^，,。；]+?)(?:以外|之外|外|，|,|其他|其余|都|全|$)")
_OTHER_MATTER = re.compile(  # 备案回执上没编号, 医保取消了: neither a yes nor a no
    r"没有?(?:编号|号码?|日期|时间|原件|复印件|印章|盖章|带|找到)|取消了|停了|中止|终止|注销|吊销|退出"
)
_FINE = re.compile(r"(?:都|也|全)?没(?:有|啥|什么|任何)?(?:大)?问题")  # 康复没问题: a yes
_SPAN = re.compile(r"年(?:[内来]|以来|间|之内)")
_NOT_YET = re.compile(r"(?:还)?没有?(?:下来|批|办好|拿到|办下来|通过|办成|办完)")
_EVIDENT = re.compile(
    r"^〇(?:好|过|完)?了|正在|申请|有|没|无|未|开展|提供|具备|发生|取得|办|拿|建立|做|搞|是|否|能|被|通过|出过|备案了"
)


def take(reader: Reader) -> None:
    """Reads every clause that is not a question."""
    expected = [f for f in reader.expecting if f.type == "yes_no"]
    only_yes_no = len(expected) == len(reader.expecting) and bool(expected)
    waiting: list[Label] = []
    _stated(reader)
    exceptions = _except(reader)
    refusing = any(is_refusal(reader.folded[c.start : c.end]) for c in reader.clauses if not c.asks)
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end]
        if not text.strip(" " + READ) or is_social(text):
            continue
        labels = [
            x
            for x in _labels(reader, clause)
            if READ not in reader.work[x.start : x.end]
            and not any(x.start == e.start for e in exceptions)
        ]
        if only_yes_no and not labels and ordinals.take(reader, clause, expected):
            continue
        if _each_its_own(reader, clause, labels):
            continue
        answer = _answer(reader, clause, labels)
        if answer is None:
            waiting += [x for x in labels if READ not in reader.work[x.start : x.end]]
            continue
        if labels or (waiting and not _REST.search(text)):
            chosen = [*waiting, *labels] if waiting and (not labels or ALL.search(text)) else labels
            _set_all(reader, chosen, answer, clause)
            waiting = [x for x in waiting if x not in chosen]
            if _REST.search(text) or exceptions:
                _set_rest(reader, _but(reader, expected, waiting), answer, clause, exceptions)
        elif _REST.search(text) and _some(reader, clause, expected):
            if not reader.result.doubtful:
                raw = reader.original[: clause.end].strip()
                _ask_which(reader, _but(reader, expected, waiting), True, raw)
            reader.consume(0, clause.end)
        elif _REST.search(text) or exceptions:
            _set_rest(reader, _but(reader, expected, waiting), answer, clause, exceptions)
        elif expected and not refusing and answers.is_an_answer(text, expected):
            _unlabelled(reader, clause, expected, answer, whole=len(reader.clauses) == 1)
    _listed(reader, waiting, expected)


def _some(reader: Reader, clause: Clause, expected: list[Field]) -> bool:
    """三项有，其他没有: so many of those asked about, and not which."""
    before = reader.folded[: clause.start]
    said = any(field.key in reader.result.values for field in expected)
    return not said and len(expected) > 1 and _SOME_OF_THEM.search(before) is not None


def _stated(reader: Reader) -> None:
    """医保定点, 两证齐全: a clause that is a yes to a field, among others that say other things."""
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end].strip(" 　：（）")
        if not text or (len(reader.clauses) == 1 and not reader.expecting):
            continue
        for field in reader.form.fields.values():
            if text in field.stated_by and field.key not in reader.result.values:
                reader.set(field, clause.start, clause.end, True)
        if any(text in f.stated_by for f in reader.form.fields.values()):
            reader.consume(clause.start, clause.end)


def _labels(reader: Reader, clause: Clause) -> list[Label]:
    told = _told_of(reader) if _FINE.search(reader.work, clause.start, clause.end) is None else ()
    return [
        x
        for x in reader.labels
        if clause.start <= x.start < clause.end
        and any(reader.form.fields[key].type == "yes_no" for key in x.keys if key not in told)
    ]


def _told_of(reader: Reader) -> list[str]:
    """What the text asked for tells more of: 院感没有分区 says what the problem is, not that
    there is none."""
    return [f.ask_if.field for f in reader.expecting if f.type == "long_text" and f.ask_if]


def _fields(reader: Reader, label: Label) -> list[Field]:
    return [f for key in label.keys if (f := reader.form.fields[key]).type == "yes_no"]


def _answer(reader: Reader, clause: Clause, labels: list[Label]) -> bool | None:
    text = reader.work[clause.start : clause.end]
    for label in labels:
        text = text.replace(reader.work[label.start : label.end], "〇")
    text = _REST.sub("", text)
    concerned = [f for label in labels for f in _fields(reader, label)] or reader.expecting
    if not any("问题" in field.question for field in concerned):
        text = _FINE.sub("可以", text)
    if not labels and (len(text.strip()) > 16 or _has_tokens(reader, clause)):
        return None
    asked = any(f in reader.expecting for label in labels for f in _fields(reader, label))
    if labels and not asked and not _EVIDENT.search(text):
        return None
    if labels and (re.search(r"如果|要|需要|应", text) or _OTHER_MATTER.search(text)):
        return None
    try:
        return polarity(text.replace("〇", "、").strip("、 "))
    except UnclearValue as exc:
        if _NOT_YET.search(reader.work[clause.start : _sentence_end(reader, clause)]):
            return False
        fields = [f for label in labels for f in _fields(reader, label)] or reader.open(["yes_no"])
        if len(fields) == 1:
            raw = reader.original[clause.start : clause.end]
            named = UnclearValue(f"{fields[0].short}：{exc.reason_zh}", exc.guess)
            reader.doubt_guess(fields[0], raw, named)
            reader.consume(clause.start, clause.end)
        return None


def _each_its_own(reader: Reader, clause: Clause, labels: list[Label]) -> bool:
    """医保有长护险没有: every label is followed by an answer of its own."""
    if len(labels) < 2:
        return False
    ends = [*(x.start for x in labels[1:]), clause.end]
    said = [reader.work[x.end : end].strip(" ，、") for x, end in zip(labels, ends, strict=True)]
    try:
        given = [polarity(text) if len(text) <= 6 else None for text in said]
    except UnclearValue:
        return False
    if any(answer is None for answer in given) or len(set(given)) < 2:
        return False
    for label, answer in zip(labels, given, strict=True):
        _set_all(reader, [label], bool(answer), clause)
    reader.consume(clause.start, clause.end)
    return True


def _sentence_end(reader: Reader, clause: Clause) -> int:
    return max(c.end for c in reader.clauses if c.sentence == clause.sentence)


def _set_all(reader: Reader, labels: list[Label], answer: bool, clause: Clause) -> None:
    for label in labels:
        fields = _fields(reader, label)
        open_ = [f for f in fields if f in reader.expecting] or fields
        if answer and open_[0].confirm_yes and not _in_full(reader, open_[0], label):
            _confirm(reader, open_[0], reader.original[clause.start : clause.end])
        else:
            reader.set(open_[0], label.start, label.end, answer)
        reader.consume(label.start, label.end)
    reader.consume(clause.start, clause.end) if not _has_tokens(reader, clause) else None


def _in_full(reader: Reader, field: Field, label: Label) -> bool:
    return reader.original[label.start : label.end] in (field.label, field.short)


def _confirm(reader: Reader, field: Field, raw: str) -> None:
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


def _has_tokens(reader: Reader, clause: Clause) -> bool:
    return any(
        clause.start <= t.start < clause.end and not _counts_questions(reader, t)
        for t in reader.tokens
    )


def _counts_questions(reader: Reader, token: Token) -> bool:
    """四项, 两个(都是): the number of things asked, no value."""
    after = reader.work[token.end : token.end + 1]
    if token.unit is None and _SPAN.match(reader.work, token.end):
        return True  # 近5年内: since when, no value
    if token.unit in ("个", None) and token.number is not None:
        asked = len([f for f in reader.expecting if f.type == "yes_no"])
        clause = reader.clause_at(token.start)
        said = reader.work[token.start : clause.end if clause else token.end]
        return token.number.value == asked > 1 and re.search("[都均全样]|方面", said) is not None
    if _REST.search(reader.work[max(0, token.start - 4) : token.start]):
        return True  # 其他两个也没有
    return token.unit in ("项", "类", "种", "条") or (token.unit == "个" and after in "都均全")


def _except(reader: Reader) -> list[Label]:
    match = _EXCEPT.search(reader.work)
    if match is None or _says_it_itself(reader, match.start()):
        return []
    return [
        x
        for x in reader.labels
        if match.start("what") <= x.start < match.end("what") and _fields(reader, x)
    ]


def _says_it_itself(reader: Reader, position: int) -> bool:
    """除了居家服务没有，其他都开展了: the exception has its answer, the rest has another."""
    clause = reader.clause_at(position)
    if clause is None:
        return False
    own, after = reader.work[position : clause.end], reader.work[clause.end :]
    stated = re.search(r"没有|没|不|未|无", own) and not re.search(r"其他|其余|都|全|均", own)
    return bool(stated) and re.search(r"其他|其余|别的|都|全|均", after) is not None


def _but(reader: Reader, expected: list[Field], named: list[Label]) -> list[Field]:
    """What is meant by 其他: not what was named, even if its answer is not understood."""
    keys = {field.key for label in named for field in _fields(reader, label)} | reader.planned
    return [field for field in expected if field.key not in keys]


def _set_rest(
    reader: Reader, expected: list[Field], answer: bool, clause: Clause, exceptions: list[Label]
) -> None:
    """其他都有 · 除了安宁疗护都有."""
    excepted = {f.key for label in exceptions for f in _fields(reader, label)}
    excepted |= {d.key for d in reader.result.doubtful if d.key}
    for field in expected:
        if field.key not in reader.result.values and field.key not in excepted:
            reader.set(field, clause.start, clause.end, answer)
    for label in exceptions:
        for field in _fields(reader, label)[:1]:
            if field.confirm_yes and not answer:
                _confirm(reader, field, reader.original[label.start : label.end])
            else:
                reader.set(field, label.start, label.end, not answer)
        reader.consume(label.start, label.end)
    exceptions.clear()
    reader.consume(clause.start, clause.end)


def _unlabelled(
    reader: Reader, clause: Clause, expected: list[Field], answer: bool, *, whole: bool
) -> None:
    text = reader.work[clause.start : clause.end]
    raw = reader.original[clause.start : clause.end]
    later = {
        f.key
        for label in reader.labels
        if label.start >= clause.end
        for f in _fields(reader, label)
    }
    remaining = [f for f in expected if f in reader.open(["yes_no"]) and f.key not in later]
    if not remaining:
        return
    alone = [c for c in reader.clauses if answers.is_only_an_answer(reader, c)]
    group = reader.form.group_of[remaining[0].key]
    common = not answer and _of_them_all(remaining, text)
    if ALL.search(text) or common or (not answer and group.bare_no_means_all and whole):
        targets = remaining
    elif len(remaining) == 1 or reader.one_each or len(alone) == len(remaining) > 1:
        reader.one_each = True
        targets = remaining[:1]
    else:
        _ask_which(reader, remaining, answer, raw)
        targets = []
    for field in targets:
        reader.set(field, clause.start, clause.end, answer)
    reader.consume(clause.start, clause.end)


def _of_them_all(fields: list[Field], text: str) -> bool:
    """没出过负面事件: a word that every question of several has in its name, denied."""
    first, *others = [f.short for f in fields]
    common = (first[i : i + 4] for i in range(len(first) - 3))
    return bool(others) and any(w in text and all(w in o for o in others) for w in common)


def _ask_which(reader: Reader, remaining: list[Field], answer: bool, raw: str) -> None:
    """A bare 有 to four questions."""
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


_JOINING = re.compile(
    rf"[一二两三四五六七八九十\d]+[项个样]|[\s、，,。和及与还有以\d.{READ}]|以及|这些|这几项|服务"
)


def _listed(reader: Reader, waiting: list[Label], expected: list[Field]) -> None:
    """Only names, as the answer to "which of these": those are a yes; the others stay open."""
    named = [(x, f) for x in waiting for f in _fields(reader, x)[:1] if f in expected]
    if not named:
        return
    residue = reader.work
    for label, _ in named:
        residue = residue.replace(reader.work[label.start : label.end], "", 1)
    if _JOINING.sub("", residue):
        return
    for label, field in named:
        reader.set(field, label.start, label.end, True)
        reader.consume(label.start, label.end)
