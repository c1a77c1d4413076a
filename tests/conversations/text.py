"""Normalisation for comparing what a user sees with what a test expects."""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile("[—–－―‐‑‒−﹣─~～〜]+")
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Fold width, case, dashes and white space, so that only wording is compared."""
    text = unicodedata.normalize("NFKC", text)
    return _SPACE.sub("", _DASHES.sub("-", text)).lower()


def squeeze(text: str) -> str:
    """Remove white space only: the form in which a quote must be verbatim."""
    return _SPACE.sub("", text)


def fold_clause(label: str) -> str:
    """Fold a clause label such as ``附件1 三、（二）5`` for comparison."""
    return fold(label).replace(":", "").rstrip("、.")


def clause_matches(expected: str, actual: str) -> bool:
    """Tell whether ``actual`` is the expected clause or stands inside it."""
    want, have = fold_clause(expected), fold_clause(actual)
    if not have.startswith(want):
        return False
    rest = have[len(want) :]
    return not (want[-1].isdigit() and rest[:1].isdigit())
