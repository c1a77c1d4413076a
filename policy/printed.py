"""What facts print of an office and whom to ask there: telephone numbers, mailboxes, persons."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy.facts import Contact, FactBase
from policy.text import fold

_NUMBER = re.compile(r"(?<![\dA-Za-z])(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def printed(facts: Iterable[FactBase]) -> frozenset[str]:
    """Numbers by their digits alone, mailboxes and names, read from what the facts stand on."""
    found: set[str] = set()
    for fact in facts:
        text = fold(fact.quote)
        found.update(one.replace("-", "") for one in _NUMBER.findall(text))
        found.update(_MAIL.findall(text))
        if isinstance(fact, Contact):
            found.update((fact.phone.replace("-", ""), fact.person))
    return frozenset(found)
