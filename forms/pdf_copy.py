"""The PDF of a finished Word document, made at most once for as long as its link is good."""

import threading
from pathlib import PurePath

from forms.documents import Document, DocumentStore
from forms.pdf import to_pdf

_CONVERTING = threading.Semaphore(2)
"""Each run of LibreOffice takes some hundred megabytes."""


def pdf_copy(store: DocumentStore, document: Document) -> Document:
    """The PDF of ``document``, converted when there is none yet.

    Raises ``PdfError`` where LibreOffice is missing or fails, ``DocumentNotFound`` for a lost file.
    """
    if document.kind == "pdf":
        return document
    made = store.for_revision(document.draft_id, document.revision, "pdf")
    if made is not None:
        return made
    with _CONVERTING:
        content = to_pdf(document.read())
    name = PurePath(document.filename).with_suffix(".pdf").name
    return store.save_document(document.draft_id, document.revision, content, name, "pdf")
