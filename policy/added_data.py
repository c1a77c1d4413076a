"""data/notices/added.yml: when and how an added notice answers, as data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.entries import ClauseLevels, Share
from policy.models import Strict, Text

FILE = "added.yml"
Tier = Literal["named", "placed", "other"]


class Levels(Strict):
    """What suffices for an answer: see the file."""

    asked: Share
    about: Share
    clause: ClauseLevels


class AddedData(Strict):
    """The whole file."""

    levels: dict[Tier, Levels]
    near: ClauseLevels
    most: Annotated[int, Field(ge=1)]
    clause: Text
    several: Text
    more: Text
    decline: Text
    decline_near: Text
