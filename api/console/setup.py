"""The first start: a one-time link for the first administrator in place of a default password."""

import os
from pathlib import Path

from accounts import AccountStore
from api.context import Context
from api.settings import Settings

FILE = "setup-link.txt"
"""Where the link lies under `var`, for the supervisor to show; gone once it was used."""


def prepare_setup(ctx: Context) -> str | None:
    """While nobody has an account: the address of a good setup link, written to `FILE`."""
    path = ctx.settings.var / FILE
    if not ctx.accounts.empty():
        path.unlink(missing_ok=True)
        return None
    return _known(path, ctx.accounts) or new_link(ctx.settings, ctx.accounts)


def new_link(settings: Settings, accounts: AccountStore) -> str:
    """A new setup link; the earlier one is void."""
    url = f"{settings.own_url()}/console/link/{accounts.links.issue(None).token}"
    path = settings.var / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(url + "\n")
    return url


def _known(path: Path, accounts: AccountStore) -> str | None:
    try:
        url = path.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return url if accounts.links.good(url.rpartition("/")[2]) else None
