"""How the service is used: recent answers, without who asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from storage import models

BATCH = 500


def recent_answers(
    factory: sessionmaker[Session], since: datetime, limit: int
) -> Iterator[tuple[datetime, list[dict[str, Any]]]]:
    """When a message came and what was answered, the latest first, `limit` at most."""
    wanted = (
        select(models.Turn.created_at, models.Turn.response)
        .where(models.Turn.created_at >= since, models.Turn.response.is_not(None))
        .order_by(models.Turn.created_at.desc())
        .limit(limit)
        .execution_options(yield_per=BATCH)
    )
    with factory() as session:
        for row in session.execute(wanted):
            yield row.created_at, row.response
