"""Answers in words nobody listed: 健康讲座常办, 职称评定一视同仁, 动态评估没跟上.

Whoever is asked whether there is something and speaks of it says that there is, unless a word
denies it or leaves it halfway. What the form hopes not to hear (accidents, problems) is only
denied.
"""

import re
from collections import Counter

from forms.definition import Field
from forms.extraction import problems
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label, choice_named, words
from forms.extraction.ordinals import ALL
from forms.extraction.reader import READ, Reader
from forms.field_types.base import unclear

_LONGEST = 24


def take(reader: Reader) -> None:
    """Each asked yes-or-no question whose name still stands unread in a statement."""
    for clause in [c for c in reader.clauses if not c.asks]:
        labels = [x for x in reader.labels if clause.start <= x.start < clause.end]
        if not labels:
            _by_likeness(reader, clause)
        for number, label in enumerate(labels):
            field = _asked(reader, label)
            if field is None or label not in reader.labels:
                continue
            said = _beside(reader, clause, labels, number)
            if field.faults and (wrong := problems.is_wrong(said)) is not None:
                reader.set(field, label.start, label.end, wrong)
                reader.consume(label.start, label.end)
                continue
            answer = judged(said)
            if problems.is_about_problems([field]) and problems.is_lack(said):
                raw = reader.original[clause.start : clause.end]
                reader.doubt_guess(field, raw, unclear("is_problem", field, True))
                reader.consume(label.start, label.end)
                continue
            if answer is None or (answer and is_bad(field)):
                continue
            if is_halfway(said):
                raw = reader.original[clause.start : clause.end]
                reader.doubt_guess(field, raw, unclear("halfway", field, False))
            else:
                reader.set(field, label.start, label.end, answer)
            reader.consume(label.start, label.end)


def take_alike(reader: Reader) -> None:
    """The clauses that name none of the questions asked, but are made of the words of one."""
    asked = {f.key for f in reader.expecting}
    for clause in [c for c in reader.clauses if not c.asks]:
        labels = [x for x in reader.labels if clause.start <= x.start < clause.end]
        if not any(asked & set(x.keys) for x in labels):
            _by_likeness(reader, clause)


_LIKE = 2.0
_LIKE_ALONE = 3.0
"""Where only one question is open, no other one can be likelier."""
_AHEAD = 3.0
_GENERAL = re.compile(r"机构|养老|医疗|卫生|服务|单位|老年人|情况|是否|[了的过有是办做]")
"""Words that stand in the names of many questions, or in every answer."""
_OF_COUNTS = ("人", "张", "家", "对", "名", "位")


def _by_likeness(reader: Reader, clause: Clause) -> None:
    """信息互通一期上线了: most of one name that was asked, hardly any of another."""
    text = reader.work[clause.start : clause.end]
    open_ = reader.open(["yes_no"])
    if READ in text or not open_ or ALL.search(text):
        return
    told = [t for t in reader.tokens if clause.start <= t.start < clause.end]
    if any(t.kind in ("date", "percent") or t.unit in _OF_COUNTS for t in told):
        return  # 全县常住人口31万人: of something that is counted
    named = [x for x in reader.labels if clause.start <= x.start < clause.end and not x.loose]
    asked = {f.key for f in reader.expecting}
    if told and any(x.keys and not asked & set(x.keys) for x in named):
        return  # 传染病演练1次: of a count that has its own name
    kinds = [f for f in reader.form.fields.values() if f.type == "choice" and f not in open_]
    if any(choice_named(f, text) is not None for f in kinds):
        return  # 院里增设了护理站: of what kind it is
    names = {f.key: (f.label, f.short, *f.aliases) for f in open_}
    chars = {key: set(_GENERAL.sub("", "".join(known))) for key, known in names.items()}
    spread = Counter(char for known in chars.values() for char in known)
    said = set(re.findall(r"[\u4e00-\u9fff]", text))
    scores = sorted(
        ((sum(1 / spread[c] for c in said & known), key) for key, known in chars.items()),
        reverse=True,
    )
    best, key = scores[0]
    second = scores[1][0] if len(scores) > 1 else 0
    telling = _GENERAL.sub(" ", text)
    pairs = {telling[at : at + 2] for at in range(len(text) - 1)}
    own = any(pair in name for pair in pairs for name in names[key] if " " not in pair)
    if best < (_LIKE if len(scores) > 1 else _LIKE_ALONE) or best < _AHEAD * second or not own:
        return
    field = reader.form.fields[key]
    rest = "".join(char for char in text if char not in chars[key])
    answer = judged(rest)
    bad = is_bad(field) or reader.form.group_of[key].bare_no_means_all
    if answer is None or (answer and bad) or is_halfway(text):
        return
    reader.set(field, clause.start, clause.end, answer)
    reader.consume(clause.start, clause.end)


def judged(said: str) -> bool | None:
    """Yes or no, from what stands beside the name; None where nothing does."""
    if len(re.sub(r"[\W_]", "", said)) < 2 or len(said) > _LONGEST:
        return None
    if any(word in said for word in words().of_another_matter):
        return None
    for word in words().no_denial:
        said = said.replace(word, "")
    return not any(word in said for word in words().denials)


def is_halfway(said: str) -> bool:
    """Is a word there that says neither yes nor no?"""
    return any(word in said for word in words().halfway)


def is_bad(field: Field) -> bool:
    """Is a yes what nobody likes to say, so that a mention alone says nothing?"""
    return field.confirm_yes or "问题" in field.question or "没有" in field.label


def _asked(reader: Reader, label: Label) -> Field | None:
    if READ in reader.work[label.start : label.end] or label.foreign:
        return None
    open_ = reader.open(["yes_no"])
    found = [f for f in open_ if f.key in label.keys]
    return found[0] if len(found) == 1 else None


def _beside(reader: Reader, clause: Clause, labels: list[Label], number: int) -> str:
    """What is said of this name and of those joined to it: what follows; before the first, too."""
    first = last = number
    while last + 1 < len(labels) and _joined(reader, labels[last], labels[last + 1]):
        last += 1
    while first and _joined(reader, labels[first - 1], labels[first]):
        first -= 1
    others = [x for x in labels[last + 1 :] if not set(x.keys) & set(labels[last].keys)]
    end = (
        others[0].start if others else clause.end
    )  # 人才队伍没有培训记录: one question, named twice
    said = reader.work[labels[last].end : end]
    if first == 0:
        said = reader.work[clause.start : labels[0].start] + said
    return said.replace(READ, " ")


_AND = re.compile(r"[、和及与跟/]|以及|还有")


def _joined(reader: Reader, one: Label, other: Label) -> bool:
    """我们主要是做生活照料和康复: what is said of one is said of the other."""
    return _AND.fullmatch(reader.work[one.end : other.start].strip()) is not None
