"""Settings of the service, from environment variables that begin with `ASSISTANT_`."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything the service can be told. Times in seconds, sizes in bytes or characters."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", env_ignore_empty=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    var: Path = ROOT / "var"
    database_url: str = ""
    engine_url: str = "http://127.0.0.1:5005"
    action_secret: SecretStr = SecretStr("")
    actions_package: str = "actions"
    staff_token: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    environment: Literal["development", "production"] = "development"

    notices_dir: Path = ROOT / "data" / "notices"
    rules_dir: Path = ROOT / "eligibility" / "rules"
    forms_dir: Path = ROOT / "forms"
    helpdesk_settings: Path = ROOT / "helpdesk" / "settings.yml"

    message_limit: int = Field(default=2000, ge=1)
    engine_timeout: float = Field(default=30.0, gt=0)
    engine_wait: float = Field(default=20.0, ge=0)
    rate_per_minute: int = Field(default=60, ge=1)
    lookup_rate_per_minute: int = Field(default=20, ge=1)
    upload_rate_per_minute: int = Field(default=12, ge=1)
    api_rate_per_minute: int = Field(default=240, ge=1)
    address_rate_per_minute: int = Field(default=0, ge=0)
    """Messages from one address, whoever sends them; 0: ten times `rate_per_minute`."""
    form_rate_per_minute: int = Field(default=0, ge=0)
    """Messages to one form, whoever fills it in; 0: twice `rate_per_minute`."""
    sign_in_rate_per_minute: int = Field(default=10, ge=1)
    binding_rate_per_minute: int = Field(default=5, ge=1)
    """Codes that one follower may try to link an account of staff with."""
    log_level: str = "INFO"

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: str = "preferred_username"

    public_url: str = ""
    widget_origins: str = ""
    wechat_appid: str = ""
    wechat_secret: SecretStr = SecretStr("")
    wechat_token: SecretStr = SecretStr("")
    wechat_aeskey: SecretStr = SecretStr("")
    wechat_aeskey_previous: SecretStr = SecretStr("")
    wechat_mode: Literal["", "plain", "compatible", "safe"] = ""
    wechat_api_host: str = "https://api.weixin.qq.com"
    wechat_answer_seconds: float = Field(default=4.0, gt=0, le=4.5)

    cache: Path | None = None
    """What can be computed again: sentence vectors. By default `cache` under `var`."""

    def cache_dir(self) -> Path:
        """Where computed vectors are kept."""
        return self.cache or self.var / "cache"

    def own_url(self) -> str:
        """The address people reach the service at."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "") else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    def live_dir(self) -> Path:
        """Where the notices are that were added to the service (docs/new-notice.md)."""
        return self.var / "notices" / "live"

    def database(self) -> str:
        """The database's URL; by default a SQLite file under `var`."""
        return self.database_url or f"sqlite:///{self.var}/assistant.db"
