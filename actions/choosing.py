"""Which form, and with it which rules, a message is about: named, remembered, begun, or asked back.

示范县（市、区） and 示范机构 have a form each; the conversation remembers which kind it is about.
"""

from __future__ import annotations

import re

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import Context
from actions.reply import say
from actions.self_checks import self_check_form
from actions.turn import SUBJECTS, Message
from actions.wording import buttons, words
from forms import Form
from forms.extraction.names import county_in, speaks_for_county
from policy import Subject

DEFAULT_FORM = "demonstration_institution_application"


def named_subject(message: Message) -> Subject | None:
    """The kind of applicant that the message itself names."""
    found = services.current().policy.subject_in(message.text)
    parts = re.split(r"[，。,；\s]", message.text)
    if found is None and any(county_in(part) or speaks_for_county(part) for part in parts):
        return "county"
    chosen = {SUBJECTS[i] for s in message.segments if (i := str(s.get("intent"))) in SUBJECTS}
    if found is None and len(chosen) == 1:
        return "county" if "county" in chosen else "institution"
    return found


def named_form(message: Message) -> Form | None:
    """The form that the message names: by its own name, else by the kind of applicant."""
    by_name = [
        (len(name), form)
        for form in services.current().forms.values()
        for name in form.names
        if name in message.text
    ]
    if by_name:
        return max(by_name, key=lambda found: found[0])[1]
    subject = named_subject(message)
    return form_of(subject) if subject else None


def form_of(subject: Subject) -> Form | None:
    """The application form of a kind of applicant; ``None`` if there is none."""
    forms = services.current().forms.values()
    return next((form for form in forms if form.applicant == subject and form.rule_set), None)


def form_to_start(message: Message, context: Context) -> Form | None:
    """The form to begin; ``None`` when neither message nor conversation says which."""
    named = named_form(message)
    if named is not None or context.subject is None:
        return named
    return form_of(context.subject)


def starts_form(message: Message, context: Context) -> bool:
    """Whether the message asks for a form, or answers our question which one."""
    begun = message.intent in ("resume_form", "show_progress", "show_summary", "correct_value")
    asked = message.intent == "start_form" or self_check_form(message) is not None
    return asked or (context.pending_form and not begun)


def ask_which_form(dispatcher: CollectingDispatcher, context: Context) -> None:
    """Ask 示范县 or 示范机构, and remember that it is the form that waits for it."""
    context.pending, context.pending_form = None, True
    quick = buttons("county_form", "institution_form")
    say(dispatcher, words("which_form"), "clarify", buttons=quick)


def remember_applicant(form: Form, context: Context) -> None:
    """The conversation is about the form's kind of applicant from now on."""
    context.subject = form.applicant or context.subject
    context.pending_form = False
