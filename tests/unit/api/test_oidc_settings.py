"""The provider's settings: all, none, or no start."""

import pytest

from api.oidc.config import OidcSettingsError, read
from api.settings import Settings

WHOLE = {
    "oidc_issuer": "https://sso.example.cn/realms/staff",
    "oidc_client_id": "yiyang",
    "oidc_client_secret": "a long secret of our own",
}
PUBLIC = {"public_url": "https://yiyang.example.cn/"}


def settings(**values: str) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


def test_nothing_set_is_off() -> None:
    assert read(settings(**PUBLIC)) is None


def test_a_whole_configuration() -> None:
    config = read(settings(**WHOLE, **PUBLIC))
    assert config is not None
    assert config.redirect_uri == "https://yiyang.example.cn/console/oidc/callback"
    assert (config.claim, config.secure) == ("preferred_username", True)


@pytest.mark.parametrize("missing", [*WHOLE, "public_url"])
def test_a_part_missing(missing: str) -> None:
    values = {k: v for k, v in {**WHOLE, **PUBLIC}.items() if k != missing}
    with pytest.raises(OidcSettingsError) as problem:
        read(settings(**values, environment="production"))
    assert f"ASSISTANT_{missing.upper()}" in str(problem.value).partition("还缺")[2]
    assert WHOLE["oidc_client_secret"] not in str(problem.value)


@pytest.mark.parametrize(
    "issuer", ["sso.example.cn", "ftp://x", "https://", "https://u:p@x/", "https://["]
)
def test_an_issuer_that_cannot_be(issuer: str) -> None:
    with pytest.raises(OidcSettingsError, match="ASSISTANT_OIDC_ISSUER 的值不正确"):
        read(settings(**{**WHOLE, **PUBLIC, "oidc_issuer": issuer}))


@pytest.mark.parametrize(
    "others", [PUBLIC, {"environment": "production", **PUBLIC}, {"host": "0.0.0.0", **PUBLIC}]
)
def test_plain_http_is_for_development(others: dict[str, str]) -> None:
    plain = {**WHOLE, "oidc_issuer": "http://127.0.0.1:9/realms/staff"}
    assert read(settings(**plain)) is not None
    with pytest.raises(OidcSettingsError, match="要用 https"):
        read(settings(**plain, **others))


def test_an_empty_claim() -> None:
    with pytest.raises(OidcSettingsError, match="ASSISTANT_OIDC_CLAIM"):
        read(settings(**WHOLE, oidc_claim=" "))
