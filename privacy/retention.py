"""How long what is kept: `retention.yml`."""

from dataclasses import dataclass
from datetime import timedelta

from privacy.datafile import data


@dataclass(frozen=True)
class Periods:
    """After the last use: how long a conversation, a submission (after its last step), a question,
    an audit entry is kept."""

    conversations: timedelta
    submissions: timedelta
    unanswered: timedelta
    audit: timedelta


def days() -> dict[str, int]:
    """Every period in days, for wording. Raises ValueError for one that is no whole number."""
    found = data("retention")
    for key, value in found.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"privacy/retention.yml：“{key}”应为大于 0 的整数（天）。")
    return dict(found)


def periods_in_words() -> list[tuple[str, int]]:
    """What is kept, in words, and for how many days."""
    words: dict[str, str] = data("wording")["kept_for"]
    return [(words[key], count) for key, count in days().items()]


def periods() -> Periods:
    """The periods. Raises ValueError for one that is no whole number of days."""
    found = days()
    return Periods(
        conversations=timedelta(days=found["conversations"]),
        submissions=timedelta(days=found["submissions"]),
        unanswered=timedelta(days=found["unanswered"]),
        audit=timedelta(days=found["audit"]),
    )
