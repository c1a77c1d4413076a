"""The dialogue engine behind its documented HTTP protocol."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx

from api.trust import trusted


class EngineDown(Exception):
    """The engine did not take the message, or died before it answered. Worth another try."""


class EngineSlow(Exception):
    """The engine took the message and has not answered in time; it may still be at work."""


class EngineClient:
    """Talks to one engine. Never through a proxy; always with a time limit."""

    def __init__(self, url: str, *, token: str = "", timeout: float = 30.0) -> None:
        self._params = {"token": token} if token else {}
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(timeout, connect=3.0),
            trust_env=False,
            verify=trusted(environment=False),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=8),
        )

    async def ready(self) -> bool:
        """True when the engine answers and has its model loaded."""
        try:
            status = await self._http.get("/status", params=self._params, timeout=2.0)
            if status.status_code == 200:
                return bool(status.json().get("model_file", True))
            if status.status_code != 404:
                return False
            channel = await self._http.get("/webhooks/rest/", timeout=2.0)
            return channel.status_code == 200
        except (httpx.HTTPError, ValueError):
            return False

    async def wait_ready(self, seconds: float, every: float = 0.3) -> bool:
        """Wait up to `seconds` for the engine; True as soon as it is ready."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not await self.ready():
            if loop.time() + every > deadline:
                return False
            await asyncio.sleep(every)
        return True

    async def send(
        self, sender: str, message: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Hand over one message; the engine's entries as they come from its REST channel.

        Raises EngineDown or EngineSlow.
        """
        body = {"sender": sender, "message": message, "metadata": metadata}
        try:
            answer = await self._http.post("/webhooks/rest/webhook", json=body)
            entries = answer.json() if answer.status_code == 200 else None
        except httpx.ReadTimeout as error:
            raise EngineSlow from error
        except (httpx.HTTPError, ValueError) as error:
            raise EngineDown from error
        if not isinstance(entries, list):
            raise EngineDown(f"status {answer.status_code}")
        if not entries and not await self.ready():  # up, but without its model
            raise EngineDown("no model")
        return [entry for entry in entries if isinstance(entry, dict)]

    async def forget(self, sender: str) -> None:
        """Make the engine forget a conversation. Raises EngineDown.

        The engine does not decode `%3A`, so a colon goes as it is.
        """
        path = f"/conversations/{quote(sender, safe=':')}/tracker/events"
        try:
            answer = await self._http.put(path, params=self._params, json=[])
        except httpx.HTTPError as error:
            raise EngineDown from error
        if answer.status_code != 200:
            raise EngineDown(f"status {answer.status_code}")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
