"""Making the finished document of a confirmed draft and handing out its link."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answering import Context, answer_topic
from actions.drafting import Desk
from actions.frozen import unmet_of
from actions.reply import say
from actions.wording import buttons, listed, words
from eligibility.errors import FactError, NoRuleInForce
from forms import Form, Turn, commands
from forms.drafts import DONE, DraftError
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
        say(
            dispatcher, words("document_failed", noun=desk.form.noun), "error", form=desk.card(turn)
        )
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
        standing = desk.form.standing
        lines.append(standing.text if standing else words("form_submit"))
        quick = [*buttons("submit"), *quick]
    elif desk.form.standing is not None and desk.form.standing.review is None:
        lines.append(desk.form.standing.text)
    unmet = unmet_of(desk)
    if unmet:
        lines.append(words("form_unmet", names="、".join(one.name for one in unmet)))
    say(
        dispatcher,
        "\n".join(lines),
        "rendered",
        buttons=quick,
        citations=list(dict.fromkeys(one.citation for one in unmet)),
        form=desk.card(turn, urls),
    )


def asks_again(text: str) -> bool:
    """Whether 提交, 确认 or 生成文件 is said, where everything may be done already."""
    again = re.fullmatch(listed("done_again"), text.strip()) is not None
    return again or commands.recognise(text) in ("submit", "draft_anyway")


def tell_ready(dispatcher: CollectingDispatcher, desk: Desk, context: Context) -> bool:
    """Say that the document is made and where it goes from here; False where it is kept no more."""
    now, draft = services.current(), desk.draft
    document = now.documents.latest(draft.id) if draft is not None else None
    if draft is None or draft.status != DONE or document is None:
        return False
    told = {"noun": desk.form.noun, "url": now.document_url(document.token)}
    text = words("form_ready_already", until=f"{document.expires_at:%Y年%m月%d日}", **told)
    if sheet := now.documents.latest(draft.id, "xlsx"):
        text = f"{text}\n{words('form_ready_workbook', url=now.document_url(sheet.token))}"
    quick = buttons("change", "contact")
    offered = now.review is not None and now.review.offered(desk.form, draft.values)
    if offered:
        text, quick = f"{text}\n{words('form_submit')}", [*buttons("submit"), *quick]
    say(dispatcher, text, "rendered", buttons=quick)
    if desk.form.applicant and desk.form.rule_set and not offered:  # no summary of a city's
        answer_topic(dispatcher, "submit_to_whom", context)
    return True


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
