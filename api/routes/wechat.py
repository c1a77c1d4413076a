"""The callback of the WeChat Official Account: verification, messages, events."""

import asyncio
import hashlib
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.context import Ctx
from api.errors import ApiError
from api.events import EventLog, pseudonym
from api.wechat import crypto, envelope, incoming, signing
from api.wechat.channel import WeChat
from api.wechat.config import WeChatConfig
from storage.wechat import NonceReused

_log = EventLog("api.wechat")
router = APIRouter(include_in_schema=False)

_NOTHING = b"success"
"""The platform shows nothing for it and does not deliver again."""


@router.get("/wechat")
async def verify(request: Request, ctx: Ctx) -> Response:
    """The platform checks that the address is ours: `echostr` goes back byte for byte."""
    config = _channel(ctx.wechat).config
    query = _query(request)
    _check_request(query, config)
    return Response(query.get("echostr", b""), media_type="text/plain")


@router.post("/wechat")
async def receive(request: Request, ctx: Ctx) -> Response:
    """One delivery of a message or event; the reply is the answer when it is ready in time."""
    channel = _channel(ctx.wechat)
    config = channel.config
    until = asyncio.get_running_loop().time() + config.answer_seconds
    query = _query(request)
    _check_request(query, config)
    try:
        fields, key = _opened(await request.body(), query, config)
        message = incoming.read(fields)
    except envelope.BadXml as error:
        raise _refused("hostile_xml" if error.hostile else "bad_xml", malformed=True) from error
    except incoming.NotAMessage as error:
        raise _refused("not_a_message", malformed=True) from error
    content = "\0".join((message.key, message.kind, message.text))
    nonce = f"{_text(query, 'timestamp')}\0{_text(query, 'nonce')}"
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
    try:
        text = await channel.receive(message, nonce, digest, until)
    except NonceReused as error:
        raise _refused("replayed", sender=pseudonym(message.sender)) from error
    if not text:
        return Response(_NOTHING, media_type="text/plain")
    reply = envelope.text_reply(message.openid, message.account, text)
    if key is not None:
        reply = envelope.sealed(reply, key, config.app_id, config.token)
    return Response(reply, media_type="application/xml")


def _channel(channel: WeChat | None) -> WeChat:
    if channel is None:
        raise ApiError(404, "not_found")
    return channel


def _check_request(query: dict[str, bytes], config: WeChatConfig) -> None:
    """Whoever calls knows the token, and calls now."""
    timestamp, nonce = _text(query, "timestamp"), _text(query, "nonce")
    if not signing.is_signed(_text(query, "signature"), config.token, timestamp, nonce):
        raise _refused("signature")
    if not signing.is_fresh(timestamp):
        raise _refused("timestamp")


def _opened(
    body: bytes, query: dict[str, bytes], config: WeChatConfig
) -> tuple[dict[str, str], bytes | None]:
    """The message's fields, and the key to answer with; None for an answer in plain text.

    Where there is a ciphertext it alone counts: nobody signed what stands beside it.
    """
    fields = envelope.parse(body)
    ciphertext = fields.get("Encrypt")
    if config.mode == "plain":
        if ciphertext is not None and "FromUserName" not in fields:
            raise _refused("encrypted_in_plain_mode")
        return fields, None
    if ciphertext is None:  # in compatible mode both come, and only the ciphertext is signed
        raise _refused("plaintext")
    signed = signing.is_signed(
        _text(query, "msg_signature"),
        config.token,
        _text(query, "timestamp"),
        _text(query, "nonce"),
        ciphertext,
    )
    if not signed:
        raise _refused("msg_signature")
    try:
        plain, key = crypto.decrypt(ciphertext, config.keys, config.app_id)
    except crypto.WrongAppId as error:
        raise _refused("wrong_app_id") from error
    except crypto.CannotDecrypt as error:
        raise _refused("cannot_decrypt") from error
    return envelope.parse(plain), key


def _refused(reason: str, *, malformed: bool = False, **fields: str) -> ApiError:
    """The error for the caller; the log alone learns the reason."""
    _log.warning("wechat_refused", reason=reason, **fields)
    return ApiError(400, "wechat_malformed") if malformed else ApiError(403, "wechat_refused")


def _query(request: Request) -> dict[str, bytes]:
    """The query's values as bytes, `+` left as it is; of names that repeat, the first."""
    values: dict[str, bytes] = {}
    for pair in request.scope["query_string"].split(b"&"):
        name, _, value = pair.partition(b"=")
        values.setdefault(name.decode("latin-1"), unquote_to_bytes(value))
    return values


def _text(query: dict[str, bytes], name: str) -> str:
    return query.get(name, b"").decode("utf-8", "replace")
