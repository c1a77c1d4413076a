"""With a secret out of an example the service starts only where nobody else can reach it."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.secret_check import KnownSecrets, known_secrets, require_own_secrets
from api.services import StartError, build
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
OWN = "kR7-mPq2vXw9LzT4"
EVERY_LINE = re.compile(r"^(?:# )?ASSISTANT_(\w+)=(.*)$", re.MULTILINE)


def example() -> dict[str, str]:
    """Every setting of `.env.example`, also what is commented out."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return {name.lower(): value for name, value in EVERY_LINE.findall(text)}


def test_the_example_as_it_is_does_not_start() -> None:
    settings = Settings(**example())  # type: ignore[arg-type]
    with pytest.raises(KnownSecrets) as refused:
        require_own_secrets(settings)
    for name in ("STAFF_TOKEN", "DATABASE_URL", "REDIS_URL", "WECHAT_SECRET", "WECHAT_TOKEN",
                 "WECHAT_AESKEY"):  # fmt: skip
        assert f"ASSISTANT_{name}" in str(refused.value)
    assert "change-me" not in str(refused.value)


def test_the_example_names_only_settings_there_are() -> None:
    assert set(example()) <= set(Settings.model_fields)


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, False),
        ({"environment": "production"}, True),
        ({"host": "0.0.0.0"}, True),
        ({"host": "192.0.2.7"}, True),
        ({"host": "::1"}, False),
        ({"public_url": "https://yy.example.cn"}, True),
        ({"public_url": "http://127.0.0.1:8000"}, False),
    ],
)
def test_where_others_reach_the_service(more: dict[str, str], refused: bool) -> None:
    settings = Settings(staff_token=SecretStr("Change-Me-please"), **more)  # type: ignore[arg-type]
    if not refused:
        return require_own_secrets(settings)
    with pytest.raises(KnownSecrets, match="ASSISTANT_STAFF_TOKEN"):
        require_own_secrets(settings)
    return None


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("postgresql://a:password@db/a", True),
        ("postgresql+psycopg://a:%63hangeme@db/a", True),
        (f"postgresql://a:{OWN}@db/a", False),
        ("postgresql://postgres@db/postgres", False),
        ("sqlite:///var/a.db", False),
        ("postgresql://[bad", False),
    ],
)
def test_passwords_in_addresses(url: str, known: bool) -> None:
    found = known_secrets(Settings(database_url=url, staff_token=SecretStr(OWN)))
    assert found == (["ASSISTANT_DATABASE_URL"] if known else [])


def test_nothing_set_is_nothing_known() -> None:
    require_own_secrets(Settings(environment="production"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("widget_origins", "https://a.cn/path"),
        ("widget_origins", "*"),
        ("redis_url", "nonsense"),
        ("staff_token", "change-me-16-characters-or-more"),
    ],
)
def test_the_service_says_what_keeps_it_from_starting(name: str, value: str) -> None:
    settings = Settings(environment="production", **{name: value})  # type: ignore[arg-type]
    with pytest.raises(StartError, match=rf"ASSISTANT_{name.upper()}.*重新启动"):
        build(settings)
