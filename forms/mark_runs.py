"""Boxes of one size: □ and ☑ in runs of their own, in one font that has both.

LibreOffice takes a box at the start of a paragraph for Latin text and one after a Chinese word for
Chinese text, so that the same □ is drawn from two fonts; ☑ is in neither and comes from a third.
"""

import copy
import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

FONT = "Segoe UI Symbol"
"""On every Windows; forms/pdf_fonts.conf says what stands for it elsewhere."""
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


def even(body: Any, *marks: str) -> None:
    """Put the marks of a document's body, or of any part of it, into runs of their own."""
    pattern = re.compile(f"([{re.escape(''.join(marks))}]+)")
    holding = [t.getparent() for t in body.iter(qn("w:t")) if pattern.search(t.text or "")]
    for run in [r for r in dict.fromkeys(holding) if r.tag == qn("w:r")]:
        _split(run, pattern)


def _split(run: Any, pattern: re.Pattern[str]) -> None:
    """One run for each stretch of marks and for what stands between; tabs and breaks stay."""
    look = run.find(qn("w:rPr"))
    for child in [c for c in run if c is not look]:
        if child.tag != qn("w:t"):
            run.addprevious(_run(look, child))
            continue
        for piece in filter(None, pattern.split(child.text or "")):
            said = OxmlElement("w:t")
            said.text = piece
            said.set(qn("xml:space"), "preserve")
            made = _run(look, said)
            if pattern.fullmatch(piece):
                _dress(made)
            run.addprevious(made)
    run.getparent().remove(run)


def _run(look: Any, child: Any) -> Any:
    made = OxmlElement("w:r")
    if look is not None:
        made.append(copy.deepcopy(look))
    made.append(child)
    return made


def _dress(run: Any) -> None:
    fonts = run.get_or_add_rPr().get_or_add_rFonts()
    for script in _SCRIPTS:
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme", "w:hint"):
        fonts.attrib.pop(qn(theme), None)
