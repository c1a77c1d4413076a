"""What the actions work with: built by the application, handed over before the first turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility import Report, RuleSet
from forms import Form
from forms.documents import DocumentStore
from forms.drafts import DraftStore
from forms.facts import day_of, facts_of
from policy import Answer, PolicyBase
from review import ReviewDesk


@dataclass(frozen=True)
class Services:
    """The application's parts as the actions see them.

    ``rules`` are those of 示范机构; ``rule_sets`` are all, by id.
    ``document_url`` turns a signed document token into the address a browser can open;
    ``record_unanswered`` keeps a question the notices do not answer for the help desk.
    ``hand_over`` queues a sender's conversation at a turn for a person and gives what is said;
    None when there is nobody. ``instead`` gives staff's answer in place of a decline; the
    conversation's last topic goes with it.
    """

    policy: PolicyBase
    rules: RuleSet
    forms: Mapping[str, Form]
    drafts: DraftStore
    documents: DocumentStore
    document_url: Callable[[str], str]
    record_unanswered: Callable[[str], None]
    today: Callable[[], date]
    rule_sets: Mapping[str, RuleSet] = field(default_factory=dict)
    review: ReviewDesk | None = None
    hand_over: Callable[[str, int], list[dict[str, Any]] | None] = lambda sender, seq: None
    instead: Callable[[str, Answer, str | None], Answer] = lambda question, declined, last: declined

    def rules_of(self, form: Form) -> RuleSet:
        """The rules that this form's facts are checked against."""
        return self.rule_sets.get(form.rule_set or "", self.rules)

    def check(self, form: Form, values: Mapping[str, Any]) -> Report:
        """Check a form's values as of its day. Raises FactError and NoRuleInForce."""
        day = day_of(form, values, self.today())
        return self.rules_of(form).check(facts_of(form, values), day)


class NotConfigured(RuntimeError):
    """An action ran before :func:`configure`."""


_holder: list[Services] = []


def configure(services: Services) -> None:
    """Install ``services`` for all actions of this process, replacing earlier ones."""
    _holder[:] = [services]


def current() -> Services:
    """Return the installed services; raises :class:`NotConfigured` when there are none."""
    if not _holder:
        raise NotConfigured("actions.services.configure() has not been called")
    return _holder[0]
