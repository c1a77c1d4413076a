"""The platform's message encryption: AES-256-CBC, padded to 32 bytes, with the app id inside."""

import base64
import binascii
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_RANDOM = 16
_LENGTH = 4


class CannotDecrypt(Exception):
    """Not encrypted with any of our keys, or damaged."""


class WrongAppId(CannotDecrypt):
    """Encrypted with our key, for another account."""


def encrypt(text: bytes, key: bytes, app_id: str) -> str:
    """`text` for the account `app_id`, as base64."""
    plain = secrets.token_bytes(_RANDOM) + len(text).to_bytes(_LENGTH, "big") + text
    plain += app_id.encode()
    fill = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(key).encryptor()
    sealed = encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(ciphertext: str, keys: tuple[bytes, ...], app_id: str) -> tuple[bytes, bytes]:
    """The message and the key that opened it, trying `keys` in order.

    Raises CannotDecrypt, or WrongAppId.
    """
    try:
        sealed = base64.b64decode(ciphertext.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CannotDecrypt from error
    if not sealed or len(sealed) % 16:
        raise CannotDecrypt
    wrong: CannotDecrypt = CannotDecrypt()
    for key in keys:
        try:
            return _open(sealed, key, app_id.encode()), key
        except CannotDecrypt as error:
            wrong = error if isinstance(error, WrongAppId) else wrong
    raise wrong


def _open(sealed: bytes, key: bytes, app_id: bytes) -> bytes:
    decryptor = _cipher(key).decryptor()
    plain = decryptor.update(sealed) + decryptor.finalize()
    fill = plain[-1]
    if not 1 <= fill <= _BLOCK or plain[-fill:] != bytes([fill]) * fill:
        raise CannotDecrypt
    start = _RANDOM + _LENGTH
    end = start + int.from_bytes(plain[_RANDOM:start], "big")
    if end > len(plain) - fill:
        raise CannotDecrypt
    if plain[end:-fill] != app_id:
        raise WrongAppId
    return plain[start:end]


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
