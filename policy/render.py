"""Templates of the answers: sandboxed Jinja2 that fails on anything undefined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_NUMERALS = "零一二三四五六七八九十"


def zh_date(day: date) -> str:
    """2025年11月30日"""
    return f"{day.year}年{day.month}月{day.day}日"


def zh_month(day: date) -> str:
    """2025年11月"""
    return f"{day.year}年{day.month}月"


def zh_span(stage: Any) -> str:
    """2025年10月至11月 (whole months, the year of the end only when it differs)."""
    start, end = stage.start, stage.end
    tail = f"{end.month}月" if start.year == end.year else zh_month(end)
    return f"{zh_month(start)}至{tail}"


def zh_number(number: int) -> str:
    """一 to 十; digits beyond."""
    return _NUMERALS[number] if 0 <= number <= 10 else str(number)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier (28 February for a 29 February that is not there)."""
    try:
        return day.replace(year=day.year - int(years))
    except ValueError:
        return day.replace(year=day.year - int(years), day=28)


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment: text, not HTML; nothing undefined; no way out of the sandbox."""
    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    env.filters.update(
        zh_date=zh_date,
        zh_month=zh_month,
        zh_span=zh_span,
        zh_number=zh_number,
        years_before=years_before,
    )
    env.globals.clear()
    return env


def is_template(source: str) -> bool:
    """Whether there is anything to fill in; else the text is the same on every day."""
    return "{" in source


@lru_cache(maxsize=2048)
def _compiled(source: str) -> Template:
    return environment().from_string(source)


def check(source: str) -> str | None:
    """The problem of a template in Chinese, or None when it compiles."""
    if not is_template(source):
        return None
    try:
        _compiled(source)
    except TemplateError as exc:
        return f"模板写法有误（第{getattr(exc, 'lineno', 1)}行）：{exc}"
    return None


def render(source: str, context: Mapping[str, Any]) -> str:
    """The text of a template. Raises jinja2.TemplateError when a name is not defined."""
    text = _compiled(source).render(context) if is_template(source) else source
    lines = [line.strip() for line in text.strip().splitlines()]
    return "\n".join(line for line in lines if line)
