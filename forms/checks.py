"""What may not contradict: between the fields of a form, or the columns of a row."""

from typing import Annotated, Literal

from pydantic import Field as Key

from forms.strict import Model


class AtMost(Model):
    """`left` may not exceed `right`."""

    id: str
    kind: Literal["at_most"]
    left: str
    right: str
    message: str


class AtMostSum(Model):
    """`left` may not exceed the sum of `right`.

    `overlap`: what those in several of `right` are called; with their number and the counts of
    `right`, `left` is reckoned, and `reckoned` says how.
    """

    id: str
    kind: Literal["at_most_sum"]
    left: str
    right: tuple[str, ...]
    message: str
    overlap: tuple[str, ...] = ()
    reckoned: str = ""


class SumAtMost(Model):
    """The sum of `left` may not exceed `right` while `ask`, which says it exactly, is unknown.

    People in both groups of `left` were counted twice: `ask` is then asked at once.
    """

    id: str
    kind: Literal["sum_at_most"]
    left: tuple[str, ...]
    right: str
    ask: str
    message: str


class Share(Model):
    """`part / whole` must agree with `share` within `tolerance` percentage points."""

    id: str
    kind: Literal["share"]
    part: str
    whole: str
    share: str
    tolerance: float
    message: str


class EmptyWhen(Model):
    """The fields in `empty` make no sense while `field` has this value."""

    id: str
    kind: Literal["empty_when"]
    field: str
    equals: bool | str
    empty: tuple[str, ...]
    message: str


Check = Annotated[AtMost | AtMostSum | SumAtMost | Share | EmptyWhen, Key(discriminator="kind")]
