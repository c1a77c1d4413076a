"""What templates see: which of it changes with the day and the subject."""

from datetime import date

from policy.context import CHANGING, answer_context
from policy.models import Subject
from tests import known

ASKED: tuple[tuple[date, Subject | None, str | None], ...] = (
    (date(2025, 10, 20), None, None),
    (date(2025, 10, 20), "county", "1月1日"),
    (date(2031, 1, 1), None, None),
)


def test_only_the_names_said_to_change_do() -> None:
    library = known.library()
    wording = library.wording
    contact = library.notices[wording.contact.notice].facts[wording.contact.fact]
    for source in library.sources():
        first, *others = (
            answer_context(source, wording, contact, today=today, subject=subject, other_day=day)
            for today, subject, day in ASKED
        )
        changed = {name for other in others for name in other if other[name] != first[name]}
        unnamed = {name for name in changed if not any(known in name for known in CHANGING)}
        assert unnamed == set(), source.meta.id
