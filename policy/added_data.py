"""data/notices/added.yml: when and how an added notice answers, as data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.entries import ClauseLevels, Share
from policy.models import Strict, Text

FILE = "added.yml"
Tier = Literal["named", "placed", "other"]


class FactLevels(Strict):
    """When an accepted fact answers: least cosine with a way of asking for it, least share of the
    question's other words that it speaks of, and least of both together."""

    asked: Share
    about: Share
    together: Annotated[float, Field(ge=0, le=2)]


class Levels(Strict):
    """What suffices for an answer: see the file."""

    fact: FactLevels | None = None
    """None: facts do not answer, since a question that names nothing fits any of them."""
    clause: ClauseLevels


class AddedData(Strict):
    """The whole file."""

    levels: dict[Tier, Levels]
    near: ClauseLevels
    ignored: list[Text]
    most: Annotated[int, Field(ge=1)]
    clause: Text
    several: Text
    more: Text
    decline: Text
    decline_near: Text
    unread: Text
    no_article: Text
