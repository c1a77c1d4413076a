"""Codes a person copies by hand to continue a draft elsewhere, such as ``K7QM-3F9T``.

The alphabet holds one of each group of look-alikes (0/O, 1/I/L, 2/Z, 5/S, 8/B, V/U); whichever of
the group is typed back, it is read as the one that was meant. 29 characters in 8 places: about
39 bits, drawn from the system's secure generator; looking codes up must be rate-limited.
"""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 8
_LOOK_ALIKES = str.maketrans("BILOSUZ", "81105V2")
_SHAPE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}[\s\-‐-―_－]{0,3}[0-9A-Za-z]{4}(?![0-9A-Za-z])")


def new_code() -> str:
    """A fresh code as stored: 8 characters, at least one digit and one letter among them."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not code.isdigit() and not code.isalpha():
            return code


def shown(code: str) -> str:
    """The code as people see it: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def normalised(typed: str) -> str | None:
    """What was typed, as stored: case, width, spaces and dashes do not matter.

    ``None`` if it cannot be a code.
    """
    plain = unicodedata.normalize("NFKC", typed)[:100].upper()
    code = re.sub(r"[\s\-‐-―_]", "", plain).translate(_LOOK_ALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def find(text: str) -> str | None:
    """The first thing in a message that looks like a code, as stored, or ``None``.

    Numbers and plain words are passed over, because a code always mixes digits and letters
    (after look-alikes are read as meant).
    """
    plain = unicodedata.normalize("NFKC", text[:2000])
    for match in _SHAPE.finditer(plain):
        code = normalised(match.group())
        if code and not code.isdigit() and not code.isalpha():
            return code
    return None


def alone(text: str) -> bool:
    """Whether a message is what looks like a code, and nothing else."""
    plain = unicodedata.normalize("NFKC", text[:2000]).strip(" \n。.")
    return _SHAPE.fullmatch(plain) is not None and find(plain) is not None
