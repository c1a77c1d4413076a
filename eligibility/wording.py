"""Sentences as templates in the rule file; nothing a user typed is ever part of a template."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


class WordingError(ValueError):
    """A template that cannot be used; the message is Chinese and says why."""


def compile_wording(text: str, variables: Collection[str]) -> Template:
    """Compile one sentence that may use only ``variables``."""
    try:
        unknown = meta.find_undeclared_variables(_ENVIRONMENT.parse(text)) - set(variables)
        template = _ENVIRONMENT.from_string(text)
    except TemplateError as exc:
        raise WordingError(f"措辞模板写法有误：{exc}") from exc
    if unknown:
        raise WordingError(
            f"措辞里用了没有的变量“{'、'.join(sorted(unknown))}”，"
            f"可用的有“{'、'.join(sorted(variables)) or '（无）'}”"
        )
    return template


def compile_table(
    texts: Mapping[str, str], codes: Mapping[str, Collection[str]], *, complete: bool
) -> dict[str, Template]:
    """Compile a table of sentences by code; refuses unknown codes, and gaps if ``complete``."""
    unknown = sorted(set(texts) - set(codes))
    if unknown:
        raise WordingError(f"不认识的结果代码“{'、'.join(unknown)}”")
    gaps = sorted(set(codes) - set(texts))
    if complete and gaps:
        raise WordingError(f"缺少结果代码“{'、'.join(gaps)}”的措辞")
    return {code: compile_wording(text, codes[code]) for code, text in texts.items()}
