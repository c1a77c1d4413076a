"""The states of an application and who may move it, read from `workflow.yml`."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from accounts import roles

APPLICANT = "applicant"
BACK = "back"
Subject = Literal["institution", "county", "self_check"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class State(_Model):
    """A state; `turn` is whose turn it is, `counts` whether it takes a place of the quota."""

    label: str
    turn: str | None = Field(default=None, alias="with")
    counts: bool = False


class Move(_Model):
    """A step that `by` may take out of some states. `done` says in Chinese what they did."""

    id: str
    label: str
    done: str
    sources: tuple[str, ...] = Field(alias="from")
    target: str = Field(alias="to")
    by: str
    comment: bool = False
    quota: bool = False


class Workflow(_Model):
    """The whole of it. Raises ValidationError for a state or role that does not exist."""

    states: Mapping[str, State]
    begin: Mapping[Subject, str]
    seen_by: tuple[str, ...]
    moves: tuple[Move, ...]
    region_from: Mapping[Subject, tuple[str, ...]]
    name_from: Mapping[Subject, str]
    kinds: Mapping[Subject, str]
    prescreened: tuple[Subject, ...]
    words: Mapping[Subject, Mapping[str, str]]

    @model_validator(mode="after")
    def _consistent(self) -> "Workflow":
        named = [*self.begin.values(), *(s for m in self.moves for s in (*m.sources, m.target))]
        unknown = {name for name in named if name not in self.states} - {BACK}
        whose = {m.by for m in self.moves} | {s.turn for s in self.states.values() if s.turn}
        unknown |= (whose | set(self.seen_by)) - set(roles()) - {APPLICANT}
        if unknown:
            raise ValueError(f"unknown: {sorted(unknown)}")
        return self

    @model_validator(mode="after")
    def _spoken_of(self) -> "Workflow":
        names = [set(spoken) for spoken in (self.words.get(one, {}) for one in self.begin)]
        if any(one != names[0] or not one for one in names):
            raise ValueError("words: the same names for each of begin")
        return self

    def open_to(self, role: str, state: str, back_to: str = "") -> Sequence[Move]:
        """The steps somebody may take now, with an application that `back_to` moved out of hand."""
        level = self.states[back_to].turn if back_to else None
        return [
            move
            for move in self.moves
            if move.by == role
            and state in move.sources
            and (move.target != BACK or role in (APPLICANT, level))
        ]

    def move(self, move_id: str, role: str, state: str, back_to: str = "") -> Move | None:
        """One of them by its id."""
        return next((m for m in self.open_to(role, state, back_to) if m.id == move_id), None)

    def named(self, move_id: str, source: str) -> Move | None:
        """A step by its id and where it began, whoever took it."""
        return next((m for m in self.moves if m.id == move_id and source in m.sources), None)


@cache
def load_workflow() -> Workflow:
    """The workflow as written in the data file."""
    text = (Path(__file__).parent / "workflow.yml").read_text(encoding="utf-8")
    return Workflow.model_validate(yaml.safe_load(text))
