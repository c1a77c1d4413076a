"""Which form, and with it which rules, a message is about: named, remembered, begun, or asked back.

示范县（市、区） and 示范机构 have a form each; the conversation remembers which kind it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import Context
from actions.judged import figure_topic, figures_in
from actions.reply import say
from actions.self_checks import self_check_form
from actions.turn import SUBJECTS, Message, is_question
from actions.wording import buttons, listed, says, words
from forms import Form
from forms.extraction import extract
from forms.extraction.names import county_in, speaks_for_county
from policy import Subject
from recommendation.asking import wished

_CLAUSES = re.compile("[，,。；;！!]")
_MANY_FACTS = 4
"""Of so many, more than the few that a sentence can judge, all are checked together."""
_OF_ONE = 2
"""A figure of two years, or a day of two papers, fills so many fields."""
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


def forms_named(message: Message) -> list[Form]:
    """The forms whose name the message gives, longest name first: 汇总表 is that of several.

    A kind of applicant named beside it tells them apart.
    """
    found = _names_in(message.text)
    longest = max((len(name) for name, _ in found), default=0)
    forms = [form for name, form in found if len(name) == longest]
    subject = named_subject(message) if len(forms) > 1 else None
    return [form for form in forms if form.applicant == subject] if subject else forms


def _names_in(text: str) -> list[tuple[str, Form]]:
    forms = services.current().forms.values()
    named = [
        (name, form)
        for form in forms
        for name in dict.fromkeys((form.title, *form.names))
        if name in text
    ]
    return [*named, *((said, form) for form in forms for said in _place_in(text, form))]


_NUMBER = re.compile(r"(\d+)号$")
_FIGURES = str.maketrans("一二三四五六七八九", "123456789")


def _place_in(text: str, form: Form) -> list[str]:
    """How the text names the form by its place in its notice: 119号文附件1, 714号的附件三."""
    notice = _NUMBER.search(_notice(form))
    if notice is None or not form.attachment.startswith("附件"):
        return []
    place = rf"{notice[1]}号(?:文件?|通知|函)?(?:的|里|里面|后面)*《?(附件[\d一二三四五六七八九])"
    found = re.finditer(place, text)
    return [m.group() for m in found if m[1].translate(_FIGURES) == form.attachment]


def asks_for_form(message: Message) -> bool:
    """Whether the message is the wish to fill in a form, named, and nothing else (填汇总表)."""
    names = sorted((name for name, _ in _names_in(message.text)), key=len, reverse=True)
    return (
        bool(names)
        and re.fullmatch(listed("fill_form"), message.text.replace(names[0], "", 1)) is not None
    )


def without_wish_to_fill(text: str) -> str | None:
    """What a message tells beside the wish to have a form filled in with it (……，帮我填申请表);
    None where it holds no such wish."""
    wish = re.match(rf"(?:{listed('fill_wish')})\s+", text)
    parts = [wish.group(), text[wish.end() :]] if wish else _CLAUSES.split(text)
    rest = [part for part in parts if re.fullmatch(listed("fill_wish"), part.strip()) is None]
    return "，".join(part for part in rest if part) if len(rest) < len(parts) else None


def wants_it_filled(message: Message, context: Context) -> bool:
    """Whether facts come with the wish to have a form filled in with them; what they are, and that
    the form is to be chosen, is remembered."""
    rest = without_wish_to_fill(message.text)
    if rest is not None:
        context.told, context.pending_form = rest, True
    return rest is not None


def told_with_the_wish(message: Message, form: Form) -> str:
    """我们是尤溪县，想填示范县申请表: what is told beside the wish, where it fills a field."""
    rest = "" if is_question(message.text) else without_wish_to_fill(message.text) or ""
    return rest if extract(form, rest, [], services.current().today()).values else ""


def wants_check(message: Message) -> bool:
    """Whether a message tells facts of a kind of applicant that it names, and wants them looked at:
    我们区……，想申报示范县，帮我看看."""
    if not says("check_wish", message.text) or is_question(message.text):
        return False
    subject = named_subject(message)
    form = form_of(subject) if subject is not None else None
    today = services.current().today()
    return form is not None and bool(extract(form, message.text, [], today).values)


def wants_all_judged(message: Message) -> bool:
    """Whether a message tells many facts of an institution and asks no more than whether they
    suffice: 2016年拿的证，120张床，入住率70%，失能占比68%，满意度96%，能报吗."""
    form = form_of("institution")
    parts = [part for part in _CLAUSES.split(message.text) if is_question(part)]
    only = bool(parts) and all(says("check_words", p) or _asks_if_able(p) for p in parts)
    return only and form is not None and facts_told(form, message.text) >= _MANY_FACTS


def tells_only_figures(message: Message, form: Form) -> bool:
    """Whether a message tells no more than some figures by their names and asks whether one may
    apply: a sentence to each says more than the first question of a check."""
    told = without_the_wish(message.text)
    if figure_topic(message.text) is not None:
        return facts_told(form, told) <= _OF_ONE
    named = figures_in(message.text)
    return named > 0 and told != message.text and facts_told(form, told) <= named + 1


def without_the_wish(text: str) -> str:
    """What a message tells before it asks whether one may apply with it (……，能报示范机构么)."""
    for one in listed("check_asked"):
        wish = re.search(rf"[\s，,。；;！!]*(?:{one})$", text.rstrip())
        if wish is not None:
            return text[: wish.start()]
    return text


def _asks_if_able(part: str) -> bool:
    return any(re.fullmatch(one, part.strip()) for one in listed("check_asked"))


def facts_told(form: Form, text: str) -> int:
    """How many of a form's facts a message tells, those in doubt among them."""
    found = extract(form, text, [], services.current().today())
    return len(found.values) + len(found.doubtful)


def chosen_form(message: Message, context: Context) -> Form | None:
    """The form picked among those just asked about: by number, by name, by kind of applicant."""
    forms = [
        services.current().forms[i] for i in context.pending_forms if i in services.current().forms
    ]
    text = message.text.strip().rstrip("。.、")
    for number, words_for_it in enumerate(listed("places")):
        if text in words_for_it and number < len(forms):
            return forms[number]
    named = [form for form in forms_named(message) if form in forms]
    if len(named) != 1 and not is_question(message.text):
        named = [
            form for form in forms if form.applicant and form.applicant == named_subject(message)
        ]
    return named[0] if len(named) == 1 else None


def named_form(message: Message) -> Form | None:
    """The form that the message names: by its own name, else by the kind of applicant."""
    forms = forms_named(message)
    if forms:
        return forms[0] if len(forms) == 1 else None
    subject = named_subject(message)
    return form_of(subject) if subject else None


def form_of(subject: Subject) -> Form | None:
    """The application form of a kind of applicant; ``None`` if there is none."""
    forms = services.current().forms.values()
    return next((form for form in forms if form.applicant == subject and form.rule_set), None)


def form_to_start(message: Message, context: Context) -> Form | None:
    """The form to begin; ``None`` when neither message nor conversation says which."""
    named = chosen_form(message, context) or named_form(message)
    if named is not None or context.subject is None or forms_named(message):
        return named
    return form_of(context.subject)


def starts_form(message: Message, context: Context) -> bool:
    """Whether the message asks for a form, or answers our question which one."""
    begun = message.intent in ("resume_form", "show_progress", "show_summary", "correct_value")
    own = self_check_form(message) is not None
    if message.intent == "start_form" or own or asks_for_form(message):
        return True
    return (context.pending_form and not begun) or chosen_form(message, context) is not None


def ask_which_of(dispatcher: CollectingDispatcher, context: Context, forms: Sequence[Form]) -> None:
    """Ask which of several forms of one name, and remember them for the answer."""
    context.pending, context.pending_form = None, False
    context.pending_forms = [form.id for form in forms]
    several = len({form.notice_id for form in forms}) > 1
    lines = [
        f"{number}. {form.title}（{_notice(form) if several else ''}{form.attachment}）"
        for number, form in enumerate(forms, 1)
    ]
    quick = [
        {"title": form.title, "payload": words("fill_payload", title=form.title)} for form in forms
    ]
    text = words("which_of", noun=forms[0].noun, lines="\n".join(lines))
    say(dispatcher, text, "clarify", buttons=quick)


def ask_which_form(dispatcher: CollectingDispatcher, context: Context) -> None:
    """Ask 示范县 or 示范机构, and remember that it is the form that waits for it."""
    context.pending, context.pending_form = None, True
    quick = buttons("county_form", "institution_form")
    say(dispatcher, words("which_form"), "clarify", buttons=quick)


def tell_package(dispatcher: CollectingDispatcher, message: Message) -> bool:
    """Say how letter, reports and package are made, where the message wishes for them."""
    if wished(message.text) is None:
        return False
    quick = buttons("county_summary", "institution_summary", "form")
    say(dispatcher, words("package_how"), "clarify", buttons=quick)
    return True


def _notice(form: Form) -> str:
    metas = services.current().policy.notices
    return next((meta.cited_as for meta in metas if meta.id == form.notice_id), "")


def remember_applicant(form: Form, context: Context) -> None:
    """The conversation is about the form's kind of applicant from now on."""
    context.subject = form.applicant or context.subject
    context.pending_form, context.pending_forms = False, []
