"""Moments as people here read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

_HERE = ZoneInfo("Asia/Shanghai")


def local(moment: datetime) -> datetime:
    """The moment on the clocks of Fujian."""
    return moment.astimezone(_HERE)
