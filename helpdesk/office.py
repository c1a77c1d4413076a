"""The parts of the help desk, built together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, sessionmaker

from forms import Form
from forms.drafts import DraftStore
from helpdesk import hours
from helpdesk.answers import AnswerBook
from helpdesk.canned import Replies
from helpdesk.cases import CaseStore
from helpdesk.desk import Desk
from helpdesk.export import Export
from helpdesk.feedback import FeedbackStore
from helpdesk.live import LiveAnswers
from helpdesk.questions import QuestionLists
from helpdesk.removals import Removals
from helpdesk.settings import DeskSettings
from helpdesk.summary import Summaries
from helpdesk.talks import Talks
from policy import Answer, PolicyBase
from storage.turns import TurnLog


@dataclass(frozen=True)
class HelpDesk:
    """What the conversation, the actions and the console work with."""

    desk: Desk
    book: AnswerBook
    live: LiveAnswers
    questions: QuestionLists
    feedback: FeedbackStore
    canned: Replies
    export: Export
    talks: Talks


def build_helpdesk(
    settings: DeskSettings,
    canned: Replies,
    sessions: sessionmaker[Session],
    turns: TurnLog,
    drafts: DraftStore,
    forms: Mapping[str, Form],
    knowledge: Callable[[], PolicyBase],
    *,
    staffed: Callable[[], bool],
    mask: Callable[[str], str],
    channel_of: Callable[[str], str] = lambda sender: "web",
    now: Callable[[], datetime] = hours.now,
) -> HelpDesk:
    """`knowledge` gives the notices as they are now; `mask` hides personal data in a text."""

    def contact(today: date) -> Answer:
        return knowledge().answer("contact", question="", subject=None, today=today)

    cases, book, feedback = CaseStore(sessions), AnswerBook(sessions), FeedbackStore(sessions)
    summaries = Summaries(turns, drafts, forms, knowledge, mask)
    live = LiveAnswers(book, settings.match, knowledge)
    questions = QuestionLists(sessions, book, live, settings.cluster, mask, Removals(sessions))
    desk = Desk(
        settings, cases, turns, summaries,
        staffed=staffed, contact=contact, channel_of=channel_of, now=now,
    )  # fmt: skip
    export = Export(cases, questions, book, feedback, mask)
    talks = Talks(sessions, mask, channel_of)
    return HelpDesk(desk, book, live, questions, feedback, canned, export, talks)
