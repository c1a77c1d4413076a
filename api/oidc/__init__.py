"""Signing in by the authority's own OpenID Connect provider, where one is set."""

from dataclasses import dataclass

import storage
from api.oidc import config
from api.oidc.errors import OidcError
from api.oidc.provider import Provider
from api.oidc.tickets import Ticket, Tickets
from api.settings import Settings

__all__ = ["OidcError", "SingleSignOn", "Ticket", "build_single_sign_on"]


@dataclass(frozen=True)
class SingleSignOn:
    """The provider, and what a browser keeps while it is there."""

    provider: Provider
    tickets: Tickets


def build_single_sign_on(settings: Settings) -> SingleSignOn | None:
    """For these settings; None when no provider is set. The provider is not asked yet."""
    found = config.read(settings)
    if found is None:
        return None
    return SingleSignOn(Provider(found), Tickets(storage.secret_key(settings.var / "secret.key")))
