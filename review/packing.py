"""The package for submission from what a city has recommended, as it was submitted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from eligibility import RuleSet
from forms.drafts import DONE, Draft, DraftStore, Photo
from recommendation import Package, Program, Request, build_package
from review.errors import ReviewError
from review.model import Snapshot, Submission
from review.wording import say

Frozen = tuple[Submission, Snapshot]


class _Snapshots:
    """Frozen submissions in the place of drafts."""

    def __init__(self, recommended: Sequence[Frozen], drafts: DraftStore | None) -> None:
        self._kept = drafts
        self._drafts = {one.draft_id: _draft(one, frozen) for one, frozen in recommended}

    def get(self, draft_id: str) -> Draft | None:
        """The application as submitted."""
        return self._drafts.get(draft_id)

    def photos(self, draft_id: str) -> Sequence[Photo]:
        """The photographs that go with it now, as long as the draft is kept."""
        return self._kept.photos(draft_id) if self._kept else ()

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
    drafts: DraftStore | None = None,
) -> Package:
    """附件4, 附件5, 推荐函 and the rest. Raises ReviewError, RecommendationError."""
    if not recommended:
        raise ReviewError("nobody", city=city)
    codes = [one.draft_id for one, _ in recommended]
    request = Request(codes=codes, city=city, contact=contact, phone=phone)
    return build_package(request, program, rules, _Snapshots(recommended, drafts), as_of)


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
