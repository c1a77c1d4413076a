"""Making the finished document of a confirmed draft and handing out its link."""

from __future__ import annotations

import logging

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk
from actions.reply import say
from actions.wording import buttons, words
from forms import Turn
from forms.drafts import DraftError
from forms.errors import FormError
from forms.rendering import document_filename, render_docx

_log = logging.getLogger(__name__)


def hand_out(dispatcher: CollectingDispatcher, desk: Desk, turn: Turn) -> None:
    """Render the draft's present revision once and say where to download it.

    The draft must have been saved. A template that cannot be rendered costs nothing but the file.
    """
    now, draft = services.current(), desk.draft
    assert draft is not None  # saved by the caller
    values = turn.state.values
    try:
        content = render_docx(desk.form, values, now.today())
        document = now.documents.save_document(
            draft.id, draft.revision, content, document_filename(desk.form, values)
        )
    except (FormError, DraftError):
        _log.exception("document_failed draft=%s revision=%s", draft.id, draft.revision)
        say(dispatcher, words("document_failed"), "error", form=desk.card(turn))
        return
    url = now.document_url(document.token)
    until = f"{document.expires_at:%Y年%m月%d日}"
    lines = [turn.say, words("form_ready", url=url, until=until), words("form_layout")]
    quick = buttons("change", "contact")
    if now.review is not None and now.review.offered(desk.form, values):
        lines.append(words("form_submit"))
        quick = [*buttons("submit"), *quick]
    say(
        dispatcher,
        "\n".join(lines),
        "rendered",
        buttons=quick,
        form=desk.card(turn, [url]),
    )
