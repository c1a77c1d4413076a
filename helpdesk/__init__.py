"""The help desk: conversations handed to a person, and questions that a person answers once."""

from helpdesk.answers import AnswerBook, BadAnswer
from helpdesk.canned import Canned, Replies, load_canned
from helpdesk.cases import Case, CaseStore
from helpdesk.desk import Desk, NotYours
from helpdesk.feedback import FeedbackStore
from helpdesk.live import LiveAnswers
from helpdesk.office import HelpDesk, build_helpdesk
from helpdesk.removals import NotRemoved
from helpdesk.settings import DeskError, DeskSettings, load_settings

__all__ = [
    "AnswerBook",
    "BadAnswer",
    "Canned",
    "Case",
    "CaseStore",
    "Desk",
    "DeskError",
    "DeskSettings",
    "FeedbackStore",
    "HelpDesk",
    "LiveAnswers",
    "NotRemoved",
    "NotYours",
    "Replies",
    "build_helpdesk",
    "load_canned",
    "load_settings",
]
