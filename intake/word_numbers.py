"""The numbers that Word writes by itself: they are in no paragraph's text, but the reader sees
them and clauses are cited by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cn2an
from docx.document import Document
from docx.oxml.ns import qn

_LEVELS = 9


def _han(number: int) -> str:
    return (
        str(cn2an.an2cn(str(number))).removeprefix("一")
        if 10 <= number < 20
        else str(cn2an.an2cn(str(number)))
    )


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": str,
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "chineseLegalSimplified": _han,
    "japaneseCounting": _han,
    "ideographDigital": _han,
    "taiwaneseCountingThousand": _han,
    "decimalEnclosedCircleChinese": lambda n: chr(0x2460 + n - 1) if n <= 20 else str(n),
    "decimalEnclosedCircle": lambda n: chr(0x2460 + n - 1) if n <= 20 else str(n),
}
"""The formats that numbers of clauses have. Bullets and letters are left out: they cite nothing."""


class Numbers:
    """Counts the numbered paragraphs of one document, asked in their order."""

    def __init__(self, document: Document) -> None:
        self._styles: dict[str, Any] = {s.style_id: s.element for s in document.styles}
        self._levels: dict[str, dict[int, Any]] = {}
        self._counts: dict[str, list[int]] = {}
        self._list_of: dict[str, str] = {}
        try:
            numbering = document.part.numbering_part.element
        except (NotImplementedError, KeyError):
            return
        abstract = {
            element.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): level for level in element.iter(qn("w:lvl"))
            }
            for element in numbering.iter(qn("w:abstractNum"))
        }
        for element in numbering.iter(qn("w:num")):
            number, of = element.get(qn("w:numId")), element.find(qn("w:abstractNumId"))
            if of is not None and of.get(qn("w:val")) in abstract:
                self._levels[number] = abstract[of.get(qn("w:val"))]
                restarts = next(element.iter(qn("w:startOverride")), None) is not None
                self._list_of[number] = number if restarts else f"list {of.get(qn('w:val'))}"

    def written(self, paragraph: Any) -> str:
        """The number before a paragraph (`一、`), or an empty text."""
        found = self._place(paragraph)
        if found is None:
            return ""
        number, depth = found
        levels = self._levels.get(number, {})
        level = levels.get(depth)
        if level is None or _value(level, "w:numFmt") not in _FORMATS:
            return ""
        counts = self._counts.setdefault(self._list_of[number], [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else int(_value(level, "w:start") or 1)
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        text = _value(level, "w:lvlText") or ""
        for i in range(_LEVELS):
            if f"%{i + 1}" in text:
                of = levels.get(i)
                form = _FORMATS.get((_value(of, "w:numFmt") if of is not None else "") or "", str)
                text = text.replace(f"%{i + 1}", form(max(counts[i], 1)))
        return text

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and the depth that a paragraph or else its style gives."""
        properties = paragraph.find(qn("w:pPr"))
        seen: set[str] = set()
        while properties is not None:
            own = properties.find(qn("w:numPr"))
            if own is not None:
                number = _value(own, "w:numId")
                return (
                    (number, int(_value(own, "w:ilvl") or 0)) if number not in (None, "0") else None
                )
            name = _value(properties, "w:pStyle")
            style = self._styles.get(name or "")
            if style is None or name in seen:
                return None
            seen.add(name or "")
            properties = style.find(qn("w:pPr"))
            if properties is None or properties.find(qn("w:numPr")) is None:
                based = _value(style, "w:basedOn")
                style = self._styles.get(based or "")
                properties = style.find(qn("w:pPr")) if style is not None else None
        return None


def _value(element: Any, child: str) -> str | None:
    found = element.find(qn(child))
    return found.get(qn("w:val")) if found is not None else None
