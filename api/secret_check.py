"""Refuses to start with secrets out of an example, wherever others could reach the service."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import SecretStr

from api.settings import Settings
from api.wording import say

_LOOPBACK = ("127.", "localhost", "::1")


class KnownSecrets(ValueError):
    """Secrets that everybody knows; the text says in Chinese which, and what to do."""


@cache
def _data() -> dict[str, Any]:
    text = (Path(__file__).parent / "secrets.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def is_development(settings: Settings) -> bool:
    """Nobody else can reach the service: it listens on this machine and has no public name."""
    return (
        settings.environment == "development"
        and settings.host.startswith(_LOOPBACK)
        and not settings.public_url.startswith("https://")
    )


def known_secrets(settings: Settings) -> list[str]:
    """The settings, by the name of their variable, whose secret is one of an example."""
    found = []
    for name, variable in _data()["settings"].items():
        if _is_known(getattr(settings, name).get_secret_value()):
            found.append(variable)
    for name, variable in _data()["addresses"].items():
        value = getattr(settings, name)
        address = value.get_secret_value() if isinstance(value, SecretStr) else value
        if _is_known(_password(address)):
            found.append(variable)
    return found


def require_own_secrets(settings: Settings) -> None:
    """Raises KnownSecrets outside development."""
    if not is_development(settings) and (found := known_secrets(settings)):
        raise KnownSecrets(say("known_secrets", names="、".join(found)))


def _is_known(value: str) -> bool:
    folded = value.strip().casefold()
    if not folded:
        return False
    data = _data()
    return folded in {str(one).casefold() for one in data["known"]} or any(
        part in folded for part in data["parts"]
    )


def _password(address: str) -> str:
    try:
        return unquote(urlsplit(address).password or "")
    except ValueError:
        return ""
