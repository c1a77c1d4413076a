"""Ready replies; dates, phones and numbers in them come from the notices' facts when used."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError
from pydantic import TypeAdapter, ValidationError

from helpdesk.settings import DeskError, Model
from policy import Citation, PolicyBase, render
from policy.yamlfile import FastLoader

DEFAULT = Path(__file__).parent / "canned.yml"


class Template(Model):
    """One ready reply as it is written; see `canned.yml`."""

    id: str
    title: str
    text: str
    notice: str | None = None
    cite: tuple[str, ...] = ()


class Canned(Model):
    """One ready reply as it is used."""

    id: str
    title: str
    text: str
    citations: tuple[Citation, ...] = ()


class Replies:
    """All ready replies."""

    def __init__(self, templates: tuple[Template, ...]) -> None:
        self._templates = templates

    def all(self, knowledge: PolicyBase, today: date) -> list[Canned]:
        """The replies as they read today; one whose notice is not there any more is left out."""
        made = []
        for template in self._templates:
            try:
                made.append(_used(template, knowledge, today))
            except (KeyError, TemplateError):
                continue
        return made

    def check(self, knowledge: PolicyBase, today: date, path: Path = DEFAULT) -> None:
        """Raises DeskError when a reply does not hold."""
        for template in self._templates:
            try:
                _used(template, knowledge, today)
            except KeyError as error:
                problem = f"没有这份通知或这一项：{error}"
                raise DeskError(f"{path}：常用答复 {template.id}：{problem}") from error
            except TemplateError as error:
                raise DeskError(f"{path}：常用答复 {template.id}：{error}") from error


def load_canned(path: Path = DEFAULT) -> Replies:
    """Read the ready replies. Raises DeskError."""
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
        templates = TypeAdapter(tuple[Template, ...]).validate_python(loaded or ())
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise DeskError(f"{path}：文件读不出来（{type(error).__name__}），请检查写法。") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DeskError(f"{path}：“{place}”不符合要求：{first['msg']}") from error
    return Replies(templates)


def _used(template: Template, knowledge: PolicyBase, today: date) -> Canned:
    context: Mapping[str, Any] = {"today": today}
    citations: tuple[Citation, ...] = ()
    if template.notice is not None:
        notice = knowledge.notice(template.notice)
        context = {
            "today": today,
            "f": notice.namespace,
            "notice": notice.meta,
            "days_until": lambda day: (day - today).days,
        }
        citations = tuple(notice.citation(fact) for fact in template.cite)
    text = render.render(template.text, context)
    return Canned(id=template.id, title=template.title, text=text, citations=citations)
