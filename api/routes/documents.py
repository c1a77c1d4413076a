"""Download of finished documents by their unguessable, expiring links."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.auditing import record
from api.context import Ctx, lookup_limited
from api.errors import ApiError, response
from api.pages import error_page
from forms.documents import DocumentExpired, DocumentNotFound

router = APIRouter(tags=["forms"])

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@router.get(
    "/documents/{token}",
    dependencies=[Depends(lookup_limited)],
    response_class=Response,
    responses={404: {"description": "Unknown link"}, 410: {"description": "Expired link"}},
)
def download(token: str, request: Request, ctx: Ctx) -> Response:
    """The document a link stands for."""
    try:
        document = ctx.services.documents.get_document(token)
        content = document.read()
    except DocumentExpired:
        return _refused(request, ApiError(410, "link_expired"))
    except DocumentNotFound:
        return _refused(request, ApiError(404, "link_unknown"))
    record(request, "document_download", f"draft:{document.draft_id}", channel="web")
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
