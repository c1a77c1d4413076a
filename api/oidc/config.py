"""Settings of the provider. None of them: it is off. Some of them: the service does not start."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from api.oidc.wording import say
from api.secret_check import is_development
from api.settings import Settings

CALLBACK = "/console/oidc/callback"


class OidcSettingsError(ValueError):
    """The settings are incomplete or wrong; the text says in Chinese which and what to do."""


@dataclass(frozen=True)
class OidcConfig:
    """A complete configuration. `claim` holds the name of the account; `secure`: https alone."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    redirect_uri: str
    secure: bool


def read(settings: Settings) -> OidcConfig | None:
    """The configuration, or None when nothing of it is set. Raises OidcSettingsError."""
    needed = {
        "ASSISTANT_OIDC_ISSUER": settings.oidc_issuer.strip(),
        "ASSISTANT_OIDC_CLIENT_ID": settings.oidc_client_id.strip(),
        "ASSISTANT_OIDC_CLIENT_SECRET": settings.oidc_client_secret.get_secret_value().strip(),
    }
    given = [name for name, value in needed.items() if value]
    if not given:
        return None
    open_to_others = not is_development(settings)
    if open_to_others:  # else people would be sent back to an address of their own machine
        needed["ASSISTANT_PUBLIC_URL"] = settings.public_url
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise OidcSettingsError(
            say("half_configured", given="、".join(given), missing="、".join(missing))
        )
    issuer = needed["ASSISTANT_OIDC_ISSUER"]
    if not is_address(issuer, secure=open_to_others):
        raise OidcSettingsError(say("bad_issuer" if is_address(issuer) else "no_issuer"))
    if not settings.oidc_claim.strip():
        raise OidcSettingsError(say("bad_claim"))
    return OidcConfig(
        issuer=issuer,
        client_id=needed["ASSISTANT_OIDC_CLIENT_ID"],
        client_secret=needed["ASSISTANT_OIDC_CLIENT_SECRET"],
        claim=settings.oidc_claim.strip(),
        redirect_uri=settings.own_url() + CALLBACK,
        secure=open_to_others or issuer.startswith("https:"),
    )


def is_address(url: object, *, secure: bool = False) -> bool:
    """Whether it is a web address, over https when that is wanted."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        plain = bool(parts.hostname) and not (parts.username or parts.password or parts.fragment)
    except ValueError:
        return False
    return plain and parts.scheme in (("https",) if secure else ("http", "https"))
