"""What applicants have not been told yet of the review, and that each piece is told once."""

from collections.abc import Callable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, sessionmaker

from review import rows
from review.model import News
from storage import models, writing

_UNTOLD = models.Submission.told < models.Submission.version


class NewsStore:
    """Reads what is new and remembers that it was told."""

    def __init__(self, factory: sessionmaker[Session]) -> None:
        self._factory = factory

    def owners(self, prefix: str) -> list[str]:
        """The senders beginning with `prefix` for whom there is something new."""
        begins = models.Submission.owner.startswith(prefix, autoescape=True)
        with self._factory() as session:
            return list(
                session.scalars(select(models.Submission.owner).where(begins, _UNTOLD).distinct())
            )

    def untold(self, owner: str) -> list[News]:
        """What happened to this sender's submissions since they were last told."""
        with self._factory() as session:
            return [_news(session, row) for row in session.scalars(_mine(owner))]

    def tell(self, news: News, how: Callable[[Session], object]) -> bool:
        """Do `how` and remember that the news is told, in one transaction: both, or neither.

        False, and nothing done, when it was told meanwhile, or something newer happened.
        """
        with writing(self._factory) as session:
            row = session.scalar(
                _mine(news.submission.owner)
                .where(models.Submission.id == news.submission.id)
                .with_for_update()
            )
            if row is None or row.version != news.submission.version:
                return False
            how(session)
            row.told = row.version
            return True

    def take(self, owner: str) -> Sequence[News]:
        """What is new, for whoever says it now; to nobody else is it given again."""
        with self._factory() as session:
            if session.scalar(_mine(owner).limit(1)) is None:
                return []
        with writing(self._factory) as session:
            found = []
            for row in session.scalars(_mine(owner).with_for_update()).all():
                found.append(_news(session, row))
                row.told = row.version
            return found


def _mine(owner: str) -> Select[models.Submission]:
    return (
        select(models.Submission)
        .where(models.Submission.owner == owner, _UNTOLD)
        .order_by(models.Submission.id)
    )


def _news(session: Session, row: models.Submission) -> News:
    return News(rows.submission(row), rows.event(rows.last_event(session, row)))
