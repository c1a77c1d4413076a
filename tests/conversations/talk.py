"""Talk to the running product over HTTP and keep the dialogue for the failure message."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests import web

TIMEOUT_SECONDS = 60.0


@dataclass
class Reply:
    """One turn of the assistant: HTTP status and the items of the list it answered with."""

    status: int
    items: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(str(item["text"]) for item in self.items if item.get("text"))

    @property
    def customs(self) -> list[dict[str, Any]]:
        return [item["custom"] for item in self.items if isinstance(item.get("custom"), dict)]

    @property
    def outcomes(self) -> list[str]:
        return [c["outcome"] for c in self.customs if c.get("outcome")]

    @property
    def citations(self) -> list[dict[str, str]]:
        return [cite for c in self.customs for cite in c.get("citations") or []]

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for item in self.items for button in item.get("buttons") or []]

    def block(self, key: str) -> Any:
        """The last ``form``, ``verdict`` or ``timeline`` block of the turn, or None."""
        found = [c[key] for c in self.customs if c.get(key)]
        return found[-1] if found else None

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The stages of the timeline card; empty when there is none or it is no list."""
        block = self.block("timeline")
        return block if isinstance(block, list) else []

    @property
    def visible(self) -> str:
        """Text plus what the cards show; folded citations are not counted."""
        parts = [self.text]
        verdict = self.block("verdict") or {}
        parts += [str(verdict.get("overall", "")), str(verdict.get("summary", ""))]
        for criterion in verdict.get("criteria") or []:
            parts += [str(criterion.get(k, "")) for k in ("name", "verdict", "reason")]
        parts += [str(label) for label in verdict.get("missing") or []]
        for stage in self.stages:
            parts += [f"{k}:{v}" for k, v in stage.items() if isinstance(v, str)]
        return "\n".join(parts)


@dataclass
class Talk:
    """A conversation of one or more senders with the product at ``base_url``."""

    base_url: str
    senders: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    memory: dict[str, str] = field(default_factory=dict)
    last: Reply | None = None
    previous_form: dict[str, Any] | None = None
    form: dict[str, Any] | None = None

    def sender_id(self, name: str) -> str:
        return self.senders.setdefault(name, f"conv-{name}-{uuid.uuid4().hex[:12]}")

    def say(self, message: str, sender: str = "user") -> Reply:
        """Send a message and record both sides. Waits once when the service asks for it."""
        self.said.append(message)
        shown = message if len(message) <= 160 else f"{message[:80]}…({len(message)} characters)"
        self.log.append(
            f"  {sender}: {shown!r}" if not shown.isprintable() else f"  {sender}: {shown}"
        )
        body = {"sender": self.sender_id(sender), "message": message}
        for attempt in range(3):
            response = web.post(
                f"{self.base_url}/webhooks/rest/webhook",
                json=body,
                timeout=TIMEOUT_SECONDS,
            )
            if response.status_code != 429 or attempt == 2:
                break
            time.sleep(min(float(response.headers.get("Retry-After", 5)), 61))
        self.last = self._reply(response)
        self.previous_form, self.form = self.form, self.last.block("form") or self.form
        self._record(self.last)
        return self.last

    @staticmethod
    def _reply(response: httpx.Response) -> Reply:
        try:
            payload = response.json()
        except ValueError:
            return Reply(response.status_code, [{"text": response.text}])
        items = payload if isinstance(payload, list) else [{"text": str(payload)}]
        return Reply(response.status_code, items)

    def _record(self, reply: Reply) -> None:
        if reply.status != 200:
            self.log.append(f"  [HTTP {reply.status}]")
        for item in reply.items:
            custom = item.get("custom") or {}
            text = str(item.get("text", "")).replace("\n", "\n      ")
            self.log.append(f"  bot[{custom.get('outcome', '-')}]: {text}")
            for cite in custom.get("citations") or []:
                self.log.append(f"      ↳ {cite.get('clause')}「{str(cite.get('quote'))[:70]}」")
            if form := custom.get("form"):
                keys = ("field", "label", "filled", "total", "documents", "resume_code")
                self.log.append("      form " + str({k: form.get(k) for k in keys if form.get(k)}))
            if verdict := custom.get("verdict"):
                rows = [f"{c['name']}={c['verdict']}" for c in verdict.get("criteria") or []]
                overall, missing = verdict.get("overall"), verdict.get("missing")
                self.log.append(f"      verdict {overall} {rows} missing={missing}")
            if buttons := item.get("buttons"):
                self.log.append("      buttons " + " | ".join(b.get("title", "?") for b in buttons))

    def recall(self, text: str) -> str:
        """Replace ``{name}`` by what an earlier step remembered; other braces stay as they are."""
        for name, value in self.memory.items():
            text = text.replace("{" + name + "}", value)
        return text

    def remember(self, name: str, what: str) -> None:
        form = self.form or {}
        value = (form.get("documents") or [None])[-1] if what == "document" else form.get(what)
        assert value, f"the reply carries no {what} to remember\n{self.transcript()}"
        self.memory[name] = str(value)

    def transcript(self) -> str:
        return "dialogue:\n" + "\n".join(self.log[-60:])
