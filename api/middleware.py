"""Around every request: size limit, security headers, access log, and no stack trace ever."""

import asyncio
import secrets
import time
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, response
from api.events import EventLog
from api.events import request_id as current_request
from api.headers import Headers as SecurityHeaders

_log = EventLog("api.access")


class Guard:
    """Pure ASGI middleware; `large` are (path, bytes) pairs with a limit of their own."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limit: int = 256_000,
        large: Iterable[tuple[str, int]] = (),
        headers: SecurityHeaders | None = None,
    ) -> None:
        self._app = app
        self._security = headers or SecurityHeaders()
        self._limit = limit
        self._large = dict(large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        request_id = secrets.token_hex(8)
        current_request.set(request_id)
        status = 0

        async def guarded_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._security.at(scope["path"]).items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                headers["X-Request-Id"] = request_id
            await send(message)

        limit = self._large.get(scope["path"], self._limit)
        try:
            await self._app(scope, _limited(scope, receive, limit), guarded_send)
        except asyncio.CancelledError:  # the service stops and waits no longer
            if not status:
                stopping = ApiError(503, "stopping", headers={"Retry-After": "5"})
                await response(stopping)(scope, receive, guarded_send)
            raise
        except Exception as error:
            _log.error("request_failed", error, route=_route(scope), request=request_id)
            if status:
                raise
            await response(ApiError(500, "internal"))(scope, receive, guarded_send)
        finally:
            milliseconds = round((time.perf_counter() - begun) * 1000)
            fields = {"method": scope["method"], "route": _route(scope), "status": status}
            fields["request"] = request_id
            if _route(scope) != "/healthz" or status != 200:
                _log.info("request", ms=milliseconds, **fields)


def _limited(scope: Scope, receive: Receive, limit: int) -> Receive:
    declared = Headers(scope=scope).get("content-length", "")
    too_large = declared.isdigit() and int(declared) > limit
    received = 0

    async def limited() -> Message:
        nonlocal received
        if too_large:
            raise ApiError(413, "too_large", limit=limit // 1000)
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise ApiError(413, "too_large", limit=limit // 1000)
        return message

    return limited


def _route(scope: Scope) -> str:
    """The route's template: a path itself may hold a resume code or a link's secret."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    return str(path) if path else "(none)"
