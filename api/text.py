"""Cleaning of what arrives: characters that no person types and that harm further on."""

import unicodedata

_KEPT = {"\n", "\t"}
_INVISIBLE = set("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def cleaned(text: str) -> str:
    """`text` without control characters, lone surrogates and direction overrides; trimmed.

    Line breaks become `\\n`. Emoji and their joiners stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if _harmless(c)).strip()


def printable(text: str) -> bool:
    """True when cleaning would change nothing and `text` is one line."""
    return cleaned(text) == text and "\n" not in text


def _harmless(character: str) -> bool:
    if character in _INVISIBLE:
        return False
    return character in _KEPT or unicodedata.category(character) not in ("Cc", "Cs")


def without_command(text: str) -> str:
    """`text` with a leading slash taken off when the engine would read it as a command.

    The engine takes `/name{...}` for an intent already recognised; people do not speak so, and
    `/restart` would wipe the conversation.
    """
    return text.lstrip("/").lstrip() if text.startswith("/") else text
