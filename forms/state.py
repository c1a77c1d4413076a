"""What a form conversation remembers (`State`) and what one step of it says (`Turn`)."""

import dataclasses
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Phase = Literal["checking", "filling", "reviewing", "paused", "confirm_cancel", "done", "cancelled"]

UNDO_DEPTH = 20


@dataclass(frozen=True)
class Button:
    """A quick reply: what it shows and what it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Option:
    """One way to settle a doubt, with the values it stands for (empty: none of them)."""

    label: str
    values: dict[str, Any]
    synonyms: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Doubt:
    """Something said that fits more than one way. `key`: the field, None when that is the doubt."""

    key: str | None
    raw: str
    question_zh: str
    options: list[Option]


@dataclass(frozen=True)
class Rejection:
    """A value that cannot be right, and why, with an example of how to write it."""

    key: str
    raw: str
    reason_zh: str


@dataclass(frozen=True)
class State:
    """Everything a draft needs to go on. `to_dict`/`from_dict` round-trip through JSON.

    values   field key → value (str, int, float, bool, list)
    skipped  keys the person chose to leave out
    passed   optional keys that were asked once while the person went on with something else
    put_by   required keys that are asked last: asked in vain while the person went on
    ignored  how many answers about other things the present question has seen
    asking   keys asked in the last prompt, in order
    phase    where the conversation stands; `before` is the phase a confirm_cancel or pause left
    undo     per change, newest last: field key → the value before (None: there was none)
    pending  doubts not settled yet, the first one is being asked
    waited   how many messages about other things the first doubt has seen
    later    doubts put off, to be asked when nothing else is
    warned   ids of contradictions already pointed out for the present values
    blanks_ok  the person agreed that missing required fields stay blank
    closed   tables whose rows the person said are all there
    row      the row (from 0) of the table being asked from which empty cells are asked for
    read_back  everything was read back and is not repeated after each change
    again    filled keys that are to be gone through once more, not asked yet
    remarks  field key → what a reviewer wrote about it, said again where the field is asked again
    """

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    skipped: list[str] = dataclasses.field(default_factory=list)
    passed: list[str] = dataclasses.field(default_factory=list)
    put_by: list[str] = dataclasses.field(default_factory=list)
    ignored: int = 0
    asking: list[str] = dataclasses.field(default_factory=list)
    phase: Phase = "filling"
    before: Phase = "filling"
    undo: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    pending: list[Doubt] = dataclasses.field(default_factory=list)
    waited: int = 0
    later: list[Doubt] = dataclasses.field(default_factory=list)
    warned: list[str] = dataclasses.field(default_factory=list)
    blanks_ok: bool = False
    closed: list[str] = dataclasses.field(default_factory=list)
    row: int = 0
    read_back: bool = False
    again: list[str] = dataclasses.field(default_factory=list)
    remarks: dict[str, str] = dataclasses.field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON-serialisable form."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "State":
        """The state again. Keys of another version are left out, missing ones get their default."""
        known = {item.name for item in dataclasses.fields(cls)}
        kept = {key: value for key, value in data.items() if key in known}
        doubts = {key: [_doubt(item) for item in data.get(key, [])] for key in ("pending", "later")}
        return cls(**{**kept, **doubts})

    def changed(self, **changes: Any) -> "State":
        """A copy with these attributes replaced."""
        return replace(self, **changes)


def _doubt(item: dict[str, Any]) -> Doubt:
    return Doubt(
        key=item["key"],
        raw=item["raw"],
        question_zh=item["question_zh"],
        options=[Option(**option) for option in item["options"]],
    )


@dataclass(frozen=True)
class Turn:
    """One reply of the form.

    field/label name the first field being asked; filled/total is the progress; accepted maps the
    keys set in this turn to their values; problems are refusals and contradictions (Chinese
    sentences, also part of `say`); ended: the conversation leaves the form (done, cancelled,
    paused, check complete); listed: all that is filled in is read back, as asked for.
    """

    state: State
    say: str
    buttons: list[Button]
    field: str | None
    filled: int
    total: int
    accepted: dict[str, Any] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)
    ended: bool = False
    label: str | None = None
    listed: bool = False
