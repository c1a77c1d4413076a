"""The platform's API: customer-service messages, with a token that is kept and renewed."""

import asyncio
import json
import time
from typing import Any

import httpx

from api.trust import trusted

TOKEN_REFUSED = {40001, 40014, 42001}
"""The token is wrong or expired: renew it and try once more."""
_MARGIN = 300.0
_FORCE_EVERY = 300.0
"""Seconds between forced renewals, of which the platform allows twenty a day."""


class ApiRefused(Exception):
    """The platform's `errcode`, which arrives with HTTP status 200."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Unreachable(Exception):
    """No answer, or none that makes sense: nobody knows whether the call had an effect."""


class Client:
    """One account's API. `host` is the platform's, or a stand-in's for tests.

    Tokens come from `stable_token`: all processes, and whatever else uses that pool, get the same
    one, and it does not invalidate tokens that other systems fetch the classic way.
    """

    def __init__(self, host: str, app_id: str, secret: str, *, timeout: float = 8.0) -> None:
        self._app_id = app_id
        self._secret = secret
        self._http = httpx.AsyncClient(
            base_url=host,
            timeout=httpx.Timeout(timeout, connect=5.0),
            verify=trusted(environment=True),
        )
        self._token = ""
        self._token_until = 0.0
        self._forced_at = -_FORCE_EVERY
        self._renewing = asyncio.Lock()

    async def send_text(self, openid: str, text: str) -> None:
        """Send a text as a customer-service message. Raises ApiRefused or Unreachable."""
        message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self._call("/cgi-bin/message/custom/send", message)

    async def typing(self, openid: str) -> None:
        """Show “正在输入” for up to 15 seconds. Raises ApiRefused or Unreachable."""
        await self._call("/cgi-bin/message/custom/typing", {"touser": openid, "command": "Typing"})

    async def picture(self, media_id: str, limit: int) -> bytes:
        """A picture that a follower sent, which the platform keeps for three days.

        One byte more than `limit` at most. Raises ApiRefused or Unreachable.
        """
        token = await self._valid_token()
        try:
            return await self._fetch(media_id, limit, token)
        except ApiRefused as refused:
            if refused.code not in TOKEN_REFUSED:
                raise
            return await self._fetch(media_id, limit, await self._valid_token(refused=token))

    async def _fetch(self, media_id: str, limit: int, token: str) -> bytes:
        params = {"access_token": token, "media_id": media_id}
        data = b""
        try:
            async with self._http.stream("GET", "/cgi-bin/media/get", params=params) as answer:
                async for chunk in answer.aiter_bytes():
                    data += chunk
                    if len(data) > limit:
                        break
                kind = answer.headers.get("content-type", "")
                status = answer.status_code
        except httpx.HTTPError as error:
            raise Unreachable from error
        if status != 200:
            raise Unreachable
        if kind.startswith("image/"):
            return data[: limit + 1]
        try:
            raise ApiRefused(int(json.loads(data)["errcode"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreachable from error

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _call(self, path: str, content: dict[str, Any]) -> None:
        token = await self._valid_token()
        try:
            await self._post(path, content, token)
        except ApiRefused as refused:
            if refused.code not in TOKEN_REFUSED:
                raise
            token = await self._valid_token(refused=token)
            await self._post(path, content, token)

    async def _valid_token(self, refused: str = "") -> str:
        """The token in use; another one when it was `refused` or its time is nearly over."""
        async with self._renewing:
            if self._token and self._token != refused and time.monotonic() < self._token_until:
                return self._token
            await self._renew(force=False)
            lately = time.monotonic() - self._forced_at < _FORCE_EVERY
            if self._token == refused and not lately:  # the platform thinks it is still good
                self._forced_at = time.monotonic()
                await self._renew(force=True)
            return self._token

    async def _renew(self, *, force: bool) -> None:
        asked = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        given = await self._post("/cgi-bin/stable_token", asked)
        token, seconds = given.get("access_token"), given.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int | float):
            raise Unreachable
        self._token = token
        self._token_until = time.monotonic() + seconds - min(_MARGIN, seconds / 10)

    async def _post(self, path: str, content: dict[str, Any], token: str = "") -> dict[str, Any]:
        """Raw UTF-8: the platform shows `\\uXXXX` to people as it is."""
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        params = {"access_token": token} if token else {}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            answer = await self._http.post(path, content=body, params=params, headers=headers)
            found = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable from error
        if not isinstance(found, dict):
            raise Unreachable
        code = found.get("errcode", 0)
        if not isinstance(code, int):
            raise Unreachable
        if code:
            raise ApiRefused(code)
        return found
