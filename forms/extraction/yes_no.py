"""Yes and no in free words: 都没有发生 · 除了安宁疗护都有 · 医保有，长护险没有 · 1、3、5."""

import re

from forms.definition import Field
from forms.extraction import (
    answers,
    beside,
    groups_named,
    judging,
    ordinals,
    plainly,
    the_others,
    wholes,
)
from forms.extraction.clauses import Clause, is_refusal, is_social
from forms.extraction.lexicon import Label, words
from forms.extraction.ordinals import ALL
from forms.extraction.reader import READ, Reader
from forms.extraction.yes_no_values import REST, ask_which, set_all, yes_no_fields


def take(reader: Reader) -> None:
    """Reads every clause that is not a question."""
    expected = [f for f in reader.expecting if f.type == "yes_no"]
    only_yes_no = len(expected) == len(reader.expecting) and bool(expected)
    waiting: list[Label] = []
    _stated(reader)
    exceptions = the_others.excepted(reader)
    if only_yes_no:
        plainly.take_alike(reader)
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
        group = [] if labels or refusing or exceptions else groups_named.meant(reader, clause)
        said = groups_named.answer(text) if group else None
        if said is not None:
            _all_of(reader, clause, group, said)
            continue
        if judging.each_its_own(reader, clause, labels):
            continue
        if REST.search(text) and not labels and not _is_rest(reader, text, expected):
            continue
        meant = wholes.rest_of(reader, expected, exceptions) if REST.search(text) else expected
        answer = judging.answer_of(reader, clause, labels, meant)
        if answer is None and beside.since(reader, clause, labels):
            answer = True
        if answer is None:
            waiting += [x for x in labels if READ not in reader.work[x.start : x.end]]
            continue
        if labels or (waiting and not REST.search(text)):
            if not labels and not _answers(reader, text, waiting):
                continue
            chosen = [*waiting, *labels] if waiting and (not labels or ALL.search(text)) else labels
            set_all(reader, chosen, answer, clause)
            waiting = [x for x in waiting if x not in chosen]
            if REST.search(text) or exceptions:
                meant = wholes.rest_of(reader, expected, exceptions)
                the_others.set_rest(
                    reader, the_others.not_named(reader, meant, waiting), answer, clause, exceptions
                )
        elif REST.search(text) and (
            the_others.only_some(reader, clause, expected)
            or the_others.passed_over(reader, clause, answer)
        ):
            if not reader.result.doubtful:
                raw = reader.original[: clause.end].strip()
                open_ = [
                    f for f in the_others.not_named(reader, expected, waiting) if f in reader.open()
                ]
                ask_which(
                    reader,
                    open_,
                    True if the_others.only_some(reader, clause, expected) else answer,
                    raw,
                )
            reader.consume(0, clause.end)
        elif not exceptions and the_others.excepts_unknown(reader):
            raw = reader.original[: clause.end].strip()
            ask_which(reader, the_others.not_named(reader, expected, waiting), answer, raw)
        elif REST.search(text) or exceptions:
            meant = wholes.rest_of(reader, expected, exceptions)
            the_others.set_rest(
                reader, the_others.not_named(reader, meant, waiting), answer, clause, exceptions
            )
        elif (
            expected
            and not refusing
            and not _of_what_was_named(reader, clause, expected)
            and _answers_them(reader, text, expected, answer)
        ):
            _unlabelled(reader, clause, expected, answer, whole=_is_all_there_is(reader, clause))
    wholes.take_denied(reader)
    _listed(reader, waiting, expected)
    plainly.take(reader)


def _is_rest(reader: Reader, text: str, expected: list[Field]) -> bool:
    """其他都有, but not 剩下是厨房和办公室的: an answer, and nothing else told."""
    asked = {f.key for f in expected}
    named = reader.lexicon.labels(text)
    others = any(
        x.keys and not asked & set(x.keys) for x in named if not x.loose or x.end - x.start > 2
    )
    if expected and (len(expected) == 1 or others):
        return False  # 剩下的基本上都是护理型: of what else was asked
    return len(answers.beside_an_answer(REST.sub("", text), expected, reader.form)) <= _MOST_BESIDE


_MOST_BESIDE = 4


def _answers(reader: Reader, text: str, waiting: list[Label]) -> bool:
    """台账在安全员那，有一项还没改: does the clause speak of the names before it, or of more?"""
    fields = [f for label in waiting for f in yes_no_fields(reader, label)]
    return bool(fields) and answers.is_an_answer(text, fields, reader.form)


def _stated(reader: Reader) -> None:
    """医保定点, 两证齐全: a clause that is a yes to a field, among others that say other things."""
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end].strip(" 　：（）")
        if not text or (len(reader.clauses) == 1 and not reader.expecting):
            continue
        said = [text] if _says_so(reader, text) else _AND.split(text)
        if not all(_says_so(reader, part) for part in said):
            continue
        for field in [f for part in said for f in _says_so(reader, part)]:
            if field.key not in reader.result.values:
                reader.set(field, clause.start, clause.end, True)
        reader.consume(clause.start, clause.end)


_AND = re.compile(r"[、和及与跟]")
_BESIDE_A_STATEMENT = re.compile(
    r"^(?:(?:我们?|本|咱们?)(?:这[边里]|单位|机构|院|中心|家)?|院里|单位|机构|中心)|也|已经?|均|都|是|为|了$"
)


def _says_so(reader: Reader, text: str) -> list[Field]:
    """The fields to which these words are a yes: 长护险定点, 长护险也是定点."""
    plain = _BESIDE_A_STATEMENT.sub("", text)
    return [f for f in reader.form.fields.values() if {text, plain} & set(f.stated_by)]


def _labels(reader: Reader, clause: Clause) -> list[Label]:
    told = (
        _told_of(reader)
        if judging.FINE.search(reader.work, clause.start, clause.end) is None
        else ()
    )
    return [
        x
        for x in reader.labels
        if clause.start <= x.start < clause.end
        and not beside.by_the_way(reader, x)
        and not _within_a_word(reader, x)
        and any(reader.form.fields[key].type == "yes_no" for key in x.keys if key not in told)
    ]


_PART_OF_A_WORD = re.compile(
    r"[\u4e00-\u9fff](?<![有没无的和及与跟也还都是做搞办开设了们院边块在：为能除外对给把过了生现出])$"
)


def _within_a_word(reader: Reader, label: Label) -> bool:
    """感控培训也有: the end of a longer word, of which nothing was asked."""
    if len(reader.expecting) < 2 or any(
        reader.form.fields[k] in reader.expecting for k in label.keys
    ):
        return False
    short = label.end - label.start <= 2
    return short and _PART_OF_A_WORD.search(reader.folded[: label.start]) is not None


def _told_of(reader: Reader) -> list[str]:
    """What the text asked for tells more of: 院感没有分区 says what the problem is, not that
    there is none."""
    return [f.ask_if.field for f in reader.expecting if f.type == "long_text" and f.ask_if]


_ACHIEVED = re.compile(r"能|提供|做到|落实|建立|开展|具备|达到|完成|出台|配备|到位|齐全")


def _of_what_was_named(reader: Reader, clause: Clause, expected: list[Field]) -> bool:
    """养老备案还在办，没下来, where the licence was asked: said of what was named just before."""
    before = [c for c in reader.clauses if c.end <= clause.start and c.sentence == clause.sentence]
    if not before or len(expected) != 1:
        return False
    told = reader.folded[before[-1].start : before[-1].end]
    named = [x for x in reader.lexicon.labels(told) if not x.loose and x.keys]
    keys = {key for x in named for key in x.keys}
    of_yes_no = any(reader.form.fields[key].type == "yes_no" for key in keys)
    return of_yes_no and expected[0].key not in keys


def _answers_them(reader: Reader, text: str, expected: list[Field], answer: bool) -> bool:
    if answers.is_of_other_many(text, expected):
        return False  # 五类全覆盖, where one was asked
    if len(expected) == 1 and ALL.search(text) and not _alone_in_it(reader, text, expected):
        return False  # 都有，就是没有中医药: of several others
    bad = any(plainly.is_bad(f) or reader.form.group_of[f.key].bare_no_means_all for f in expected)
    achieved = _ACHIEVED.search(text) and not words().mended.search(text)
    if answer and all(map(plainly.is_bad, expected)) and achieved:
        return False  # 都能提供, where it was asked what went wrong
    if answers.is_an_answer(text, expected, reader.form):
        return True
    if not _alone_in_it(reader, text, expected):
        return False
    return answer and not bad and answers.is_of_them_all(text, expected, reader.form)


def _alone_in_it(reader: Reader, text: str, expected: list[Field]) -> bool:
    """全县18家养老院，全都能看病: not where the message names or counts what was not asked."""
    asked = {f.key for f in expected}
    named = [x for x in reader.lexicon.labels(reader.folded) if x.keys and not x.loose]
    if any(not asked & set(x.keys) for x in named):
        return False
    return not any(t.unit not in (None, "个", "项", "类", "种", "条") for t in reader.tokens)


def _all_of(reader: Reader, clause: Clause, group: list[Field], answer: bool) -> None:
    """One answer to a whole group, but for what the message says otherwise of."""
    otherwise = the_others.told_otherwise(reader, clause, group) or []
    named = {k for x in reader.labels if x.start >= clause.end for k in x.keys}
    for field in group:
        bad = answer and plainly.is_bad(field)
        if field.key not in {*reader.result.values, *named} and field not in otherwise and not bad:
            reader.set(field, clause.start, clause.end, answer)
    reader.consume(clause.start, clause.end)


_TELLS_OF_SOMETHING = re.compile(r"[有发生过起次但除只被罚事案火伤亡死]|出现|就是|不过")


def _is_all_there_is(reader: Reader, clause: Clause) -> bool:
    """这几年都平平安安的，没出过事: nothing else is said that could be one of what was asked."""
    for other in [c for c in reader.clauses if c != clause]:
        text = reader.folded[other.start : other.end]
        if is_social(text.strip()) or reader.work[other.start : other.end].strip(READ + " ") == "":
            continue
        told = any(other.start <= t.start < other.end for t in reader.tokens)
        if other.asks or told or _TELLS_OF_SOMETHING.search(text):
            return False
        if any(True for _ in reader.lexicon.labels(text)):
            return False
    return True


def _unlabelled(
    reader: Reader, clause: Clause, expected: list[Field], answer: bool, *, whole: bool
) -> None:
    text = reader.work[clause.start : clause.end]
    raw = reader.original[clause.start : clause.end]
    later = {
        f.key
        for label in reader.labels
        if label.start >= clause.end
        for f in yes_no_fields(reader, label)
    }
    later |= reader.planned if len(expected) > 1 else set()
    remaining = [f for f in expected if f in reader.open(["yes_no"]) and f.key not in later]
    if not remaining:
        return
    alone = [c for c in reader.clauses if answers.is_only_an_answer(reader, c)]
    group = reader.form.group_of[remaining[0].key]
    common = not answer and _of_them_all(remaining, text)
    if _OF_FEWER_YEARS.search(text):
        ask_which(reader, remaining, answer, raw)
        targets = []
    elif ALL.search(text) or common or (not answer and group.bare_no_means_all and whole):
        targets = remaining
    elif len(remaining) == 1 or reader.one_each or len(alone) == len(remaining) > 1:
        reader.one_each = True
        targets = remaining[:1]
    else:
        ask_which(reader, remaining, answer, raw)
        targets = []
    if answer and len(targets) > 1:
        otherwise = the_others.told_otherwise(reader, clause, expected)
        if otherwise is None:
            ask_which(reader, targets, answer, raw)
            targets = []
        targets = [f for f in targets if f not in (otherwise or ())]
    for field in targets:
        reader.set(field, clause.start, clause.end, answer)
    reader.consume(clause.start, clause.end)


_OF_FEWER_YEARS = re.compile(r"[近这前后][一二两三四1-4]年")
"""近三年没有: of five years it is not said."""


def _of_them_all(fields: list[Field], text: str) -> bool:
    """没出过负面事件: a word that every question of several has in its name, denied."""
    first, *others = [f.short for f in fields]
    common = (first[i : i + 4] for i in range(len(first) - 3))
    return bool(others) and any(w in text and all(w in o for o in others) for w in common)


_JOINING = re.compile(
    rf"[一二两三四五六七八九十\d]+[项个样]|[\s、，,。和及与还有以\d.{READ}]|以及|这些|这几项|服务"
)


def _listed(reader: Reader, waiting: list[Label], expected: list[Field]) -> None:
    """Only names, as the answer to "which of these": those are a yes; the others stay open."""
    named = [(x, f) for x in waiting for f in yes_no_fields(reader, x)[:1] if f in expected]
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
