"""The notice's deadline: brought to mind on the first page, and as a file for one's calendar."""

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from icalendar import Alarm, Calendar, Event

from api.announcing.reminders import reminders
from api.console.wording import say
from api.context import Context, Ctx
from api.staff import CONSOLE
from storage import utc_now

router = APIRouter(include_in_schema=False)


def reminder(ctx: Context) -> str:
    """The deadline in a sentence while it is near and not past, else nothing."""
    deadline = ctx.services.program.deadline
    days = (deadline.until - ctx.services.today()).days
    if not 0 <= days <= reminders().shown_from:
        return ""
    day = f"{deadline.until.year}年{deadline.until.month}月{deadline.until.day}日"
    clause = ctx.services.program.cite_fact(deadline.id)
    return say("deadline_near", day=day, days=days, notice=clause.notice, clause=clause.clause)


@router.get(f"{CONSOLE}/deadline.ics")
def calendar(ctx: Ctx) -> Response:
    """The deadline as an all-day event with alarms."""
    program = ctx.services.program
    deadline, clause = program.deadline, program.cite_fact(program.deadline.id)
    event = Event()
    event.add("uid", f"{program.data.notice}-{deadline.id}@yiyang-assistant")
    event.add("summary", say("deadline_event", who=deadline.who, to=deadline.to))
    event.add("description", f"{clause.notice} {clause.clause}：{clause.quote}")
    event.add("dtstamp", utc_now())
    event.add("dtstart", deadline.until)
    event.add("dtend", deadline.until + timedelta(days=1))
    for days in reminders().alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", say("deadline_alarm", days=days))
        alarm.add("trigger", timedelta(days=-days, hours=9))  # nine in the morning of that day
        event.add_component(alarm)
    made = Calendar()
    made.add("prodid", "-//yiyang-assistant//deadlines//ZH")
    made.add("version", "2.0")
    made.add_component(event)
    headers = {"Content-Disposition": "attachment; filename=deadline.ics"}
    return Response(made.to_ical(), media_type="text/calendar", headers=headers)
