"""Download and preview of finished documents by their unguessable, expiring links."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.auditing import record
from api.context import Context, Ctx, lookup_limited
from api.errors import ApiError, response
from api.events import EventLog
from api.pages import error_page, preview_page
from forms.documents import Document, DocumentExpired, DocumentNotFound, DraftError
from forms.pdf import PdfError, pdf_available
from forms.pdf_copy import pdf_copy

router = APIRouter(tags=["forms"])
_log = EventLog("api.documents")

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


PREVIEW_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""A drawn document brings styles of its own; scripts are the service's alone."""
_LINK: dict[str, Any] = {
    "dependencies": [Depends(lookup_limited)],
    "responses": {404: {"description": "Unknown link"}, 410: {"description": "Expired link"}},
}


@router.get("/documents/{token}", response_class=Response, **_LINK)
def download(token: str, request: Request, ctx: Ctx) -> Response:
    """The document a link stands for."""
    try:
        document, content = _found(token, ctx)
        _record(request, document)
        return _file(document, content)
    except ApiError as error:
        return _refused(request, error)


@router.get("/documents/{token}/preview", response_class=HTMLResponse, **_LINK)
def preview(token: str, request: Request, ctx: Ctx) -> Response:
    """A page that shows the Word document a link stands for, as it is."""
    try:
        document, content = _found(token, ctx)
    except ApiError as error:
        return _refused(request, error)
    if document.kind != "docx":
        return _file(document, content)
    _record(request, document)
    page = preview_page(document.filename, f"/documents/{quote(token)}", pdf_available())
    headers = {"Content-Security-Policy": PREVIEW_CSP, "X-Robots-Tag": "noindex"}
    return HTMLResponse(page, headers=headers)


@router.get(
    "/documents/{token}/pdf",
    response_class=Response,
    dependencies=[Depends(lookup_limited)],
    responses={**_LINK["responses"], 503: {"description": "No PDF can be made here"}},
)
def pdf(token: str, request: Request, ctx: Ctx) -> Response:
    """The document a link stands for as PDF, made once and then kept as long as the document."""
    try:
        document, _ = _found(token, ctx)
        made = pdf_copy(ctx.services.documents, document)
        _record(request, document)
        return _file(made, made.read())
    except DocumentNotFound:
        return _refused(request, ApiError(404, "link_unknown"))
    except (PdfError, DraftError) as error:
        _log.error("pdf_failed", error)
        return _refused(request, ApiError(503, "no_pdf", reason=str(error)))
    except ApiError as error:
        return _refused(request, error)


def _found(token: str, ctx: Context) -> tuple[Document, bytes]:
    """A link's document with its bytes; ApiError 404 or 410."""
    try:
        document = ctx.services.documents.get_document(token)
        return document, document.read()
    except DocumentExpired as error:
        raise ApiError(410, "link_expired") from error
    except DocumentNotFound as error:
        raise ApiError(404, "link_unknown") from error


def _record(request: Request, document: Document) -> None:
    """Keep in the audit that the document was given out."""
    record(request, "document_download", f"draft:{document.draft_id}", channel="web")


def _file(document: Document, content: bytes) -> Response:
    plain = f"document.{document.kind}"
    disposition = f"attachment; filename={plain}; filename*=UTF-8''{quote(document.filename)}"
    media_type = MEDIA_TYPES.get(document.kind, "application/octet-stream")
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return Response(content, media_type=media_type, headers=headers)


def _refused(request: Request, error: ApiError) -> Response:
    """A small page for a browser, JSON for a program."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(error_page(error.message), status_code=error.status)
    return response(error)
