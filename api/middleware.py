"""Around every request: size limit, security headers, access log, and no stack trace ever."""

import asyncio
import time
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, response
from api.events import EventLog

_log = EventLog("api.access")

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


class Guard:
    """Pure ASGI middleware; `large` are (path, bytes) pairs with a limit of their own."""

    def __init__(
        self, app: ASGIApp, *, limit: int = 256_000, large: Iterable[tuple[str, int]] = ()
    ) -> None:
        self._app = app
        self._limit = limit
        self._large = dict(large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def guarded_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
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
            _log.error("request_failed", error, route=_route(scope), method=scope["method"])
            if status:
                raise
            await response(ApiError(500, "internal"))(scope, receive, guarded_send)
        finally:
            milliseconds = round((time.perf_counter() - begun) * 1000)
            fields = {"method": scope["method"], "route": _route(scope), "status": status}
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
