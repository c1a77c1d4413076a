"""Options said in words: 民非, 公立的中医院, 是一家民办非营利性的机构."""

import re

from forms.definition import Choice, Field
from forms.extraction import names
from forms.extraction.bare import standing_alone
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import choice_named, said_of_us, undecided, words
from forms.extraction.reader import READ, Reader
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
        elif (only := _only_choice(reader, text.strip().removesuffix("的"))) is not None:
            field, key = only
            reader.set(field, clause.start, clause.end, key)
            reader.consume(clause.start, clause.end)
    numbers = [t for t in standing_alone(reader) if t.kind == "number"]
    fields = reader.open(["choice"])
    if fields and numbers and (len(numbers) <= len(fields)):
        for field, token in zip(fields, numbers, strict=False):
            reader.put_token(field, token)
            reader.consume(token.start, token.end)


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


_DESCRIBING = re.compile(r"是|为|属于|系|性质")
_WHOLLY = re.compile(
    r"(?:我们|我院|本院|咱们?|医院|机构|单位|中心|这里|这边)*(?:的)?(?:就?是|为|属于|属|系)(?:一?[家所个])?"
    r"[一二三]级(?:[甲乙丙]等)?(?:的)?"
)
_WITHIN = re.compile(r"(?:[内附]设(?:有|了)?|里面?(?:还|又|也)?(?:办|开)[了着的]?)(?:一?[家所个])?")


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
                if w in text and len(w) >= 4 and not w.endswith(words().organisation_ends)
            ]
            word = max(telling, key=len, default="")
            before = text[: text.index(word)]
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
