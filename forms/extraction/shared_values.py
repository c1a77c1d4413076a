"""One value that several fields may have: 两个证都是2019年拿的, 电话138…."""

import re

from forms import field_types, phrases
from forms.definition import Field
from forms.errors import ValueProblem
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token
from forms.state import Doubt, Option


def take_shared(
    reader: Reader, label: Label | None, fields: list[Field], token: Token, raw: str
) -> None:
    """One value, several fields it may belong to: expected alone settles it, else it is asked."""
    expected = [field for field in reader.open() if field in fields]
    said_all = label is not None and re.search(
        r"都|(?<!平)均|两年|(?<!\d)2年|两证|双证|三个",
        reader.folded[max(0, label.start - 3) : token.end],
    )
    if len(expected) == 1 and not said_all:
        reader.put_token(expected[0], token)
        return
    if said_all and re.search(
        r"都|(?<!平)均|双证|两证", raw + reader.folded[token.start - 3 : token.end]
    ):
        for field in fields:
            reader.put_token(field, token)
        return
    ask_which(reader, fields, token, raw)


def ask_which(reader: Reader, fields: list[Field], token: Token, raw: str) -> None:
    """The doubt "两个证都是2019年 / 只是医疗机构执业许可证 / 只是养老机构备案"."""
    shared = reader.lexicon.shared_of[fields[0].key]
    before = len(reader.result.rejected), len(reader.result.doubtful)
    reader.put_token(fields[0], token)
    if (len(reader.result.rejected), len(reader.result.doubtful)) != before:
        return  # refused for what it is, whichever field was meant
    value = reader.result.values.pop(fields[0].key)
    reader.result.understood = [u for u in reader.result.understood if u[0] != fields[0].key]
    shown = field_types.show(fields[0], value)
    options = []
    if shared.all:
        label = phrases.fill(shared.all, value=shown)
        values = {field.key: value for field in fields}
        options.append(Option(label, values, list(shared.all_synonyms)))
    for field in fields:
        year = reader.today.year + (field.year or 0)
        name = phrases.fill(shared.names[field.key], year=year)
        label = phrases.fill(shared.one, name=name, value=shown)
        plain = re.sub(r"（.*?）", "", name)
        synonyms = [field.short, name, plain, *field.aliases, *field.loose_aliases]
        options.append(Option(label, {field.key: value}, synonyms))
    question = phrases.fill(shared.question, raw=raw.strip())
    reader.result.doubtful.append(Doubt(None, raw.strip(), question, options))


def ask_of_which(reader: Reader, fields: list[Field], token: Token) -> None:
    """3, where four counts were asked: of which of them is it?"""
    number = token.number
    raw = token.raw.strip()
    if number is None:
        return
    options = []
    for field in fields:
        try:
            value = field_types.parse(field, token.raw, reader.today)
        except ValueProblem:
            continue
        shown = field_types.show(field, value)
        label = phrases.say("option_of", label=field.short, value=shown)
        options.append(Option(label, {field.key: value}, [field.short, *field.aliases]))
    if len(options) > 1:
        question = phrases.say("doubt_of_which", raw=raw)
        reader.result.doubtful.append(Doubt(None, raw, question, options))
        reader.consume(token.start, token.end)
