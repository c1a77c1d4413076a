"""Options said in words: 民非, 公立的中医院, 是一家民办非营利性的机构."""

import re

from forms import field_types
from forms.definition import Choice, Field
from forms.extraction import names
from forms.extraction.bare import standing_alone
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import choice_named, said_of_us, undecided, words
from forms.extraction.reader import READ, Reader
from forms.field_types.base import unclear
from forms.field_types.options import match_choice


def take(reader: Reader) -> None:
    """Options of what was asked, or of the one field that has such an option."""
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end].replace(READ, " ")
        fields = reader.open(["choice", "multi_choice"])
        if undecided(text):
            continue
        named = [(len(c.label), f, c) for f in fields if (c := choice_named(f, text)) is not None]
        if named:
            _, field, choice = max(named, key=lambda item: item[0])
            if _not_sure(reader, clause, text, field, choice):
                reader.consume(clause.start, clause.end)
                continue
            value = choice.key if field.type == "choice" else [choice.key]
            reader.set(field, clause.start, clause.end, value)
            _second_choice(reader, clause, text, [n for n in named if n[1] is not field], choice)
            reader.consume(clause.start, clause.end)
        elif (
            fields
            and (picked := match_choice(fields[0], text)) is not None
            and not _denied(picked, text)
        ):
            reader.set(fields[0], clause.start, clause.end, picked.key)
            reader.consume(clause.start, clause.end)
        elif (only := _only_choice(reader, _said(text))) is not None:
            field, key = only
            reader.set(field, clause.start, clause.end, key)
            reader.consume(clause.start, clause.end)
    numbers = [t for t in standing_alone(reader) if t.kind == "number"]
    fields = reader.open(["choice"])
    if fields and numbers and (len(numbers) <= len(fields)):
        for field, token in zip(fields, numbers, strict=False):
            reader.put_token(field, token)
            reader.consume(token.start, token.end)


_MOST_BESIDE = 6
"""Characters beside the name of an organisation, above which it may well be another's."""


def _not_sure(reader: Reader, clause: Clause, text: str, field: Field, choice: Choice) -> bool:
    """国有企业办的, 委托我们公司来运营: two options, or one in the name of something; asked."""
    told = _words_in(choice, text)
    word = told[0] if told else ""
    rest = text.replace(word, "，", 1)
    others = [
        c
        for c in field.choices
        if c is not choice and any(said_of_us(w, rest) and len(w) > 1 for w in _words_in(c, rest))
    ]
    raw = reader.original[clause.start : clause.end].strip()
    if others:
        reader.result.values[field.key] = choice.key
        reader.doubt_two(field, raw, choice.key, others[0].key)
        return True
    beside = re.sub(r"[\W_]", "", _JOINING.sub("", rest))
    is_noun = not field.inside and word.endswith(words().organisation_ends)
    if word and is_noun and len(beside) > _MOST_BESIDE:
        shown = field_types.show(field, choice.key)
        reader.doubt_guess(field, raw, unclear("is_value", field, choice.key, shown=shown))
        return True
    return False


def _said(text: str) -> str:
    """类型：民办非企业单位, （民非）: the words themselves."""
    return text.strip().rsplit("：", 1)[-1].strip(" 　（）").removesuffix("的")


_JOINING = re.compile(r"我们|我院|机构|单位|一?[家所个]|[是的系属为，,、]|性质|\s")


def _second_choice(
    reader: Reader,
    clause: Clause,
    text: str,
    others: list[tuple[int, Field, Choice]],
    first: Choice,
) -> None:
    """公立的中医院: two questions answered in one breath, with nothing said beside them."""
    for _, field, choice in others:
        for one in _words_in(first, text):
            rest = text.replace(one, "", 1)
            said = _words_in(choice, rest)
            if (
                said
                and field.type == "choice"
                and not _JOINING.sub("", rest.replace(said[0], "", 1))
            ):
                reader.set(field, clause.start, clause.end, choice.key)
                return


def _words_in(choice: Choice, text: str) -> list[str]:
    found = [word for word in (choice.label, *choice.synonyms) if word in text]
    return sorted(found, key=len, reverse=True)


def _denied(choice: Choice, text: str) -> bool:
    """Is every word of the option that stands in the text denied there? (不是综合医院)"""
    named = [word for word in (choice.label, *choice.synonyms) if word in text]
    return bool(named) and not any(said_of_us(word, text) for word in named)


_DESCRIBING = re.compile(r"是|为|属|系|性质")
_RIGHT_BEFORE = re.compile(r"(?:为|是|系|属于?)(?:一[家所个])?$")


def _adjective(word: str, text: str) -> bool:
    """我院为公办福利院: said of an institution right behind it, and of ours."""
    found = re.search(
        rf"(?:为|是|系|属于?)(?:一[家所个])?{re.escape(word)}的?[\u4e00-\u9fff]{{1,6}}(?:院|中心|机构)$",
        text.strip(),
    )
    return (
        found is not None
        and re.match(r"(?:我|本|咱|[一二三四五六]、|基本)", text.strip()) is not None
    )


def _tells(word: str, text: str) -> bool:
    """Can the word hardly be a part of a name? 我中心为公办机构"""
    own = _RIGHT_BEFORE.search(text[: text.index(word)]) is not None
    return (own and word.endswith("机构")) or not word.endswith(words().organisation_ends)


_WHOLLY = re.compile(
    r"(?:我们|我院|本院|咱们?|医院|机构|单位|中心|这里|这边)*(?:的)?(?:就?是|为|属于|属|系)(?:一?[家所个])?"
    r"[一二三]级(?:[甲乙丙]等)?(?:的)?"
)
_WITHIN = re.compile(
    r"(?:[内附]设(?:有|了)?|里面?(?:还|又|也|自己|另外)*(?:办|开|设)[了着的有]?)(?:一?[家所个])?"
)


def take_described(reader: Reader) -> None:
    """是一家民办非营利性的机构: an option that can hardly mean anything else, said of ourselves."""
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.folded[clause.start : clause.end]
        for field in [f for f in reader.form.fields.values() if f.type == "choice"]:
            choice = choice_named(field, text)
            if field.key not in reader.result.values and _told_shortly(reader, clause, field):
                continue
            if choice is None or field.key in reader.result.values or undecided(text):
                continue
            telling = [
                w
                for w in (choice.label, *choice.synonyms)
                if w in text and len(w) >= 4 and _tells(w, text)
            ]
            telling = telling or [w for w in _words_in(choice, text) if _adjective(w, text)]
            word = max(telling, key=len, default="")
            before = text[: text.index(word)]
            if word and not said_of_us(word, text):
                continue  # 备案为养老机构: what was filed, not what we are
            if word and _DESCRIBING.search(before) and not re.search(r"不|没|非|别", before):
                at = clause.start + len(before)
                reader.set(field, at, at + len(word), choice.key)
                reader.consume(at, at + len(word))


def _told_shortly(reader: Reader, clause: Clause, field: Field) -> bool:
    """我们是二级综合医院: graded, it is a kind; 内设护理站: what stands inside is of this kind."""
    text = reader.folded[clause.start : clause.end]
    words_of = [(len(w), w, c) for c in field.choices for w in (c.label, *c.synonyms) if w in text]
    for _, word, choice in sorted(words_of, key=lambda item: -item[0]):
        at = text.index(word)
        wholly = _WHOLLY.fullmatch(text[:at].strip()) and not text[at + len(word) :].strip("的")
        within = field.inside and re.search(rf"(?:{_WITHIN.pattern})$", text[:at])
        if wholly or within:
            start = clause.start + at
            reader.set(field, start, start + len(word), choice.key)
            reader.consume(clause.start if wholly else start, start + len(word))
            return True
    return False


def _only_choice(reader: Reader, text: str) -> tuple[Field, str] | None:
    """A clause that is word for word an option of exactly one field (民非)."""
    found = [
        (field, choice.key)
        for field in reader.form.fields.values()
        if field.type == "choice" and field.key not in reader.result.values
        for choice in field.choices
        if len(text) >= 2 and text in (choice.label, *choice.synonyms)
    ]
    return found[0] if len(found) == 1 and text not in names.small_words() else None
