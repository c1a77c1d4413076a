"""Whose conversation a sender id opens: one's own, or with a link from WeChat the follower's."""

from typing import Any

from api.context import Context
from api.errors import ApiError
from api.wechat import links
from api.wechat.incoming import PREFIX


def resolve(ctx: Context, given: str) -> str:
    """The sender that `given` stands for.

    A link's token stands for a follower while it is good. The follower's own id is refused: the
    platform knows it, and so may others. Raises ApiError 403 or 410.
    """
    if given.startswith(PREFIX):
        raise ApiError(403, "reserved_sender")
    if not given.startswith(links.PREFIX):
        return given
    if ctx.wechat is None:
        raise ApiError(410, "page_link_expired")
    try:
        return ctx.wechat.links.sender_of(given)
    except links.LinkExpired as error:
        raise ApiError(410, "page_link_expired") from error


def addressed(messages: list[dict[str, Any]], given: str) -> list[dict[str, Any]]:
    """`messages` under the name the caller uses, which hides the follower's id."""
    return [{**message, "recipient_id": given} for message in messages]
