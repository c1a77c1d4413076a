"""Making the finished document of a confirmed draft and handing out its link."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk
from actions.reply import say
from actions.wording import buttons, words
from eligibility.errors import FactError, NoRuleInForce
from forms import Form, Turn
from forms.drafts import DraftError
from forms.errors import FormError
from forms.photos import with_photos
from forms.rendering import document_filename, render_docx
from forms.verdicts import with_verdicts, without_verdicts
from forms.workbook import has_workbook, render_xlsx

_log = logging.getLogger(__name__)


def hand_out(dispatcher: CollectingDispatcher, desk: Desk, turn: Turn) -> None:
    """Render the draft's present revision once and say where to download it.

    The draft must have been saved. A template that cannot be rendered costs nothing but the file.
    """
    now, draft = services.current(), desk.draft
    assert draft is not None  # saved by the caller
    values = turn.state.values
    try:
        content = render_docx(desk.form, _with_verdicts(desk.form, values), now.today())
        content = with_photos(content, desk.form, now.drafts.photos(draft.id))
        document = now.documents.save_document(
            draft.id, draft.revision, content, document_filename(desk.form, values)
        )
        urls = [now.document_url(document.token)]
        if has_workbook(desk.form):
            sheet = now.documents.save_document(
                draft.id,
                draft.revision,
                render_xlsx(desk.form, values, now.today()),
                document_filename(desk.form, values, "xlsx"),
                "xlsx",
            )
            urls.append(now.document_url(sheet.token))
    except (FormError, DraftError):
        _log.exception("document_failed draft=%s revision=%s", draft.id, draft.revision)
        say(dispatcher, words("document_failed"), "error", form=desk.card(turn))
        return
    ready = {"noun": desk.form.noun, "until": f"{document.expires_at:%Y年%m月%d日}"}
    if desk.form.checking:
        lines = [turn.say, desk.form.checking.ready.format(url=urls[0], until=ready["until"])]
    else:
        lines = [turn.say, words("form_ready", url=urls[0], **ready)]
    lines += [words("form_ready_workbook", url=url) for url in urls[1:]]
    layout = words("form_layout") if desk.form.applicant else desk.form.layout_note
    lines.append(desk.form.ready_note or layout)
    quick = buttons("change", "contact")
    if desk.newer is not None:
        lines.append(words("versions.document"))
    if now.review is not None and now.review.offered(desk.form, values):
        lines.append(words("form_submit"))
        quick = [*buttons("submit"), *quick]
    say(
        dispatcher,
        "\n".join(lines),
        "rendered",
        buttons=quick,
        form=desk.card(turn, urls),
    )


def _with_verdicts(form: Form, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values, with the verdicts where the form prints them (never kept in the draft)."""
    if not any(field.verdict_of for field in form.fields.values()):
        return values
    try:
        report = services.current().check(form, values)
    except NoRuleInForce:
        return without_verdicts(form, values)
    except FactError:
        return values
    return with_verdicts(form, values, report)
