"""The tables. Columns marked PII hold personal data and are erased by ``storage.delete_person``.

``Draft.state`` and the change log are JSON: what a field means belongs to the form definition the
row is pinned to (``form_version``), never to the schema.
"""

from storage.models.base import OWNER_LENGTH, Base
from storage.models.conversations import Conversation, Turn, Unanswered
from storage.models.drafts import (
    Document,
    Draft,
    DraftChange,
    DraftMember,
    DraftPhoto,
    PrefillOffer,
)
from storage.models.helpdesk import (
    Feedback,
    HelpAnswer,
    HelpAnswerChange,
    HelpCase,
    HelpOpening,
    HelpRemoval,
)
from storage.models.review import (
    Submission,
    SubmissionEvent,
    SubmissionPhoto,
    SubmissionSnapshot,
)
from storage.models.staff import (
    StaffLink,
    StaffSession,
    StaffUser,
    StaffWeChat,
    StaffWeChatCode,
)
from storage.models.trust import AuditEntry, Consent
from storage.models.wechat import WeChatLink, WeChatMessage, WeChatNonce, WeChatPerson

__all__ = [
    "OWNER_LENGTH",
    "AuditEntry",
    "Base",
    "Consent",
    "Conversation",
    "Document",
    "Draft",
    "DraftChange",
    "DraftMember",
    "DraftPhoto",
    "Feedback",
    "HelpAnswer",
    "HelpAnswerChange",
    "HelpCase",
    "HelpOpening",
    "HelpRemoval",
    "PrefillOffer",
    "StaffLink",
    "StaffSession",
    "StaffUser",
    "StaffWeChat",
    "StaffWeChatCode",
    "Submission",
    "SubmissionEvent",
    "SubmissionPhoto",
    "SubmissionSnapshot",
    "Turn",
    "Unanswered",
    "WeChatLink",
    "WeChatMessage",
    "WeChatNonce",
    "WeChatPerson",
]
