"""On, off, or not started at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from api.wechat.config import WeChatSettingsError, read
from tests.wechat.fake_server import AES_KEY, APP_ID, OLD_AES_KEY, SECRET, TOKEN

ROOT = Path(__file__).resolve().parents[4]
WHOLE = {
    "public_url": "https://yiyang.example.cn/",
    "wechat_appid": APP_ID,
    "wechat_secret": SECRET,
    "wechat_token": TOKEN,
    "wechat_aeskey": AES_KEY,
}


def settings(**values: str) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


def test_nothing_set_is_off() -> None:
    assert read(settings()) is None
    assert read(settings(public_url="https://yiyang.example.cn")) is None


def test_a_whole_configuration() -> None:
    config = read(settings(**WHOLE, wechat_aeskey_previous=OLD_AES_KEY))
    assert config is not None
    assert config.mode == "safe"
    assert [len(key) for key in config.keys] == [32, 32]
    assert config.public_url == "https://yiyang.example.cn"


def test_plain_mode_needs_no_key() -> None:
    plain = {k: v for k, v in WHOLE.items() if k != "wechat_aeskey"}
    config = read(settings(**plain, wechat_mode="plain"))
    assert config is not None
    assert config.keys == ()


@pytest.mark.parametrize("missing", WHOLE)
def test_a_part_missing(missing: str) -> None:
    with pytest.raises(WeChatSettingsError) as problem:
        read(settings(**{k: v for k, v in WHOLE.items() if k != missing}))
    assert f"ASSISTANT_{missing.upper()}" in str(problem.value).partition("还缺")[2]


@pytest.mark.parametrize("only", ["wechat_aeskey_previous", "wechat_mode"])
def test_one_alone(only: str) -> None:
    value = {"wechat_aeskey_previous": OLD_AES_KEY, "wechat_mode": "safe"}[only]
    with pytest.raises(WeChatSettingsError, match="不完整"):
        read(settings(**{only: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("wechat_aeskey", AES_KEY[:-1]), ("wechat_aeskey", AES_KEY + "="), ("wechat_token", "a b"),
     ("wechat_appid", "wx 1"), ("public_url", "yiyang.example.cn"), ("wechat_api_host", "ftp://x")],
)  # fmt: skip
def test_a_value_that_cannot_be(name: str, value: str) -> None:
    with pytest.raises(WeChatSettingsError) as problem:
        read(settings(**{**WHOLE, name: value}))
    assert f"ASSISTANT_{name.upper()}" in str(problem.value)
    assert SECRET not in str(problem.value)
    assert value not in str(problem.value) or name != "wechat_aeskey"


@pytest.mark.slow  # a start of the whole service
def test_the_service_does_not_start_half_configured(tmp_path: Path) -> None:
    env = {**os.environ, "ASSISTANT_VAR": str(tmp_path), "ASSISTANT_WECHAT_APPID": APP_ID}
    done = subprocess.run(
        [sys.executable, "-m", "api", "check"],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 78
    assert "微信公众号的设置不完整" in done.stderr
    assert "ASSISTANT_WECHAT_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr
