"""What a running app holds, and how routes get at it."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from accounts import AccountStore
from api.announcing import Announcer
from api.conversation import Conversations
from api.engine import EngineClient
from api.limits import RateLimit
from api.oidc import SingleSignOn
from api.screenings import Screenings
from api.services import Services
from api.settings import Settings
from api.staff_links import StaffLinks
from api.watching import Watch
from api.wechat.channel import WeChat
from helpdesk import HelpDesk
from recommendation.keeping import PackageStore


@dataclass(frozen=True)
class Context:
    """Set up when the app starts; `settings` does not change while it runs.

    `wechat` is None while the channel is off, `single_sign_on` while no provider is set.
    """

    settings: Settings
    services: Services
    engine: EngineClient
    conversations: Conversations
    messages: RateLimit
    lookups: RateLimit
    requests: RateLimit
    addresses: RateLimit
    accounts: AccountStore
    staff_links: StaffLinks
    sign_ins: RateLimit
    wechat: WeChat | None
    uploads: RateLimit
    help: HelpDesk
    announcer: Announcer
    screenings: Screenings
    packages: PackageStore
    watch: Watch
    single_sign_on: SingleSignOn | None = None


def context(request: Request) -> Context:
    """The context of the app that handles `request`."""
    return cast(Context, request.app.state.context)


def client(request: Request) -> str:
    """The caller's address, as a key for limits."""
    return request.client.host if request.client else "unknown"


def limited(request: Request) -> None:
    """Limit how often one address may call a route."""
    context(request).requests.check(client(request))


def lookup_limited(request: Request) -> None:
    """A stricter limit, for routes where guessing could pay."""
    context(request).lookups.check(client(request))


def address_limited(request: Request) -> None:
    """Limit the messages of one address: a sender's name can be changed at will.

    Not for this machine itself: behind a web server that does not pass on where people come from,
    all of them would share one limit.
    """
    address = client(request)
    if not address.startswith(("127.", "::1", "unknown")):
        context(request).addresses.check(address)


Ctx = Annotated[Context, Depends(context)]
