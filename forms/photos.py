"""Photographs that go with a form: kept with its draft, printed on pages of their own after it."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms import word_style as style
from forms.cleaning import clean
from forms.definition import Form
from forms.draft_errors import DraftError
from forms.drafts import Draft, DraftStore, Photo
from forms.phrases import say
from forms.read_back import PHOTO_PAGES
from storage import models

FIELD = "@photo"
"""What the history calls a photograph."""
LONGEST_CAPTION = 40
WIDTH_MM, HEIGHT_MM = 150.0, 95.0
"""The largest a photograph is printed: two to a page."""


class PhotoRefused(DraftError):
    """A photograph that is not there, or for which there is no place; nothing was changed."""


def add(
    drafts: DraftStore, draft: Draft, form: Form, content: bytes, actor: str, channel: str
) -> int:
    """Keep a JPEG with the draft; how many there are now. Raises PhotoRefused, DraftError."""
    if form.data.photos is None:
        raise PhotoRefused(say("photos_not_here", title=form.title))
    most = form.data.photos.most

    def put(session: Session) -> list[tuple[str, Any, Any]]:
        count = len(_rows(session, draft.id))
        if count >= most:
            raise PhotoRefused(say("photos_too_many", most=most))
        session.add(
            models.DraftPhoto(
                draft_id=draft.id, caption="", content=content, created_at=drafts.now()
            )
        )
        return [(FIELD, None, say("photo_number", number=count + 1))]

    drafts.noted(draft.id, put, actor, channel)
    return len(drafts.photos(draft.id))


def remove(drafts: DraftStore, draft: Draft, number: int | None, actor: str, channel: str) -> None:
    """Remove one (from 1) or, with None, all. Raises PhotoRefused when it is not there."""

    def take(session: Session) -> list[tuple[str, Any, Any]]:
        rows = _rows(session, draft.id)
        chosen = rows if number is None else [_numbered(rows, number)]
        told = [say("photo_number", number=rows.index(row) + 1) + row.caption for row in chosen]
        for row in chosen:
            session.delete(row)
        return [(FIELD, one, None) for one in told]

    drafts.noted(draft.id, take, actor, channel)


def name(
    drafts: DraftStore, draft: Draft, number: int, caption: str, actor: str, channel: str
) -> str:
    """Give one its caption; the caption as kept. Raises PhotoRefused when it is not there."""
    kept = clean(caption)[:LONGEST_CAPTION]

    def write(session: Session) -> list[tuple[str, Any, Any]]:
        row = _numbered(_rows(session, draft.id), number)
        which = say("photo_number", number=number)
        changed = (FIELD, which + row.caption, which + kept)
        row.caption = kept
        return [changed]

    drafts.noted(draft.id, write, actor, channel)
    return kept


def with_photos(docx: bytes, form: Form, photos: Sequence[Photo]) -> bytes:
    """The document with the photographs after it, two to a page; the same one without any."""
    if not photos or form.data.photos is None:
        return docx
    document = Document(io.BytesIO(docx))
    for number, photo in enumerate(photos, 1):
        paragraph = document.add_paragraph()
        if number % 2:
            paragraph.add_run().add_break(WD_BREAK.PAGE)
        if number == 1:
            _mark(paragraph)
            style.write(paragraph, form.data.photos.title, style.HEADING)
            if form.data.photos.note:
                style.write(document.add_paragraph(), form.data.photos.note, style.OPTION)
            paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        caption = say("photo_caption", number=number, caption=photo.caption)
        _picture(paragraph, photo.content, caption)
        below = document.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.write(below, caption, style.VALUE)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _picture(paragraph: Any, content: bytes, caption: str) -> None:
    shape = paragraph.add_run().add_picture(io.BytesIO(content))
    scale = min(Mm(WIDTH_MM) / shape.width, Mm(HEIGHT_MM) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape._inline.docPr.set("descr", caption)


def _mark(paragraph: Any) -> None:
    """Where the form ends and the photographs begin, for whoever reads the document again."""
    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (begin, end):
        element.set(qn("w:id"), "9000")
    begin.set(qn("w:name"), PHOTO_PAGES)
    paragraph._p.append(begin)
    paragraph._p.append(end)


def _rows(session: Session, draft_id: str) -> list[models.DraftPhoto]:
    chosen = select(models.DraftPhoto).where(models.DraftPhoto.draft_id == draft_id)
    return list(session.scalars(chosen.order_by(models.DraftPhoto.id)))


def _numbered(rows: Sequence[models.DraftPhoto], number: int) -> models.DraftPhoto:
    if not 1 <= number <= len(rows):
        raise PhotoRefused(say("photo_unknown", number=number, count=len(rows)))
    return rows[number - 1]
