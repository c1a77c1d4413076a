"""A made-up applicant who answers, on the page, whatever the form asks for."""

from pathlib import Path
from typing import Any

import httpx
import yaml
from playwright.sync_api import Page

FORM = "demonstration_institution_application"
SAMPLE = Path(__file__).resolve().parents[2] / "forms" / FORM / "sample.yml"


class Applicant:
    """Knows the sample application, and how a person would say each of its values."""

    def __init__(self, base_url: str, **differing: Any) -> None:
        """`differing` replaces values of the sample application."""
        self._base_url = base_url
        form = httpx.get(f"{base_url}/api/v1/forms/{FORM}", trust_env=False).json()
        self.values: dict[str, Any] = {
            **yaml.safe_load(SAMPLE.read_text(encoding="utf-8")),
            **differing,
        }
        self._groups = [[field["key"] for field in g["fields"]] for g in form["groups"]]
        self._alone = {g["fields"][0]["key"]: g.get("one_by_one") for g in form["groups"]}
        self._fields = {field["key"]: field for g in form["groups"] for field in g["fields"]}

    def asked(self, page: Page) -> dict[str, Any]:
        """The `form` part of the conversation's last reply, as the page got it."""
        sender = page.evaluate("localStorage.getItem('yy.sender')")
        url = f"{self._base_url}/api/v1/conversations/{sender}/turns"
        turns = httpx.get(url, trust_env=False).json()["turns"]
        parts = [reply["custom"]["form"] for reply in turns[-1]["response"] if "custom" in reply
                 and "form" in reply["custom"]]  # fmt: skip
        assert parts, f"no form in the reply to {turns[-1]['text']!r}"
        return dict(parts[-1])

    def answer(self, key: str) -> str:
        """The answer when `key` is asked: its whole group where the form asks it as a whole."""
        group = next(group for group in self._groups if key in group)
        if self._alone[group[0]]:
            return self._say(key)
        known = [k for k in group[group.index(key) :] if k in self.values]
        if not known:
            return "跳过"
        return "，".join(f"{self._label(k)}：{self._say(k)}" for k in known)

    def _label(self, key: str) -> str:
        return str(self._fields[key]["label"]).removeprefix("5年内").removeprefix("是否")

    def _say(self, key: str) -> str:
        value, field = self.values[key], self._fields[key]
        if field["type"] == "yes_no":
            return "是" if value else "否"
        if field["type"] == "choice":
            return str(next(c["label"] for c in field["choices"] if c["key"] == value))
        if field["type"] == "percent":
            return f"{value}%"
        return str(value)
