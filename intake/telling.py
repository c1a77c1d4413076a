"""Tells a running service that its added notices have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from intake.wording import say

PATH = "/api/v1/notices/reload"
_WAIT = 60.0


@dataclass(frozen=True)
class Told:
    """Whether nothing is left to do but what `message_zh` says; false when the service refused."""

    well: bool
    message_zh: str


def tell_service(environ: Mapping[str, str]) -> Told:
    """Ask the service on this machine to read its notices again, with the staff's token."""
    token = environ.get("ASSISTANT_STAFF_TOKEN", "")
    address = f"http://127.0.0.1:{environ.get('ASSISTANT_PORT') or '8000'}{PATH}"
    if not token:
        return Told(True, say("tell_yourself", address=address))
    try:
        answer = httpx.post(
            address,
            headers=[(b"Authorization", b"Bearer " + token.encode())],
            timeout=_WAIT,
            trust_env=False,
        )
    except httpx.HTTPError:
        return Told(True, say("not_running", address=address))
    if answer.status_code == httpx.codes.OK:
        return Told(True, say("taken_over"))
    return Told(False, say("service_refused", status=answer.status_code, reason=_reason(answer)))


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
