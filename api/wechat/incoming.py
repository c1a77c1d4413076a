"""What the platform delivers, as one type: who, which kind, which words, what makes it unique."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from api.wechat.wording import words
from storage.wechat_types import Allowance

Kind = Literal[
    "say",  # words for the conversation
    "welcome",
    "back",
    "unsubscribe",
    "voice_unheard",
    "image",
    "location",
    "unreadable",
    "ignored",
]

PREFIX = "wechat:"
"""Conversations of followers: this, then the openid."""

AFTER_MESSAGE = Allowance(5, timedelta(hours=48))
AFTER_EVENT = Allowance(3, timedelta(minutes=1))

_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"\d{1,20}")
_BRACKETS = " [【】]"
_SILENT = ("video", "shortvideo", "link", "file")


class NotAMessage(Exception):
    """A field that every message has is missing or cannot be."""


@dataclass(frozen=True)
class Incoming:
    """One message or event. `text`: the words said, or the name of a place; else empty.

    `key` is equal for all deliveries of the same message and for no other; `media` is the address
    and the id of a picture, for whoever reads pictures.
    """

    openid: str
    account: str
    kind: Kind
    text: str
    key: str
    message_id: str
    allowance: Allowance | None
    media: tuple[str, str] = ("", "")

    @property
    def sender(self) -> str:
        """The conversation's sender id."""
        return PREFIX + self.openid


def read(fields: Mapping[str, str]) -> Incoming:
    """The message in the XML's fields. Unknown fields are left alone. Raises NotAMessage."""
    openid, account = fields.get("FromUserName", ""), fields.get("ToUserName", "")
    created = fields.get("CreateTime", "").strip()
    if not (
        _OPENID.fullmatch(openid) and _OPENID.fullmatch(account) and _NUMBER.fullmatch(created)
    ):
        raise NotAMessage
    kind_of_message = fields.get("MsgType", "").strip().lower()
    if not kind_of_message:
        raise NotAMessage
    if kind_of_message == "event":
        return _event(fields, openid, account, created)
    number = fields.get("MsgId", "").strip()
    if number and not _NUMBER.fullmatch(number):
        raise NotAMessage
    kind, text = _message(kind_of_message, fields)
    unique = ("m", openid, number) if number else ("t", openid, created, kind_of_message, text)
    key = _hash(*unique)
    return Incoming(
        openid, account, kind, text, key, f"wx-{number or key[:32]}", AFTER_MESSAGE,
        (fields.get("PicUrl", ""), fields.get("MediaId", "")),
    )  # fmt: skip


def _message(kind: str, fields: Mapping[str, str]) -> tuple[Kind, str]:
    if kind == "text":
        said = fields.get("Content", "")
        stands_in = said.strip(_BRACKETS) in words("unreadable_texts")
        return ("unreadable", "") if stands_in else ("say", said)
    if kind == "voice":
        heard = fields.get("Recognition", "").strip()
        return ("say", heard) if heard else ("voice_unheard", "")
    if kind == "image":
        return "image", ""
    if kind == "location":
        return "location", fields.get("Label", "").strip()
    return ("unreadable", "") if kind in _SILENT else ("ignored", "")


def _event(fields: Mapping[str, str], openid: str, account: str, created: str) -> Incoming:
    event, event_key = fields.get("Event", "").strip().lower(), fields.get("EventKey", "")
    key = _hash("e", openid, created, event, event_key)
    kinds: dict[str, Kind] = {
        "subscribe": "welcome", "unsubscribe": "unsubscribe", "scan": "back", "click": "say",
    }  # fmt: skip
    kind = kinds.get(event, "ignored")
    text = event_key.strip() if kind == "say" else ""
    if kind == "say" and not text:
        kind = "ignored"
    allowance = AFTER_EVENT if kind in ("welcome", "back", "say") else None
    return Incoming(openid, account, kind, text, key, f"wx-{key[:32]}", allowance)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
