"""The application's parts, built once: notices, rules, forms, database, drafts, documents."""

import importlib
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

import eligibility
import forms
import helpdesk
import policy
import recommendation
import storage
from accounts import AccountStore
from api import headers
from api.events import EventLog
from api.masking import masked
from api.notice_mark import read_mark
from api.oidc import config as oidc_config
from api.secret_check import require_own_secrets
from api.settings import Settings
from api.shared_limits import limits
from api.wechat import config as wechat_config
from audit import AuditLog
from eligibility.errors import EligibilityError
from forms.documents import DocumentStore
from forms.drafts import DraftStore
from forms.template_check import require_template
from forms.versions import Versions
from policy.clock import today
from prefill.papers import require_fields
from prefill.store import OfferStore
from privacy import notice, periods
from review import ReviewDesk
from storage.consents import ConsentLog
from storage.turns import TurnLog
from storage.unanswered import record_unanswered

_log = EventLog("api.services")


class StartError(Exception):
    """The service must not start; the text says in Chinese what is wrong and where."""


@dataclass(frozen=True)
class Services:
    """What routes and actions work with. Everything here is safe to use from several threads."""

    policy: policy.PolicyBase
    rules: eligibility.RuleSet
    forms: dict[str, forms.Form]
    program: recommendation.Program
    database: Engine
    sessions: sessionmaker[Session]
    turns: TurnLog
    drafts: DraftStore
    documents: DocumentStore
    rule_sets: dict[str, eligibility.RuleSet] = field(default_factory=dict)
    """Every rule set by id; `rules` is the one meant where none is named."""
    review: ReviewDesk | None = None
    desk_settings: helpdesk.DeskSettings = field(default_factory=helpdesk.load_settings)
    canned: helpdesk.Replies = field(default_factory=helpdesk.load_canned)
    notices_mark: str = ""
    """The mark beside the added notices when they were read (`api.notice_mark`)."""

    @property
    def audit(self) -> AuditLog:
        """Who read or changed personal data."""
        return AuditLog(self.sessions, keep=periods().audit)

    @property
    def consents(self) -> ConsentLog:
        """What people decided on the notice on personal data."""
        return ConsentLog(self.sessions)

    def today(self) -> date:
        """The assistant's idea of today."""
        return today()

    def database_answers(self) -> bool:
        """True when the database takes a query."""
        try:
            with self.database.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception as error:
            _log.error("database_unreachable", error)
            return False
        return True

    def keep_unanswered(self, question: str) -> None:
        """Count a question the notices do not answer, without telephone numbers and names."""
        kept = masked(question, self.policy.published)
        normal = "".join(c for c in kept.casefold() if c.isalnum())
        if normal:
            record_unanswered(self.sessions, normal, kept, storage.utc_now())

    def with_live(self, folder: Path) -> "Services":
        """The same with the notices in a folder in place of those added before; loaded, checked
        and ready to answer. NoticeError when one does not hold."""
        knowledge = self.policy.with_live(folder)
        knowledge.warm_up()
        return replace(self, policy=knowledge)

    def purge(self) -> None:
        """Remove drafts, documents and what was read from files, past their date."""
        OfferStore(self.sessions).purge_expired()
        documents, drafts = self.documents.purge_expired(), self.drafts.purge_expired()
        if documents or drafts:
            _log.info("expired_removed", documents=documents, drafts=drafts)


def document_url(token: str) -> str:
    """The address of a document, relative to the site the person already uses."""
    return f"/documents/{token}"


def build(settings: Settings) -> Services:
    """Load and check all data and open the database (which must be migrated).

    Raises StartError, naming the file and the place, when any data is broken.
    """
    try:
        today()
        wechat_config.read(settings)
        oidc_config.read(settings)
        headers.widget_origins(settings)
        require_own_secrets(settings)
        limits(settings)
        notice()
        mark = read_mark(settings.live_dir())
        base = policy.load(settings.notices_dir, settings.cache_dir(), settings.live_dir())
        rule_sets = eligibility.load_all(settings.rules_dir, base)
        rules = eligibility.default_of(rule_sets, settings.rules_dir)
        form_set = forms.load_forms(settings.forms_dir, base)
        for form in form_set.values():
            _require_sound(form, rule_sets)
        Versions(settings.var / "forms", base, lambda form: _require_sound(form, rule_sets)).keep(
            form_set.values()
        )
        require_fields(form_set)
        program = recommendation.load_program(base, form_set)
        recommendation.require_templates(program)
        desk_settings = helpdesk.load_settings(settings.helpdesk_settings)
        canned = helpdesk.load_canned()
        canned.check(base, today())
        database = storage.engine(settings.database())
        key = storage.secret_key(settings.var / "secret.key")
    except (
        policy.NoticeError, EligibilityError, forms.FormError, storage.StorageError, ValueError
    ) as error:  # fmt: skip
        raise StartError(str(error)) from error
    sessions = storage.session_factory(database)
    folder = Path(settings.var) / "documents"
    drafts = DraftStore(sessions, documents=folder)
    accounts = AccountStore(sessions)
    return Services(
        policy=base,
        rules=rules,
        forms=form_set,
        program=program,
        database=database,
        sessions=sessions,
        turns=TurnLog(sessions),
        drafts=drafts,
        documents=DocumentStore(sessions, folder, key),
        rule_sets=rule_sets,
        review=ReviewDesk(sessions, accounts, drafts, form_set, rule_sets, program),
        desk_settings=desk_settings,
        canned=canned,
        notices_mark=mark,
    )


def _require_sound(form: forms.Form, rule_sets: dict[str, eligibility.RuleSet]) -> None:
    """The template prints every field; a form that is checked names its rules and their facts."""
    require_template(form)
    if form.rule_set is None:
        return
    place = str((form.folder or Path()) / "form.yml")
    rules = rule_sets.get(form.rule_set)
    if rules is None:
        raise forms.FormError(place, "rule_set", f"没有编号为“{form.rule_set}”的申报条件。")
    for key, one in form.fields.items():
        if one.fact is not None and one.fact not in rules.facts:
            problem = f"申报条件“{form.rule_set}”里没有信息项“{one.fact}”。"
            raise forms.FormError(place, f"字段 {key}", problem)


def hand_to_actions(
    services: Services, package: str, desk: helpdesk.HelpDesk | None = None
) -> None:
    """Give the actions of `package` what they work with; `desk` once there is one."""
    person: dict[str, Any] = {}
    if desk is not None:
        person = {"hand_over": desk.desk.hand_over, "instead": desk.live.instead}
    holder: Any = importlib.import_module(f"{package}.services")
    holder.configure(
        holder.Services(
            policy=services.policy,
            rules=services.rules,
            rule_sets=services.rule_sets,
            forms=services.forms,
            drafts=services.drafts,
            documents=services.documents,
            document_url=document_url,
            record_unanswered=services.keep_unanswered,
            today=services.today,
            review=services.review,
            **person,
        )
    )
