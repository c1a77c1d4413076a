"""Finished applications as rows: a draft fills what a list does not say, and contradicts aloud."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from forms import field_types
from forms.cleaning import compact
from forms.drafts import CANCELLED, Draft, DraftExpired, Photo
from recommendation.errors import RecommendationError
from recommendation.model import Applicant, Finding
from recommendation.program import Program, Table
from recommendation.wording import say


class Drafts(Protocol):
    """Where applications are kept; `forms.drafts.DraftStore` is one."""

    def get(self, draft_id: str) -> Draft | None:
        """The draft of an id. Raises DraftExpired."""
        ...

    def photos(self, draft_id: str) -> Sequence[Photo]:
        """The photographs that go with the application."""
        ...

    def by_resume_code(self, typed: str) -> Draft | None:
        """The draft of a resume code. Raises DraftExpired."""
        ...


def find_application(code: str, drafts: Drafts | None, program: Program) -> tuple[Table, Draft]:
    """The application of a resume code or draft id, and its table.

    Raises RecommendationError when there is none that can be used.
    """
    shown = " ".join(code.split())[:40]
    if drafts is None:
        raise RecommendationError("unusable", "no_drafts", code=shown)
    try:
        draft = drafts.by_resume_code(code) or drafts.get(code.strip())
    except DraftExpired as error:
        raise RecommendationError("unusable", "code_expired", code=shown) from error
    if draft is None:
        raise RecommendationError("unusable", "code_unknown", code=shown)
    if draft.status == CANCELLED:
        raise RecommendationError("unusable", "code_cancelled", code=shown)
    for table in program.tables:
        if table.form is not None and table.form.id == draft.form_id:
            return table, draft
    raise RecommendationError("unusable", "code_other_form", code=shown)


def row_of(table: Table, draft: Draft) -> Applicant:
    """An application as a row of its table."""
    place = say("place_application", code=draft.resume_code)
    return Applicant(table, place, _values(table, draft), draft)


def joined(row: Applicant, draft: Draft) -> Applicant:
    """A row of a list with its application: the list's words stand, differences are told."""
    known = _values(row.table, draft)
    differing = [
        Finding(
            "ask",
            row.place,
            say("differs", label=row.table.fields[key].label, listed=value, applied=known[key]),
        )
        for key, value in row.values.items()
        if key in known and compact(value) != compact(known[key])
    ]
    return replace(row, values={**known, **row.values}, application=draft).told(*differing)


def _values(table: Table, draft: Draft) -> Mapping[str, str]:
    return {
        key: field_types.show(field, value)
        for key, field in table.fields.items()
        if (value := draft.values.get(key)) is not None and field_types.holds(field, value)
    }
