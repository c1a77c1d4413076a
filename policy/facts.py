"""The kinds of fact a notice can hold.

Every fact stands on one clause and one verbatim quote. `grounded` lists the values that must be
readable in that quote, so that a phone number cannot be changed while its quote stays behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from policy.frequency import frequencies
from policy.models import Ident, Pattern, Strict, Subject, Text
from policy.text import fold

Grounded = Iterator[tuple[str, tuple[str, ...]]]
"""Pairs of field name and spellings, one of which must be in the quote."""


def day_words(day: date) -> tuple[str, ...]:
    """How official text writes a day."""
    return (f"{day.year}年{day.month}月{day.day}日",)


def month_words(day: date) -> tuple[str, ...]:
    """How official text writes a month."""
    return (f"{day.year}年{day.month}月",)


class FactBase(Strict):
    """What every fact has: an id, a Chinese label, its clause id and the quote it stands on."""

    id: Ident
    label: Text
    clause: Text
    quote: Text
    values: dict[Ident, int | date | str] = Field(default_factory=dict)
    """Further numbers, words and dates drawn from the quote."""

    def grounded(self) -> Grounded:
        """The values that must be readable in the quote."""
        for name, value in self.values.items():
            yield f"values.{name}", day_words(value) if isinstance(value, date) else (str(value),)

    def cited(self) -> tuple[str, str]:
        """Clause id and quote."""
        return self.clause, self.quote


class Stage(FactBase):
    """A stage of the timeline, from its first to its last day. `order` counts from 1."""

    kind: Literal["stage"]
    order: int = Field(ge=1)
    name: Text
    start: date
    end: date
    aliases: list[Text] = Field(default_factory=list)
    like: Pattern | None = None
    """How else it is asked for: 结果什么时候出."""
    tasks: list[Text] = Field(min_length=1)
    """What happens in it, in plain words, one sentence part each."""

    @model_validator(mode="after")
    def _in_order(self) -> Stage:
        if self.end < self.start:
            raise ValueError("结束日期早于开始日期")
        return self

    def grounded(self) -> Grounded:
        yield from super().grounded()
        yield "name", (self.name,)
        yield "start", month_words(self.start)
        yield "end", month_words(self.end)


class Deadline(FactBase):
    """Who must send what to whom by which day (`until`), and how."""

    kind: Literal["deadline"]
    who: Text
    what: list[Text] = Field(min_length=1)
    to: Text
    until: date
    copies: list[Text] = Field(default_factory=list)
    platform: str = ""
    mailbox: str = ""

    def grounded(self) -> Grounded:
        yield from super().grounded()
        yield "who", (self.who,)
        yield "to", (self.to,)
        yield "until", day_words(self.until)
        for item in [*self.what, *self.copies, self.platform, self.mailbox]:
            yield "what", (item,)


class Contact(FactBase):
    """Whom to ask."""

    kind: Literal["contact"]
    person: Text
    unit: Text
    phone: Annotated[str, Field(pattern=r"^[0-9-]+$")]
    address: str = ""
    postcode: str = ""

    def grounded(self) -> Grounded:
        yield from super().grounded()
        for name in ("person", "unit", "phone", "address", "postcode"):
            yield name, (str(getattr(self, name)),)


class Share(Strict):
    """A number of places for one kind of subject."""

    subject: Subject
    count: int = Field(ge=0)
    words: Text
    """How the notice writes this number, e.g. `3个全国医养结合示范县`."""


class Quota(FactBase):
    """How many are recommended or named. `relation`: all of the shares (`and`) or one (`or`)."""

    kind: Literal["quota"]
    scope: Text
    relation: Literal["and", "or"]
    shares: list[Share] = Field(min_length=1)

    def count(self, subject: Subject) -> int:
        """The number for a subject."""
        return next(share.count for share in self.shares if share.subject == subject)

    def grounded(self) -> Grounded:
        yield from super().grounded()
        for share in self.shares:
            yield "shares", (share.words,)
            if not re.search(rf"(?<!\d){share.count}(?!\d)", share.words):
                yield "shares", (f"{share.count}（words 里没有这个数）",)


class Threshold(FactBase):
    """A number to be reached (`at_least`), passed (`over`) or kept within (`at_most`).

    `words` as the notice writes it; `per_year` is how often something is done (每月1次 is 12).
    """

    kind: Literal["threshold"]
    value: Decimal
    unit: Literal["percent", "year", "per_year"]
    comparison: Literal["at_least", "over", "at_most"]
    words: Text
    of: Text
    """What is measured, in the notice's words."""
    base: str = ""
    """What it is a share of, in the notice's words."""
    subject: Subject | None = None

    @property
    def shown(self) -> str:
        """`65%` or `5年`; a frequency as the notice writes it."""
        if self.unit == "per_year":
            return self.words
        return f"{self.value.normalize():f}{'%' if self.unit == 'percent' else '年'}"

    def holds(self, number: Decimal) -> bool:
        """Whether a number meets the threshold, its edge included or not as the notice says."""
        if self.comparison == "at_most":
            return number <= self.value
        return number >= self.value if self.comparison == "at_least" else number > self.value

    @model_validator(mode="after")
    def _edge_is_in_words(self) -> Threshold:
        marks = {
            "at_least": ("及以上", "不低于", "不少于", "以上", "满", "至少"),
            "over": ("超过", "高于"),
            "at_most": ("以内", "不超过", "不高于"),
        }
        if not any(mark in self.words for mark in marks[self.comparison]):
            raise ValueError("comparison 与 words 里的说法（及以上、超过）对不上")
        return self

    def grounded(self) -> Grounded:
        yield from super().grounded()
        yield "words", (self.words,)
        yield "of", (self.of,)
        yield "base", (self.base,)
        if self.unit == "per_year":
            if [found.exact for found in frequencies(self.words)] != [self.value]:
                yield "value", (f"每年{self.value}次（words 里读不出这个频次）",)
        elif fold(self.shown) not in fold(self.words):
            yield "value", (f"{self.shown}（words 里没有这个数）",)


class Day(FactBase):
    """A single date."""

    kind: Literal["day"]
    day: date

    def grounded(self) -> Grounded:
        yield from super().grounded()
        yield "day", day_words(self.day)


class Item(Strict):
    """One item of a list: a short plain name and the words of the notice."""

    name: Text
    words: Text


class Items(FactBase):
    """A list, each item with the notice's own words."""

    kind: Literal["items"]
    items: list[Item] = Field(min_length=1)
    subject: Subject | None = None

    def grounded(self) -> Grounded:
        yield from super().grounded()
        for item in self.items:
            yield "items", (item.words,)

    @property
    def names(self) -> list[str]:
        """The short names."""
        return [item.name for item in self.items]


class Statement(FactBase):
    """A sentence of the notice that answers something; its numbers are in `values`."""

    kind: Literal["statement"]


class Step(FactBase):
    """A step of a workflow: who does what, to where it goes."""

    kind: Literal["step"]
    workflow: Ident
    order: int = Field(ge=1)
    name: Text
    actor: Text
    to: str = ""

    def grounded(self) -> Grounded:
        yield from super().grounded()
        for name in ("name", "actor", "to"):
            yield name, (str(getattr(self, name)),)


class Document(Strict):
    """A document that the notice names; `in_text` says whether its text is in our source."""

    number: int = Field(ge=1)
    title: Text
    in_text: bool


class Documents(FactBase):
    """The attachments or the documents named."""

    kind: Literal["documents"]
    documents: list[Document] = Field(min_length=1)

    def grounded(self) -> Grounded:
        yield from super().grounded()
        for document in self.documents:
            yield "documents", (f"{document.number}.{document.title}",)


class Table(FactBase):
    """The columns of a table."""

    kind: Literal["table"]
    title: Text
    columns: list[Text] = Field(min_length=1)
    subject: Subject | None = None

    def grounded(self) -> Grounded:
        yield from super().grounded()
        for column in self.columns:
            yield "columns", (column,)


Fact = Annotated[
    Stage
    | Deadline
    | Contact
    | Quota
    | Threshold
    | Day
    | Items
    | Statement
    | Step
    | Documents
    | Table,
    Field(discriminator="kind"),
]
