"""The help desk as the service runs it: who staffs it, and how its words reach WeChat."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.conversation import Before, Caller, Messages
from api.masking import masked
from api.services import Services
from api.wechat.channel import WeChat
from api.wechat.incoming import PREFIX
from helpdesk import Desk, HelpDesk, build_helpdesk
from helpdesk.desk import Carrier
from policy import PolicyBase
from storage.turns import InTransaction, LoggedTurn


def build_desk(
    services: Services, knowledge: Callable[[], PolicyBase], staffed: Callable[[], bool]
) -> HelpDesk:
    """The help desk on the service's database; `knowledge` gives the notices as they are now."""
    return build_helpdesk(
        services.desk_settings,
        services.canned,
        services.sessions,
        services.turns,
        services.drafts,
        services.forms,
        knowledge,
        staffed=staffed,
        mask=lambda text: masked(text, knowledge().published),
        channel_of=channel_of,
    )


def for_a_person(desk: Desk) -> Before:
    """Takes the messages that are for a person before the engine sees them."""

    async def before(
        turn: LoggedTurn, _: Sequence[Mapping[str, Any]] | None, __: Caller
    ) -> Messages | None:
        return await asyncio.to_thread(desk.take, turn.sender, turn.text, turn.seq)

    return before


def channel_of(sender: str) -> str:
    """wechat or web."""
    return "wechat" if sender.startswith(PREFIX) else "web"


def carry_to(channel: WeChat | None) -> Carrier:
    """Sends followers what a person at the desk says; the page fetches it by itself."""

    def carry(sender: str, key: str, messages: Messages) -> InTransaction | None:
        if channel is None or channel_of(sender) != "wechat":
            return None
        return channel.post(sender, f"desk-{key}"[:64], messages)

    return carry
