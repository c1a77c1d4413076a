"""Options described in free words: 养老院里面办了个医务室, 楼是区里的，公司在运营.

What describes an option are the expressions of the form (`told_by`); `<care>`, `<medical>`,
`<state>` and `<firm>` stand in them for the kinds of places and owners of forms/lexicon.yml.
Several options described alike are asked, never chosen.
"""

import re
from functools import lru_cache

from forms.definition import Choice, Field
from forms.extraction.clauses import asks_something
from forms.extraction.lexicon import undecided, words
from forms.extraction.reader import Reader

_DENIED = re.compile(r"没|不(?!错|断|少)|未|别|非(?!营利|盈利|企)|打算|准备|计划|以前|原来|曾")


def take(reader: Reader) -> list[tuple[int, int]]:
    """The choices that were asked: what the message, sentence by sentence, describes.

    Gives where, and leaves it unread: other choices may be named in the same words.
    """
    spans: list[tuple[int, int]] = []
    asked = reader.open(["choice"])
    for sentence in dict.fromkeys(c.sentence for c in reader.clauses if not c.asks):
        parts = [c for c in reader.clauses if c.sentence == sentence]
        start, end = parts[0].start, parts[-1].end
        if any(c.asks and asks_something(reader.folded[c.start : c.end]) for c in parts):
            continue
        text = reader.folded[start:end]
        for field in [f for f in asked if f.key not in reader.result.values]:
            found = _described(field, text)
            if found is None or undecided(text.replace(found[1].group(), "")):
                continue
            choice, match = found
            reader.set(field, start + match.start(), start + match.end(), choice.key)
            spans.append((start + match.start(), start + match.end()))
    return spans


def _described(field: Field, text: str) -> tuple[Choice, re.Match[str]] | None:
    """The option that the longest description tells of, where no other is told of as well."""
    found = [
        (match.end() - match.start(), number, match)
        for number, choice in enumerate(field.choices)
        for pattern in choice.told_by
        for match in [_compiled(pattern).search(text)]
        if match is not None and _DENIED.search(match.group()) is None
    ]
    if not found:
        return None
    _, number, match = max(found, key=lambda item: item[0])
    others = [m for _, n, m in found if n != number]
    if any(m.start() < match.start() or m.end() > match.end() for m in others):
        return None  # described in two ways, neither within the other
    return field.choices[number], match


@lru_cache(maxsize=128)
def _compiled(pattern: str) -> re.Pattern[str]:
    for name, kinds in words().kinds_of_places.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{'|'.join(kinds)})")
    return re.compile(pattern)
