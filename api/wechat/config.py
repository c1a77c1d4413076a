"""Settings of the channel. None of them: it is off. Some of them: the service does not start."""

import base64
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from api.settings import Settings
from api.wechat.wording import say

Mode = Literal["plain", "compatible", "safe"]

_KEY = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class WeChatSettingsError(ValueError):
    """The settings are incomplete or wrong; the text says in Chinese which and what to do."""


@dataclass(frozen=True)
class WeChatConfig:
    """A complete configuration. `keys`: the AES key in use first, then the previous one."""

    app_id: str
    secret: str
    token: str
    mode: Mode
    keys: tuple[bytes, ...]
    api_host: str
    public_url: str
    answer_seconds: float


def read(settings: Settings) -> WeChatConfig | None:
    """The configuration, or None when nothing of it is set. Raises WeChatSettingsError."""
    given = {
        "ASSISTANT_WECHAT_APPID": settings.wechat_appid,
        "ASSISTANT_WECHAT_SECRET": settings.wechat_secret.get_secret_value(),
        "ASSISTANT_WECHAT_TOKEN": settings.wechat_token.get_secret_value(),
        "ASSISTANT_WECHAT_AESKEY": settings.wechat_aeskey.get_secret_value(),
    }
    previous = settings.wechat_aeskey_previous.get_secret_value()
    started = {name for name, value in given.items() if value}
    if previous:
        started.add("ASSISTANT_WECHAT_AESKEY_PREVIOUS")
    if settings.wechat_mode:
        started.add("ASSISTANT_WECHAT_MODE")
    if not started:
        return None
    mode: Mode = settings.wechat_mode or "safe"
    needed = {**given, "ASSISTANT_PUBLIC_URL": settings.public_url}
    if mode == "plain":
        needed.pop("ASSISTANT_WECHAT_AESKEY")
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise WeChatSettingsError(
            say("half_configured", given="、".join(sorted(started)), missing="、".join(missing))
        )
    _check("ASSISTANT_WECHAT_APPID", bool(_ID.fullmatch(given["ASSISTANT_WECHAT_APPID"])))
    _check("ASSISTANT_WECHAT_TOKEN", bool(_TOKEN.fullmatch(given["ASSISTANT_WECHAT_TOKEN"])))
    _check("ASSISTANT_WECHAT_API_HOST", _is_site(settings.wechat_api_host))
    _check("ASSISTANT_PUBLIC_URL", _is_site(settings.public_url))
    keys = []
    if mode != "plain":
        keys.append(_key("ASSISTANT_WECHAT_AESKEY", given["ASSISTANT_WECHAT_AESKEY"]))
        if previous:
            keys.append(_key("ASSISTANT_WECHAT_AESKEY_PREVIOUS", previous))
    return WeChatConfig(
        app_id=given["ASSISTANT_WECHAT_APPID"],
        secret=given["ASSISTANT_WECHAT_SECRET"],
        token=given["ASSISTANT_WECHAT_TOKEN"],
        mode=mode,
        keys=tuple(keys),
        api_host=settings.wechat_api_host.rstrip("/"),
        public_url=settings.public_url.rstrip("/"),
        answer_seconds=settings.wechat_answer_seconds,
    )


def _key(name: str, value: str) -> bytes:
    """The AES key of an EncodingAESKey. Its last character may have spare bits set."""
    _check(name, bool(_KEY.fullmatch(value)))
    return base64.b64decode(value + "=")


def _is_site(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query


def _check(name: str, well: bool) -> None:
    if not well:
        raise WeChatSettingsError(say("bad_setting", name=name, hint=say(f"hint_{name}")))
