"""What is told once is not asked again: values of the same person's earlier forms."""

from collections.abc import Mapping, Sequence

from forms import Field, Form, field_types
from forms.drafts import Draft
from prefill.model import Offer, Reading, offer_of
from prefill.wording import say
from prefill.words import words


def read_earlier(
    form: Form, draft: Draft | None, mine: Sequence[Draft], forms: Mapping[str, Form]
) -> Reading | None:
    """What earlier drafts say of fields that are still empty; None when they say nothing.

    Of the same form, or of another one of the same kind of applicant that has the same field.
    """
    filled = draft.values if draft else {}
    found: dict[str, Offer] = {}
    source = ""
    for earlier in mine:
        other = forms.get(earlier.form_id)
        if other is None or (draft and earlier.id == draft.id) or not _related(form, other):
            continue
        for key, field in form.fields.items():
            if key in filled or key in found or not _shared(field, other, earlier):
                continue
            offer = offer_of(field, earlier.values[key])
            if field.type not in words().lasting:
                offer = offer.doubted(say("changes_often"))
            found[key] = offer
        if found and not source:
            day = f"{earlier.updated_at:%Y-%m-%d}"
            source = say("source_earlier", day=day, title=other.title)
    if not found:
        return None
    return Reading(source, form, [found[key] for key in form.fields if key in found])


def _related(form: Form, other: Form) -> bool:
    same = form.applicant is not None and form.applicant == other.applicant
    return form.id == other.id or same


def _shared(field: Field, other: Form, earlier: Draft) -> bool:
    there = other.fields.get(field.key)
    value = earlier.values.get(field.key)
    if there is None or value is None or there.type != field.type:
        return False
    return field_types.holds(field, value)
