"""Our encryption and wechatpy's open what the other sealed."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.crypto.base import BasePrpCrypto

from api.wechat import crypto
from tests.wechat.fake_server import AES_KEY, APP_ID, OLD_AES_KEY, TOKEN

KEY, OLD = (base64.b64decode(key + "=") for key in (AES_KEY, OLD_AES_KEY))
KEYS = (KEY, OLD)


def theirs(key: bytes = KEY) -> BasePrpCrypto:
    return BasePrpCrypto(key)


@given(st.text(max_size=500))
def test_there_and_back(text: str) -> None:
    sealed = crypto.encrypt(text.encode("utf-8", "ignore"), KEY, APP_ID)
    assert crypto.decrypt(sealed, KEYS, APP_ID) == (text.encode("utf-8", "ignore"), KEY)


@pytest.mark.parametrize("length", [1, 11, 12, 13, 31, 32, 33, 500])
def test_with_wechatpy_at_every_padding(length: int) -> None:
    text = "x" * length
    assert theirs()._decrypt(crypto.encrypt(text.encode(), KEY, APP_ID), APP_ID) == text
    assert (
        crypto.decrypt(theirs()._encrypt(text, APP_ID).decode(), KEYS, APP_ID)[0] == text.encode()
    )


def test_spare_bits_of_the_key_do_not_matter() -> None:
    """The last of 43 characters carries two bits too many; the platform sets them at random."""
    for last in "GHIJ":
        key = base64.b64decode(AES_KEY[:-1] + last + "=")
        WeChatCrypto(TOKEN, AES_KEY[:-1] + last, APP_ID)
        assert len(key) == 32


def test_the_previous_key_is_found() -> None:
    sealed = theirs(OLD)._encrypt("你好", APP_ID).decode()
    assert crypto.decrypt(sealed, KEYS, APP_ID) == ("你好".encode(), OLD)
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(sealed, (KEY,), APP_ID)


@pytest.mark.parametrize("app_id", ["", "wx", APP_ID + "x", APP_ID[:-1] + "0"])
def test_another_app_id(app_id: str) -> None:
    sealed = theirs()._encrypt("你好", app_id).decode()
    with pytest.raises(crypto.WrongAppId):
        crypto.decrypt(sealed, KEYS, APP_ID)


@given(st.binary(max_size=200))
def test_noise(noise: bytes) -> None:
    for text in (noise.decode("latin-1"), base64.b64encode(noise).decode()):
        with pytest.raises(crypto.CannotDecrypt):
            crypto.decrypt(text, KEYS, APP_ID)


def test_no_two_ciphertexts_are_alike() -> None:
    assert len({crypto.encrypt(b"x", KEY, APP_ID) for _ in range(20)}) == 20
