"""The XML of the callback: read with every entity refused, written so that no text breaks it."""

import re
import secrets
import time
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from api.wechat.crypto import encrypt
from api.wechat.signing import signature_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BadXml(Exception):
    """Not the platform's XML; `hostile` when it carries entities or a document type."""

    def __init__(self, hostile: bool = False) -> None:
        super().__init__()
        self.hostile = hostile


def parse(body: bytes) -> dict[str, str]:
    """The texts of the root's children by tag; of tags that repeat, the first. Raises BadXml."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadXml(hostile=True) from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadXml from error
    if root.tag != "xml":
        raise BadXml
    fields: dict[str, str] = {}
    for child in root:
        fields.setdefault(str(child.tag), child.text or "")
    return fields


def text_reply(to: str, sender: str, text: str, now: float | None = None) -> bytes:
    """A passive text reply of the account `sender`. `text` must not be empty."""
    moment = int(time.time() if now is None else now)
    return _xml(
        {"ToUserName": to, "FromUserName": sender, "CreateTime": moment, "MsgType": "text",
         "Content": text}
    )  # fmt: skip


def sealed(reply: bytes, key: bytes, app_id: str, token: str) -> bytes:
    """A reply encrypted and signed."""
    moment, nonce = int(time.time()), str(secrets.randbelow(10**10))
    ciphertext = encrypt(reply, key, app_id)
    signed = signature_of(token, str(moment), nonce, ciphertext)
    return _xml(
        {"Encrypt": ciphertext, "MsgSignature": signed, "TimeStamp": moment, "Nonce": nonce}
    )


def _xml(fields: Mapping[str, str | int]) -> bytes:
    lines = [
        f"<{tag}>{value}</{tag}>" if isinstance(value, int) else f"<{tag}>{_cdata(value)}</{tag}>"
        for tag, value in fields.items()
    ]
    return ("<xml>" + "".join(lines) + "</xml>").encode()


def _cdata(text: str) -> str:
    """`text` as CDATA; a `]]>` in it is spread over two sections."""
    inside = _NOT_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{inside}]]>"
