"""When a person answers: whether now, and when next."""

from datetime import date, datetime, timedelta

from helpdesk.settings import DAYS, DeskSettings, Span
from policy.clock import SHANGHAI, today

_LOOK_AHEAD = 30


def now() -> datetime:
    """The present moment in Shanghai, on the day that the assistant takes for today."""
    return datetime.combine(today(), datetime.now(SHANGHAI).time(), SHANGHAI)


def spans(settings: DeskSettings, day: date) -> tuple[Span, ...]:
    """The times of a day at which a person answers."""
    if day in settings.workdays:
        return settings.hours.get(DAYS[0], ())
    if any(holiday.first <= day <= holiday.last for holiday in settings.holidays):
        return ()
    return settings.hours.get(DAYS[day.weekday()], ())


def missing_year(settings: DeskSettings, day: date) -> int | None:
    """The year of the next days whose holidays are not entered; None while all are."""
    if not settings.years:
        return None
    coming = (day.year, (day + timedelta(days=_LOOK_AHEAD)).year)
    return next((year for year in coming if year not in settings.years), None)


def is_certain(settings: DeskSettings, at: datetime) -> bool:
    """Whether the holidays of a moment's year are known, as far as anybody enters them."""
    return not settings.years or at.year in settings.years


def is_open(settings: DeskSettings, at: datetime) -> bool:
    """Whether a person answers now."""
    return any(span.start <= at.time() < span.end for span in spans(settings, at.date()))


def next_opening(settings: DeskSettings, at: datetime) -> datetime | None:
    """When a person answers next; None when not within a month."""
    for ahead in range(_LOOK_AHEAD + 1):
        day = at.date() + timedelta(days=ahead)
        for span in spans(settings, day):
            begins = datetime.combine(day, span.start, at.tzinfo)
            if begins > at:
                return begins
    return None
