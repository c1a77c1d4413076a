"""The dashboard: what is asked, what is answered, where the applications stand."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from accounts import Person
from api.console.pages import page
from api.context import Context, Ctx
from api.staff import CONSOLE, Me
from review import load_workflow
from storage import utc_now
from storage.unanswered import list_unanswered
from storage.usage import recent_answers

DAYS = 30
MOST = 20_000
TOP = 10
ANSWERED = "answered"
_HERE = ZoneInfo("Asia/Shanghai")
DECLINED, HANDOFF = "declined", "handoff"
OUTCOMES = (ANSWERED, DECLINED, HANDOFF)
QUESTIONS = {ANSWERED, DECLINED, "clarify"}
SEES_QUESTIONS = ("helpdesk", "province", "administrator")
router = APIRouter(include_in_schema=False)


@dataclass
class Figures:
    """Counts of the last days (UTC+8) and of the applications of a region."""

    days: list[date]
    outcomes: dict[str, Counter[date]]
    asked: Counter[date] = field(default_factory=Counter)
    """Messages that were questions, whatever was answered."""
    topics: list[tuple[str, int]] = field(default_factory=list)
    questions: list[tuple[str, int]] = field(default_factory=list)
    """Wordings that ask the same, put together; for those who see questions."""
    states: list[tuple[str, int]] = field(default_factory=list)
    verdicts: list[tuple[str, int]] = field(default_factory=list)
    cut: bool = False

    def series(self, outcome: str) -> list[int]:
        """One count a day."""
        return [self.outcomes[outcome][day] for day in self.days]


@router.get(f"{CONSOLE}/dashboard")
async def dashboard(request: Request, ctx: Ctx, me: Me) -> Response:
    """Charts, with the same figures as tables."""
    figures = await asyncio.to_thread(_figures, ctx, me)
    return page(request, "dashboard.html", figures=figures, days=DAYS, most=MOST)


@router.get(f"{CONSOLE}/unanswered")
async def unanswered(request: Request, ctx: Ctx) -> Response:
    """The questions that no notice answers, those asked most often first."""
    found = await asyncio.to_thread(list_unanswered, ctx.services.sessions)
    return page(request, "unanswered.html", found=found)


def _figures(ctx: Context, me: Person) -> Figures:
    now = utc_now()
    today = now.astimezone(_HERE).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    outcomes: dict[str, Counter[date]] = {one: Counter() for one in OUTCOMES}
    topics: Counter[str] = Counter()
    asked: Counter[date] = Counter()
    count = 0
    since = now - timedelta(days=DAYS)
    for at in ctx.help.desk.cases.opened_since(since):
        outcomes[HANDOFF][at.astimezone(_HERE).date()] += 1
    for at, response in recent_answers(ctx.services.sessions, since, MOST):
        count += 1
        day = at.astimezone(_HERE).date()
        customs = [one.get("custom") or {} for one in response]
        asked[day] += any(custom.get("outcome") in QUESTIONS for custom in customs)
        for custom in customs:
            if custom.get("person"):
                continue  # said within a hand-over, which counts once
            outcome = custom.get("outcome")
            left = custom.get("unanswered") or ()
            outcomes[DECLINED][day] += len(left)
            if outcome in outcomes and not (left and outcome == DECLINED):
                outcomes[outcome][day] += 1
            if outcome == ANSWERED and custom.get("topic"):
                topics[str(custom["topic"])] += 1
    found = Figures(days, outcomes, asked=asked, cut=count >= MOST)
    if me.role in SEES_QUESTIONS:
        groups = ctx.help.questions.repeated()[:TOP]
        found.questions = [(group.lead.text, group.count) for group in groups]
    found.topics = [(_title(ctx, topic), n) for topic, n in topics.most_common(TOP)]
    _applications(ctx, me, found)
    return found


def _applications(ctx: Context, me: Person, found: Figures) -> None:
    if ctx.services.review is None:
        return
    store = ctx.services.review.store
    ours = store.seen_by(me)
    states = Counter(one.state for one in ours)
    found.states = [(state.label, states[key]) for key, state in load_workflow().states.items()]
    last = store.last_verdicts([one.id for one in ours])
    verdicts = Counter(str(verdict["overall"]) for verdict in last.values())
    found.verdicts = [(name, verdicts[name]) for name in ("符合", "需佐证", "信息不足", "不符合")]


def _title(ctx: Context, topic: str) -> str:
    entry = ctx.services.policy.topics.get(topic)
    return entry.title if entry else topic
