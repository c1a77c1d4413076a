"""The tables. Columns marked PII hold personal data and are erased by ``storage.delete_person``.

``Draft.state`` and the change log are JSON: what a field means belongs to the form definition the
row is pinned to (``form_version``), never to the schema.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import SafeText, UtcDateTime

OWNER_LENGTH = 128
"""Longest conversation or person id that is accepted from a channel."""


class Base(DeclarativeBase):
    """Metadata of all tables; the migrations must produce exactly this."""


class Draft(Base):
    """A form being filled in, pinned to the version of the form it was begun with."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(100))
    form_version: Mapped[str] = mapped_column(String(100))
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII: who took it up last
    state: Mapped[dict[str, Any]] = mapped_column(JSON)  # PII: everything typed into the form
    revision: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))  # open, done, cancelled
    resume_code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_drafts_expires_at", "expires_at"),)


class DraftMember(Base):
    """Who may work on a draft: the one who began it and those who entered its resume code."""

    __tablename__ = "draft_members"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    attached_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_draft_members_owner", "owner"),)


class DraftChange(Base):
    """One field of one draft going from one value to another. Append-only (a trigger guards it).

    ``field`` is a field key, or ``@status`` / ``@owner`` for the draft itself. ``None`` in
    ``old`` or ``new`` means: no value.
    """

    __tablename__ = "draft_changes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(String(100))
    old: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    new: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    channel: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("ix_draft_changes_draft_id_revision", "draft_id", "revision"),)


class Conversation(Base):
    """One sender's conversation; ``last_seq`` hands out the numbers of its turns."""

    __tablename__ = "conversations"

    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    last_seq: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Turn(Base):
    """One message and what was answered. Written before the message is worked on.

    ``response`` is ``None`` until the answer is known. A ``message_id`` counts once per sender.
    """

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(
        ForeignKey("conversations.sender", ondelete="CASCADE")
    )  # PII
    seq: Mapped[int] = mapped_column(Integer)
    message_id: Mapped[str | None] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(SafeText)  # PII
    response: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("sender", "seq", name="uq_turns_sender_seq"),
        UniqueConstraint("sender", "message_id", name="uq_turns_sender_message_id"),
        Index("ix_turns_created_at", "created_at"),
    )


class Unanswered(Base):
    """A question the notices do not answer, counted; ``question`` is its normalised form."""

    __tablename__ = "unanswered"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question: Mapped[str] = mapped_column(String(300), unique=True)
    sample: Mapped[str] = mapped_column(SafeText)  # may be PII: as typed, phone numbers masked
    count: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Document(Base):
    """A file made from one revision of a draft; ``path`` is relative to the documents folder."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))  # docx, pdf, …
    filename: Mapped[str] = mapped_column(String(200))  # PII: carries the institution's name
    path: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("draft_id", "revision", "kind", name="uq_documents_draft_revision_kind"),
        Index("ix_documents_expires_at", "expires_at"),
    )


class WeChatMessage(Base):
    """One message or event of the WeChat account, and how far its answer has come.

    ``state`` goes answering → answered → delivered; ``failed`` is an answer the platform refuses
    for good. ``route`` says who carries the first part: ``passive`` the reply to the callback,
    ``service`` a customer-service message. ``sent`` counts the parts of ``answer`` that are out.
    ``due_at`` is when a process may next take the row up, ``lease_until`` until when
    ``lease_owner`` has it.
    """

    __tablename__ = "wechat_messages"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # hash of what makes it the same
    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    message_id: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(SafeText)  # PII
    state: Mapped[str] = mapped_column(String(12))
    route: Mapped[str | None] = mapped_column(String(8))
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    sent: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_wechat_messages_sender", "sender"),
        Index("ix_wechat_messages_state_due_at", "state", "due_at"),
        Index("ix_wechat_messages_received_at", "received_at"),
    )


class WeChatPerson(Base):
    """What is known of one follower: the quota of customer-service messages, the last options."""

    __tablename__ = "wechat_people"

    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    quota: Mapped[int] = mapped_column(Integer)
    quota_until: Mapped[datetime] = mapped_column(UtcDateTime)
    options: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    options_turn: Mapped[int] = mapped_column(Integer)
    noticed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WeChatLink(Base):
    """A link that opens one follower's conversation on the web page until it expires."""

    __tablename__ = "wechat_links"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_wechat_links_sender", "sender"),
        Index("ix_wechat_links_expires_at", "expires_at"),
    )


class WeChatNonce(Base):
    """A nonce that was used, tied to what it was used for: a retry may bring both again."""

    __tablename__ = "wechat_nonces"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_wechat_nonces_seen_at", "seen_at"),)


# Accounts of staff (package `accounts`). Tokens are stored as hashes only.


class StaffUser(Base):
    """A member of staff. ``region``: ``福州市/仓山区``, ``福州市``, nothing for the province."""

    __tablename__ = "staff_users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)  # casefolded, to sign in with
    display: Mapped[str] = mapped_column(SafeText)  # PII
    role: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffLink(Base):
    """A one-time link: to set the first administrator up (no user), or to set a password."""

    __tablename__ = "staff_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """A browser that is signed in."""

    __tablename__ = "staff_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_staff_sessions_user_id", "user_id"),
        Index("ix_staff_sessions_expires_at", "expires_at"),
    )


# The review of applications (package `review`). A submission outlives its draft.


class Submission(Base):
    """An application under review. ``state`` is one of review/workflow.yml.

    ``back_to`` is the level that returned it; ``told`` the version its applicant knows of.
    """

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(36), unique=True)
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII: who submitted it
    form_id: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(SafeText)  # PII
    city: Mapped[str] = mapped_column(String(32))
    county: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(20))
    back_to: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    round: Mapped[int] = mapped_column(Integer)
    told: Mapped[int] = mapped_column(Integer)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_submissions_owner", "owner"),
        Index("ix_submissions_city_county", "city", "county"),
    )


class SubmissionSnapshot(Base):
    """What was submitted in one round. Append-only (a trigger guards it)."""

    __tablename__ = "submission_snapshots"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(Integer)
    form_version: Mapped[str] = mapped_column(String(100))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # PII
    verdict: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    as_of: Mapped[date] = mapped_column(Date)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("submission_id", "round", name="uq_submission_snapshots_round"),
    )


class SubmissionEvent(Base):
    """One step of the review: who, when, what, why. Append-only (a trigger guards it)."""

    __tablename__ = "submission_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII: staff:<id> or the applicant
    who: Mapped[str] = mapped_column(SafeText)  # PII: name and role at that time
    move: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(SafeText)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    round: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("submission_id", "version", name="uq_submission_events_version"),
    )


# The help desk.


class HelpCase(Base):
    """One hand-over of a conversation to a person; its messages are turns of the conversation.

    ``state`` goes waiting → talking → closed. ``open_for`` is the sender while the case is open,
    so that a sender has one open case at most. ``said_seq`` is the sender's latest turn of it,
    ``read_seq`` the latest one that staff have seen, ``said_at`` when somebody last wrote.
    """

    __tablename__ = "help_cases"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(
        ForeignKey("conversations.sender", ondelete="CASCADE")
    )  # PII
    open_for: Mapped[str | None] = mapped_column(String(OWNER_LENGTH), unique=True)  # PII
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    headline: Mapped[str] = mapped_column(SafeText)  # masked
    opened_seq: Mapped[int] = mapped_column(Integer)
    said_seq: Mapped[int] = mapped_column(Integer)
    read_seq: Mapped[int] = mapped_column(Integer)
    staff: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_help_cases_state_opened_at", "state", "opened_at"),
        Index("ix_help_cases_sender", "sender"),
    )


class HelpAnswer(Base):
    """What staff answer to a question that no notice answers; live once ``state`` is approved.

    ``questions`` are the wordings it is looked up by. ``citation`` is notice, clause and quote,
    or none. ``revision`` grows with every change.
    """

    __tablename__ = "help_answers"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    questions: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(SafeText)
    citation: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    state: Mapped[str] = mapped_column(String(10))  # draft, approved, withdrawn, deleted
    revision: Mapped[int] = mapped_column(Integer)
    approved_on: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_help_answers_state", "state"),)


class HelpAnswerChange(Base):
    """One step in the life of such an answer. Append-only (a trigger guards it)."""

    __tablename__ = "help_answer_changes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("help_answers.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String(12))
    questions: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(SafeText)
    citation: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    staff: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("answer_id", "revision", name="uq_help_answer_changes_answer_revision"),
    )


class Feedback(Base):
    """What a sender thinks of one message of an answer; ``part`` counts the turn's messages."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(
        ForeignKey("conversations.sender", ondelete="CASCADE")
    )  # PII
    seq: Mapped[int] = mapped_column(Integer)
    part: Mapped[int] = mapped_column(Integer)
    helpful: Mapped[bool] = mapped_column(Boolean)
    comment: Mapped[str] = mapped_column(SafeText)  # PII
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("sender", "seq", "part", name="uq_feedback_sender_seq_part"),
        Index("ix_feedback_at", "at"),
    )
