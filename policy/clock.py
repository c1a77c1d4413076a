"""The assistant's idea of today."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
VARIABLE = "ASSISTANT_TODAY"


def today() -> date:
    """The date in Shanghai, or the one fixed by ASSISTANT_TODAY=YYYY-MM-DD."""
    fixed = os.environ.get(VARIABLE, "").strip()
    if not fixed:
        return datetime.now(SHANGHAI).date()
    try:
        return date.fromisoformat(fixed)
    except ValueError as exc:
        raise ValueError(f"{VARIABLE} 应写成 2025-10-20 这样的日期，现在是：{fixed[:20]}") from exc
