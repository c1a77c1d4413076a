"""The engine's custom actions. Internal: only with the secret both processes were given."""

import asyncio
import hmac
import importlib
import pkgutil
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from api.errors import ApiError
from api.events import EventLog, pseudonym
from api.replay import Replay

_log = EventLog("api.actions")
router = APIRouter(include_in_schema=False)


class ActionRunner:
    """Runs the actions of one package, each in a worker thread so that the loop stays free."""

    def __init__(self, package: str) -> None:
        """Import `package` whole; what fails there is raised (the SDK would end the process)."""
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            importlib.import_module(module.name)
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._replay = Replay()

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """Run one call of the engine; its events and responses."""
        action = str(call.get("next_action") or "")
        sender = str(call.get("sender_id") or "")
        tracker = call.get("tracker") or {}
        metadata = (tracker.get("latest_message") or {}).get("metadata") or {}
        message, attempt = str(metadata.get("message_id") or ""), str(metadata.get("attempt"))
        if message:
            known = self._replay.known(sender, message, attempt, action)
            if known is not None:
                _log.info("action_replayed", action=action, sender=pseudonym(sender))
                return known
        call.setdefault("domain", {})
        result = await asyncio.to_thread(self._run_in_thread, call)
        if message:
            self._replay.keep(sender, message, action, result)
        return result

    def _run_in_thread(self, call: dict[str, Any]) -> dict[str, Any]:
        result = asyncio.run(self._executor.run(call))
        return result.model_dump() if result is not None else {"events": [], "responses": []}


def _authorised(request: Request, secret: str) -> bool:
    given = request.headers.get("X-Action-Secret") or request.query_params.get("token") or ""
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


@router.post("/webhook")
async def run_action(request: Request) -> JSONResponse:
    """Run the action the engine asks for. Errors never repeat the request."""
    state = request.app.state
    if not _authorised(request, state.context.settings.action_secret.get_secret_value()):
        raise ApiError(403, "forbidden")
    try:
        call = await request.json()
    except ValueError as error:
        raise ApiError(400, "invalid_json") from error
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        raise ApiError(422, "invalid_request", place="tracker", problem="")
    name = str(call.get("next_action"))
    try:
        return JSONResponse(await state.actions.run(call))
    except ActionExecutionRejection as rejection:
        answer = {"action_name": rejection.action_name, "error": "rejected"}
        return JSONResponse(answer, status_code=400)
    except ActionNotFoundException:
        _log.error("action_unknown", action=name)
        raise ApiError(404, "not_found") from None
    except Exception as error:
        _log.error("action_failed", error, action=name)
        raise ApiError(500, "internal") from error
