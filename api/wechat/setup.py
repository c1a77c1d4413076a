"""Puts the channel together."""

from collections.abc import Callable

from api.conversation import Conversations
from api.engine import EngineClient
from api.limits import RateLimit
from api.services import Services
from api.settings import Settings
from api.staff_links import StaffLinks
from api.wechat.answers import Answers
from api.wechat.channel import WeChat
from api.wechat.config import read
from api.wechat.links import Links
from api.wechat.staff import Staff
from api.wechat.threads import Threads
from recommendation.keeping import PackageStore
from storage import secret_key
from storage.wechat_links import LinkStore


def build_channel(
    settings: Settings,
    services: Services,
    engine: EngineClient,
    conversations: Conversations,
    limit: RateLimit,
    silent: Callable[[str], bool],
    staff_links: StaffLinks,
    packages: PackageStore,
    attempts: RateLimit,
) -> WeChat | None:
    """The channel, not yet started; None when it is not configured. `attempts` limits how often a
    follower may try a code of `staff_links`."""
    config = read(settings)
    if config is None:
        return None
    key = secret_key(settings.var / "secret.key")
    links = Links(LinkStore(services.sessions), key, config.public_url)
    threads = Threads()
    staff = Staff(staff_links, attempts, threads)
    answers = Answers(
        conversations,
        services.turns,
        services.forms,
        links,
        limit,
        threads,
        services.consents,
        silent,
        staff.caller,
    )
    documents = settings.var / "documents"
    return WeChat(config, services, engine, answers, links, documents, threads, staff, packages)
