"""The notice on personal data that is shown at first use: `notice.yml`."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from privacy import retention
from privacy.datafile import data


class Notice(BaseModel):
    """The notice with its periods filled in; `personal` and `free` are patterns of what must be
    asked about and of what need not be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    title: str
    lead: str
    items: list[str]
    agree: str
    decline: str
    declined: str
    unreachable: str
    more: str
    erase: str
    agreed: str
    close: str
    personal: list[str]
    free: list[str]
    wechat: str


@cache
def notice() -> Notice:
    """The notice in force."""
    raw = data("notice")
    days = retention.days()
    items = [str(item).format(**days) for item in raw["items"]]
    return Notice(**{**raw, "items": items, "wechat": str(raw["wechat"]).format(**days)})
