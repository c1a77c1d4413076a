"""form.yml as written: the groups of fields, and what is said of the form as a whole."""

from typing import Literal

from pydantic import Field as Key

from forms.checks import Check
from forms.fields import Context, Group, SharedName
from forms.strict import Model

Applicant = Literal["county", "institution"]


class Photos(Model):
    """Photographs may go with the form, printed after it: heading, remark, how many at most."""

    title: str
    note: str = ""
    most: int = Key(default=6, ge=1, le=12)


class CheckButton(Model):
    """A button: what it shows and what it sends."""

    title: str
    payload: str


class Checking(Model):
    """How a self-check by this form's rules is asked for by name, and how it is spoken of.

    `names`: what it is called in 按29号文自查一下. `opening` may hold {count}, `head` {verdict},
    `ready` {url} and {until}. `years`: what tells it from others where a self-check is wished for
    (做一次2021年的自查). `day`: the date field whose day is checked, where the rules are of a
    time that is over; `day_wanted` is said while there is no such day.
    """

    names: tuple[str, ...]
    years: tuple[str, ...] = ()
    title: str
    opening: str
    stopped: str
    head: str
    button: CheckButton
    again: CheckButton
    ready: str
    day: str | None = None
    day_wanted: str = ""


STANDING = "standing"
"""Under which a form's citations hold that of its `standing`."""


class Standing(Model):
    """What the notice says of who gets the form, in words, with its clause and sentence.

    `review`: the way of review/workflow.yml by which it is handed in; without one it stays with
    whoever fills it in.
    """

    clause: str
    quote: str
    text: str
    review: str | None = None


class FormData(Model):
    """form.yml as written.

    `noun`: what it is called in short. `ready_note` is said with the finished document.
    `applicant`: who fills it in; `rule_set`: the eligibility rules its facts feed; `standing`: who
    gets it, for what is no application. `own_words`
    speak of the applicant itself here (我县, 规划), elsewhere of another place or of a plan.
    """

    id: str
    version: str
    title: str
    notice: str
    attachment: str
    names: tuple[str, ...]
    layout_note: str
    noun: str = "申请表"
    ready_note: str | None = None
    applicant: Applicant | None = None
    standing: Standing | None = None
    rule_set: str | None = None
    checking: Checking | None = None
    own_words: tuple[str, ...] = ()
    photos: Photos | None = None
    groups: tuple[Group, ...]
    shared_names: tuple[SharedName, ...] = ()
    contexts: tuple[Context, ...] = ()
    checks: tuple[Check, ...] = ()
