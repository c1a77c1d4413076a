"""失能50、失智30、重叠10: how many there are of one or the other, each counted once."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeGuard

from forms.cleaning import clean, fold
from forms.definition import AtMostSum, Form
from forms.extraction.clauses import is_question
from forms.extraction.result import Extraction
from forms.numerals import parse_number
from forms.phrases import fill

_NUMBER = r"\d{1,5}|[零一二两三四五六七八九十百]{1,6}"


def take(form: Form, found: Extraction, text: str, known: Mapping[str, Any]) -> None:
    """Where the parts and those in both were said, their union; and how it was reckoned."""
    folded = fold(clean(text))
    for check in [c for c in form.checks if isinstance(c, AtMostSum) and c.overlap]:
        asked_back = {d.key for d in found.doubtful} | {r.key for r in found.rejected}
        told_of = [found.values.get(key, known.get(key)) for key in check.right]
        parts = [part for part in told_of if _is_count(part)]
        if check.left in {*found.values, *asked_back} or len(parts) < len(told_of):
            continue
        both = _overlap(check, folded)
        value = sum(parts) - both if both is not None else None
        if value is None or both is None or both > min(parts) or value == known.get(check.left):
            continue
        field = form.fields[check.left]
        found.values[check.left] = value
        shown = "、".join(
            f"{form.fields[key].short}{part}{field.unit or ''}"
            for key, part in zip(check.right, parts, strict=True)
        )
        told = {"parts": shown, "both": both, "value": value, "unit": field.unit or ""}
        sums = "＋".join(str(part) for part in parts)
        note = fill(check.reckoned, label=field.short, sum=f"{sums}－{both}", **told)
        found.understood.append((check.left, text.strip()))
        found.notes.append(note)
        found.leftovers = [x for x in found.leftovers if not _words(check).search(fold(x))]


def _is_count(part: Any) -> TypeGuard[int]:
    return isinstance(part, int) and not isinstance(part, bool)


def _words(check: AtMostSum) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(check.overlap, key=len, reverse=True))))


def _overlap(check: AtMostSum, text: str) -> int | None:
    """The one number said of those in both groups."""
    said = re.compile(
        rf"(?:{_words(check).pattern})(?:的|了|部分|老年人|老人|人数|情况|，|：|\s)*"
        rf"(?:一?共|总共|大概)?(?:有|是|为|占|：)?\s*(?P<n>{_NUMBER})\s*[个位名人]?"
        rf"|(?P<m>{_NUMBER})\s*[个位名人](?:老人)?(?:是|属于|为)?(?:{_words(check).pattern})"
    )
    found = set()
    for match in said.finditer(text):
        clause = re.split(r"[。；\n]", text[: match.start()])[-1]
        number = parse_number(match["n"] or match["m"])
        if number is None or number != int(number) or is_question(clause + match.group()):
            continue
        found.add(Decimal(number))
    return int(found.pop()) if len(found) == 1 else None
