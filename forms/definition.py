"""What a form is: fields, conversation groups, shared names and cross-field checks, all of it data.

A `Form` comes from `forms/<form_id>/form.yml` through `forms.loader`; nothing here reads a file.
What form.yml may hold is in `forms.fields`, `forms.checks` and `forms.form_data`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from forms.checks import AtMost, AtMostSum, Check, EmptyWhen, Share, SumAtMost
from forms.fields import (
    Choice,
    Condition,
    Content,
    Context,
    Field,
    FieldType,
    Group,
    Saying,
    SharedName,
    Table,
)
from forms.form_data import STANDING, Applicant, CheckButton, Checking, FormData, Photos, Standing
from forms.strict import Model

__all__ = [
    "STANDING",
    "Applicant",
    "AtMost",
    "AtMostSum",
    "Check",
    "CheckButton",
    "Checking",
    "Choice",
    "CitationLike",
    "ClauseSource",
    "Condition",
    "Content",
    "Context",
    "EmptyWhen",
    "Field",
    "FieldType",
    "Form",
    "FormData",
    "Group",
    "Model",
    "Photos",
    "Saying",
    "Share",
    "SharedName",
    "Standing",
    "SumAtMost",
    "Table",
]


class CitationLike(Protocol):
    """The part of a policy citation this package shows."""

    notice: str
    clause: str
    quote: str


class ClauseSource(Protocol):
    """Whoever can look a clause up; `policy.PolicyBase` does."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Any:
        """A citation, or an exception when the clause or the quote is not in the notice."""
        ...


class Form:
    """A validated form. `version` is the declared version and a hash of the file's content.

    `folder` is where it and its templates lie, where it was read from a file; `earlier` finds a
    version of before (`forms.versions`).
    """

    def __init__(
        self,
        data: FormData,
        *,
        content_hash: str,
        citations: Mapping[str, CitationLike],
        folder: Path | None = None,
    ) -> None:
        self.data = data
        self.folder = folder
        self.earlier: Callable[[str], Form | None] = lambda version: None
        self.id = data.id
        self.version = f"{data.version}+{content_hash}"
        self.title = data.title
        self.notice_id = data.notice
        self.attachment = data.attachment
        self.names = data.names
        self.layout_note = data.layout_note
        self.noun = data.noun
        self.ready_note = data.ready_note
        self.applicant = data.applicant
        self.standing = data.standing
        self.rule_set = data.rule_set
        self.checking = data.checking
        self.own_words = data.own_words
        self.groups = data.groups
        self.shared_names = data.shared_names
        self.contexts = data.contexts
        self.checks = data.checks
        self.citations: Mapping[str, CitationLike] = citations

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by key, in the order of the form."""
        return {field.key: field for group in self.groups for field in group.fields}

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """The group each field key belongs to."""
        return {field.key: group for group in self.groups for field in group.fields}

    @cached_property
    def rows(self) -> Mapping[str, "Form"]:
        """Of each table: its columns as a form of their own, by which one row is read."""
        tables = ((key, field.table) for key, field in self.fields.items())
        return {key: self._row(key, table) for key, table in tables if table is not None}

    def _row(self, key: str, table: Table) -> "Form":
        group = Group(id=key, title=self.fields[key].label, lead="", fields=table.columns)
        changes = {
            "groups": (group,),
            "shared_names": table.shared_names,
            "contexts": (),
            "checks": table.checks,
        }
        data = self.data.model_copy(update=changes)
        before = f"{key}."
        cited = {
            name.removeprefix(before): citation
            for name, citation in self.citations.items()
            if name.startswith(before)
        }
        return Form(data, content_hash=self.version, citations=cited)

    def at(self, version: str) -> "Form":
        """The form as it was in a version; as it is now where that one was not kept."""
        return self if version == self.version else self.earlier(version) or self

    def applies(self, field: Field, values: Mapping[str, Any]) -> bool:
        """Does the field make sense with these values? (an unknown condition: yes)"""
        if field.ask_if is None:
            return True
        condition = field.ask_if
        known = [values.get(key) for key in (condition.field, *condition.or_fields)]
        if condition.equals in known:
            return True
        return None in known and not condition.wait

    def hangs(self, field: Field, values: Mapping[str, Any]) -> bool:
        """Whether it is not known yet if the field makes sense: what it waits for is open."""
        if field.ask_if is None or self.applies(field, values):
            return False
        waited = (field.ask_if.field, *field.ask_if.or_fields)
        return any(
            values.get(key) is None
            and (self.applies(self.fields[key], values) or self.hangs(self.fields[key], values))
            for key in waited
        )

    def askable(self, values: Mapping[str, Any]) -> Iterator[Field]:
        """The fields that count for progress with these values, in order."""
        for field in self.fields.values():
            if field.key in values or (field.asked and self.applies(field, values)):
                yield field
