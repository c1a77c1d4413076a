"""The package for submission from what a city has recommended, as it was submitted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from eligibility import RuleSet
from forms.drafts import DONE, Draft, Photo
from recommendation import Package, Program, Request, build_package
from review.errors import ReviewError
from review.model import Snapshot, Submission
from review.store import SubmissionStore
from review.wording import say

Frozen = tuple[Submission, Snapshot]


class _Snapshots:
    """Frozen submissions in the place of drafts."""

    def __init__(self, recommended: Sequence[Frozen], store: SubmissionStore) -> None:
        self._store = store
        self._frozen = {one.draft_id: (one, frozen) for one, frozen in recommended}

    def get(self, draft_id: str) -> Draft | None:
        """The application as submitted."""
        found = self._frozen.get(draft_id)
        return _draft(*found) if found else None

    def photos(self, draft_id: str) -> Sequence[Photo]:
        """The photographs as submitted."""
        one, frozen = self._frozen[draft_id]
        return self._store.photos(one.id, frozen.round)

    def by_resume_code(self, typed: str) -> Draft | None:
        """None: what was submitted has no code."""
        return None


def pack_recommended(
    recommended: Sequence[Frozen],
    city: str,
    contact: str,
    phone: str,
    program: Program,
    rules: Mapping[str, RuleSet],
    as_of: date,
    store: SubmissionStore,
) -> Package:
    """附件4, 附件5, 推荐函 and the rest. Raises ReviewError, RecommendationError."""
    if not recommended:
        raise ReviewError("nobody", city=city)
    codes = [one.draft_id for one, _ in recommended]
    request = Request(codes=codes, city=city, contact=contact, phone=phone)
    return build_package(request, program, rules, _Snapshots(recommended, store), as_of)


def _draft(one: Submission, frozen: Snapshot) -> Draft:
    submitted: datetime = frozen.submitted_at
    return Draft(
        id=one.draft_id,
        form_id=one.form_id,
        form_version=frozen.form_version,
        owner="",
        revision=frozen.round,
        status=DONE,
        resume_code=say("package_code", number=one.number),
        created_at=submitted,
        updated_at=submitted,
        expires_at=submitted,
        state={"values": dict(frozen.values)},
    )
