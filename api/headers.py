"""The security headers of every answer, and which sites may show the chat in a frame."""

import re
from collections.abc import Mapping

from api.settings import Settings
from api.wording import say

WIDGET = "/widget.js"
PAGE = "/"
_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")

_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)
_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
SECURITY_HEADERS: Mapping[str, str] = {
    **_COMMON,
    "Content-Security-Policy": _CSP.format(ancestors="'self'"),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
"""What every answer carries, unless its path is named below."""

_HSTS = {"Strict-Transport-Security": "max-age=31536000"}


class WidgetSettingsError(ValueError):
    """An origin that cannot be one; the text says in Chinese which, and what to do."""


def widget_origins(settings: Settings) -> tuple[str, ...]:
    """The sites that may show the chat, from ASSISTANT_WIDGET_ORIGINS. Raises WidgetSettingsError.

    A list with commas or spaces; `https://*.example.cn` stands for every name below it.
    """
    given = [one for one in re.split(r"[,，;；\s]+", settings.widget_origins) if one]
    for one in given:
        if not _ORIGIN.fullmatch(one):
            raise WidgetSettingsError(say("widget_origin", value=one[:80]))
    return tuple(dict.fromkeys(given))


class Headers:
    """The headers by path. `https`: the site is reached over https alone."""

    def __init__(self, *, origins: tuple[str, ...] = (), https: bool = False) -> None:
        always = _HSTS if https else {}
        self._usual = {**SECURITY_HEADERS, **always}
        self._by_path = {WIDGET: {**self._usual, "Cross-Origin-Resource-Policy": "cross-origin"}}
        if origins:
            ancestors = " ".join(("'self'", *origins))
            page = {
                **self._usual,
                "Content-Security-Policy": _CSP.format(ancestors=ancestors),
                "Cross-Origin-Resource-Policy": "cross-origin",
            }
            del page["X-Frame-Options"]  # knows of one site only; the policy above counts instead
            self._by_path[PAGE] = page

    @classmethod
    def of(cls, settings: Settings) -> "Headers":
        """The headers for `settings`. Raises WidgetSettingsError."""
        https = settings.public_url.startswith("https://")
        return cls(origins=widget_origins(settings), https=https)

    def at(self, path: str) -> Mapping[str, str]:
        """The headers of an answer at `path`."""
        return self._by_path.get(path, self._usual)
