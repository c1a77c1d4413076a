"""What the policy layer hands out, and the notice's own description and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Subject = Literal["county", "institution"]
Status = Literal["现行", "已过执行期", "已废止", "已被替代"]
Outcome = Literal["answered", "declined", "clarify", "error"]
"""`error`: something is broken on our side; it says nothing of what the notices hold."""
Text = Annotated[str, Field(min_length=1)]
Ident = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern} 不是正则表达式") from error
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_readable)]
"""A regular expression."""


class Strict(BaseModel):
    """Base of everything read from data: unknown keys are refused, nothing is changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(Strict):
    """A verbatim quote. `notice` is the 文号 (or the title where there is none), `clause` the
    display path such as `三、（三）` or `附件1 三、（二）5`."""

    notice: str
    clause: str
    quote: str


class Button(Strict):
    """A quick reply: what it shows and the text it sends."""

    title: Text
    payload: Text


class Answer(BaseModel):
    """One reply. `card` is JSON-able extra for a screen, e.g. {"type": "timeline", ...};
    `understood` the question a follow-up was read as, where it left something out; `unanswered`, of
    several questions that were asked at once, those which no notice answers; `fails`: one of
    the numbers that were stated does not meet its threshold."""

    model_config = ConfigDict(extra="forbid")

    text: str
    citations: list[Citation] = Field(default_factory=list)
    outcome: Outcome
    buttons: list[Button] = Field(default_factory=list)
    topic: str | None = None
    subject: Subject | None = None
    card: dict[str, Any] | None = None
    understood: str | None = None
    unanswered: list[str] = Field(default_factory=list)
    fails: bool = False


class Hit(Strict):
    """A clause near a question: its path, the sentence in it that is nearest, and how near.

    `score` is the cosine of question and sentence (0 to 1); `overlap` the share of the
    question's informative words that stand in the clause (0 to 1).
    """

    notice: str
    clause: str
    quote: str
    score: float
    overlap: float = 0.0


class Clause(Strict):
    """A clause: `text` is verbatim, number and heading included; children are its sub-clauses."""

    id: Text
    path: Text
    number: str = ""
    heading: str = ""
    text: Text
    children: list[Clause] = Field(default_factory=list)

    def walk(self) -> Iterator[Clause]:
        """This clause and everything below it, in the order of the source."""
        yield self
        for child in self.children:
            yield from child.walk()


class Period(Strict):
    """The time a notice works for: first and last day."""

    start: date
    end: date | None

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end is not None and self.end < self.start:
            raise ValueError("结束日期早于开始日期")
        return self


class NoticeMeta(Strict):
    """notice.yml. `number` is the 文号 or null where the source prints none."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    number: str | None
    title: Text
    short_names: list[Text] = Field(min_length=1)
    cues: list[Text] = Field(default_factory=list)
    """Words that hint at this notice without naming it: its place, its year, who issued it."""
    cue_patterns: list[Pattern] = Field(default_factory=list)
    """Regular expressions of the same: 2021年…省里."""
    issuer: Text
    issued_on: date | None
    """The day of the notice; null where the source prints none."""
    spoken: Text | None = None
    """How it is named in a sentence, with place and year; the first short name where not given."""
    status: Status
    replaced_by: Text | None = None
    """文号 or title of what took its place; given with 已被替代, may be with 已废止."""
    replaces: list[Text] = Field(default_factory=list)
    """文号 or titles of notices that end with this one."""
    period: Period
    complete: bool = True
    """Whether the clauses together are the whole source (checked); false for a damaged source."""

    @property
    def cited_as(self) -> str:
        """How citations name this notice."""
        return self.number or self.title

    @property
    def name(self) -> str:
        """How a sentence names this notice."""
        return self.spoken or self.short_names[0]

    @model_validator(mode="after")
    def _replaced_by_something(self) -> NoticeMeta:
        if self.status == "已被替代" and self.replaced_by is None:
            raise ValueError("已被替代的，要在 replaced_by 写明被哪份文件替代")
        if self.status in ("现行", "已过执行期") and self.replaced_by is not None:
            raise ValueError("写了 replaced_by，status 就应当是 已被替代 或 已废止")
        return self

    def in_force(self, today: date) -> bool:
        """Whether it is still to be followed on a day."""
        end = self.period.end
        return self.status == "现行" and (end is None or today <= end)

    def validity(self, today: date) -> Status:
        """Its validity on a day."""
        return "已过执行期" if self.status == "现行" and not self.in_force(today) else self.status
