"""One shape for every error: {"error": {"code", "message"}}, in Chinese, never what was sent."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.wording import known, say

_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 403: "forbidden"}


class ApiError(HTTPException):
    """An error a caller is told about: HTTP status, stable code, Chinese message.

    An HTTPException, because the framework turns any other one raised while a body is read
    into its own 400.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(status, code, dict(headers or {}))
        self.status = status
        self.code = code
        self.message = say(code, **values)


class ErrorText(BaseModel):
    """`code` is stable, `message` is for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """What every error looks like."""

    error: ErrorText


RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorBody, "description": "Refused; `error.message` says what to do"},
    422: {"model": ErrorBody, "description": "A part of the request cannot be"},
    "5XX": {"model": ErrorBody, "description": "Not now; `Retry-After` says when, where known"},
}
"""What any route may answer besides what it describes itself."""


def body(code: str, message: str) -> dict[str, Any]:
    """The JSON shape of an error."""
    return {"error": {"code": code, "message": message}}


def response(error: ApiError) -> JSONResponse:
    """The HTTP response for `error`."""
    return JSONResponse(
        body(error.code, error.message), status_code=error.status, headers=error.headers
    )


Page = Callable[[Request, ApiError], Response]


def register(app: FastAPI, pages: Mapping[str, Page] | None = None) -> None:
    """Make `app` answer every error in the one shape; under some paths as a page instead."""

    def answered(request: Request, error: ApiError) -> Response:
        for path, page in (pages or {}).items():
            if request.url.path == path or request.url.path.startswith(f"{path}/"):
                return page(request, error)
        return response(error)

    @app.exception_handler(ApiError)
    async def _api_error(request: Request, error: ApiError) -> Response:
        return answered(request, error)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        return answered(request, _from_validation(error.errors()))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = _BY_STATUS.get(error.status_code)
        if code is None:
            code = "invalid_json" if error.status_code == 400 else "bad_request"
        return answered(request, ApiError(error.status_code, code, headers=error.headers))


def _from_validation(problems: Sequence[Mapping[str, Any]]) -> ApiError:
    first = problems[0]
    kind = str(first["type"])
    if kind == "json_invalid":
        return ApiError(400, "invalid_json")
    key = f"problem_{kind}"
    problem = say(key) if known(key) else say("problem_other")
    names = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
    place = ".".join(names)[:80] or "body"
    return ApiError(422, "invalid_request", place=place, problem=problem)
