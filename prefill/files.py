"""A file in, a reading out: the kind by its content, then whatever reads that kind."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from forms import Form
from forms.cleaning import compact
from prefill import ocr
from prefill.errors import PrefillError
from prefill.layout import Line, sideways
from prefill.model import Offer, Reading, beside
from prefill.opening import kind_of
from prefill.papers import Paper, papers
from prefill.reading_papers import read_paper, recognise, upside_down
from prefill.sheets import read_sheet
from prefill.word import WordForm
from prefill.wording import say

if TYPE_CHECKING:
    from PIL.Image import Image


_LEAST = (1, True)
"""Of how many fields a sheet speaks at least for a form that nobody named, if one applies with it;
of more, if not."""


def read_file(
    data: bytes,
    forms: Mapping[str, Form],
    form: Form | None,
    values: Mapping[str, Any],
    today: date,
    *,
    row: int | None = None,
) -> Reading:
    """What the file offers for a form, beside the `values` that its draft has.

    Without a form under way, the one the file itself is for. Raises PrefillError.
    """
    kind = kind_of(data)
    if kind == "word":
        reading = _read_word(data, forms, form, today)
    elif kind == "sheet":
        reading = _read_list(data, forms, form, values, row, today)
    else:
        reading = _read_pictures(data, kind == "pdf", forms, form, today)
    if not reading.offers and not reading.rows:
        title = reading.form.title
        raise PrefillError("unusable", "nothing_for_form", source=reading.source, title=title)
    return beside(reading, values, say("differs", now="{now}"))


def _read_word(data: bytes, forms: Mapping[str, Form], form: Form | None, today: date) -> Reading:
    document = WordForm(data)
    candidates = [form] if form else sorted(forms.values(), key=document.names, reverse=True)
    read = [(document.offers(one, today), one) for one in candidates]
    offers, best = max(read, key=lambda found: (document.names(found[1]), len(found[0])))
    if not offers:
        raise PrefillError("unusable", "no_labels")
    return Reading(say("source_word"), best, offers)


def _read_list(
    data: bytes,
    forms: Mapping[str, Form],
    form: Form | None,
    values: Mapping[str, Any],
    row: int | None,
    today: date,
) -> Reading:
    """For the form that the sheet speaks most of; of equals, for one that somebody applies with."""
    best: Reading | None = None
    most = (0, False)
    problem: PrefillError | None = None
    for one in [form] if form else forms.values():
        known = str(values.get(next(iter(one.fields)), ""))
        try:
            sheet = read_sheet(data, one, known, row, today, asked=form is not None)
        except PrefillError as error:
            problem = problem or error
            continue
        name = "source_sheet" if sheet.row is None else "source_row"
        source = say(name, sheet=sheet.name[:40], row=sheet.row)
        notes = [say("rows_ask", count=sheet.count)] if sheet.rows else []
        if sheet.unread:
            notes.append(say("formulas_unread", labels="、".join(sheet.unread)))
        if sheet.count > len(sheet.rows):
            notes.append(say("rows_more", limit=len(sheet.rows)))
        reading = Reading(source, one, sheet.offers, sheet.rows, notes)
        fits = (sheet.known, one.applicant is not None)
        if form is None and fits < _LEAST:  # the name of an institution alone is no self-check
            continue
        if best is None or fits > most:
            best, most = reading, fits
    if best is None:
        raise problem or PrefillError("unusable", "no_labels")
    return best


def _read_pictures(
    data: bytes, is_pdf: bool, forms: Mapping[str, Form], form: Form | None, today: date
) -> Reading:
    ocr.require()
    from prefill import pictures

    pages, count = pictures.open_pdf(data) if is_pdf else ([pictures.open_picture(data)], 1)
    notes = [say("several_pages", pages=count, read=len(pages))] if count > len(pages) else []
    empty, found = True, []
    for page in pages:
        picture, lines, paper = _recognised(page)
        empty = empty and _letters(lines) < papers().smallest_text
        if paper is not None:
            found.append((paper, lines, picture))
    if empty:
        raise PrefillError("unusable", "nothing_readable")
    if not found:
        kinds = "、".join(f"《{paper.title}》" for paper in papers().kinds)
        raise PrefillError("unusable", "unknown_paper", kinds=kinds)
    form = form or _meant(forms, [paper for paper, _, _ in found])
    offers: dict[str, Offer] = {}
    for paper, lines, picture in found:

        def snip(box: tuple[float, float, float, float], of: "Image" = picture) -> bytes:
            return pictures.snippet(of, box)

        for offer in read_paper(paper, lines, form, papers().sure, snip, today):
            offers.setdefault(offer.key, offer)
    titles = list(dict.fromkeys(paper.title for paper, _, _ in found))
    source = "、".join(say("source_paper", title=title) for title in titles)
    return Reading(source, form, list(offers.values()), notes=notes)


def _recognised(page: "Image") -> tuple["Image", Sequence[Line], Paper | None]:
    """The lines of a page, turned upright when it was photographed lying or upside down."""
    lines = ocr.read_lines(page)
    if sideways(lines):
        page = page.rotate(90, expand=True)
        lines = ocr.read_lines(page)
    paper = recognise(lines, papers())
    if paper is not None and upside_down(lines, paper, page.height):
        page = page.rotate(180, expand=True)
        lines = ocr.read_lines(page)
    return page, lines, paper


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(compact(line.text)) for line in lines)


def _meant(forms: Mapping[str, Form], found: Sequence[Paper]) -> Form:
    """The form that the certificates say most for."""
    wanted = [value.fields for paper in found for value in paper.values]
    return max(forms.values(), key=lambda form: sum(form.id in fields for fields in wanted))
