"""Questions about the drafts: their history, what changed since the last file, which there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk
from actions.reply import say
from actions.turn import Message
from actions.wording import listed, words
from forms import Field, Form, State, field_types
from forms.cleaning import compact
from forms.commands import Commands
from forms.drafts import DONE, Change, Draft
from forms.loader import read_yaml
from forms.numerals import parse_number
from forms.pdf import pdf_available
from forms.photos import FIELD
from forms.rendering import document_filename
from forms.steps import progress
from forms.tables.rows import describe
from policy.clock import SHANGHAI

_BESIDE = {FIELD: "photo", "@form_version": "version"}
"""What is kept beside the fields and is told in the history, by its key in ``wording.yml``."""

asked_of = Commands(Path(__file__).parent / "records.yml", 24).recognise
"""``history``, ``compare``, ``drafts``, ``two``, ``take_up``, ``code``, ``paper``: what the whole
message asks for, and ``switch``, which a message is only where it names a draft."""
_PLACE = re.compile(r"[一二两三四五六七八九]|[1-9]")


def asked_by(message: Message) -> str | None:
    """What a message asks about its sender's drafts; 两份有什么不同 only of who has two."""
    asked = asked_of(message.text)
    if asked == "switch":
        plainly = message.text.strip().startswith(tuple(listed("switches")))
        return "take_up" if plainly or _named(message) is not None else None
    drafts = services.current().drafts
    if asked == "paper":  # of who has no draft it is asked of the notice's materials
        return asked if any(drafts.of_member(message.sender)) else None
    several = asked not in ("two", "take_up")
    return asked if several or len(drafts.open_of(message.sender)) > 1 else None


def code_at(message: Message) -> str | None:
    """The resume code of the draft that 继续填第二份 or 切换到康宁护理院 means, if any."""
    if asked_of(message.text) == "switch":
        named = _named(message)
        return named.resume_code if named else None
    place = _PLACE.search(message.text)
    number = parse_number(place[0]) if place else None
    drafts = services.current().drafts.open_of(message.sender)
    return drafts[int(number) - 1].resume_code if number and number <= len(drafts) else None


def _named(message: Message) -> Draft | None:
    """The one open draft of the sender whose name holds the words of 切换到……."""
    found = _switch().fullmatch(message.text.strip().rstrip("吧了。！!"))
    said = compact(found["name"]) if found else ""
    now = services.current()
    drafts = [d for d in now.drafts.open_of(message.sender) if d.form_id in now.forms]
    named = [d for d in drafts if said and said in compact(applicant_of(now.forms[d.form_id], d))]
    return named[0] if len(named) == 1 else None


@cache
def _switch() -> re.Pattern[str]:
    lines: list[str] = read_yaml(Path(__file__).parent / "records.yml")["switch"]
    return re.compile("|".join(lines))


def tell(dispatcher: CollectingDispatcher, asked: str, desk: Desk) -> None:
    """Answer what ``asked_of`` found, from the draft on the desk."""
    if asked == "drafts":
        _tell_drafts(dispatcher, desk.message.sender)
        return
    if asked == "take_up":
        count = len(services.current().drafts.open_of(desk.message.sender))
        say(dispatcher, words("records.no_such", count=count), "clarify")
        return
    if asked == "two":
        say(dispatcher, _two(desk), "form")
        return
    if asked == "paper":
        say(dispatcher, _how_to_have_it(desk), "form")
        return
    if desk.draft is None:
        say(dispatcher, words("records.none"), "clarify")
        return
    if asked == "code":
        until = f"{desk.draft.expires_at.astimezone(SHANGHAI):%Y年%m月%d日}"
        told = {"noun": desk.form.noun, "code": desk.draft.resume_code, "date": until}
        say(dispatcher, words("records.code", **told), "form")
        return
    history = services.current().drafts.history(desk.draft.id)
    made = _history(desk, history) if asked == "history" else None
    text = made or _comparison(desk, desk.draft, history)
    say(dispatcher, text, "form")


def _how_to_have_it(desk: Desk) -> str:
    """In which formats the document comes, and where it is, once it is made."""
    document = services.current().documents.latest(desk.draft.id) if desk.draft else None
    if document is not None and desk.ready:
        url = services.current().document_url(document.token)
        text = words("records.paper_ready", noun=desk.form.noun, url=url)
    else:
        text = words("records.paper", noun=desk.form.noun)
    return f"{text}{words('records.paper_pdf' if pdf_available() else 'records.paper_no_pdf')}"


def _history(desk: Desk, history: Sequence[Change]) -> str:
    lines = [line for change in history if (line := _line(desk, change))]
    if not lines:
        return words("records.no_history", noun=desk.form.noun)
    shown = lines[-listed("records")["longest"] :]
    head = "records.history_head" if len(shown) == len(lines) else "records.history_head_last"
    told = {"total": len(lines), "shown": len(shown), "noun": desk.form.noun}
    return "\n".join([words(head, **told), *reversed(shown)])


def _line(desk: Desk, change: Change) -> str:
    field = desk.form.fields.get(change.field)
    if field is not None and field.table is not None:
        return _rows_line(desk, field, change)
    beside = _BESIDE.get(change.field)
    if field is None and beside is None:
        return ""
    kind = "set" if change.old is None else "cleared" if change.new is None else "changed"
    return words(
        f"records.{kind}",
        **_stamp(desk, change),
        label=field.short if field else words(f"records.{beside}"),
        old=_shown(desk.form, change.field, change.old),
        new=_shown(desk.form, change.field, change.new),
    )


def _rows_line(desk: Desk, field: Field, change: Change) -> str:
    """What happened to the rows of a table, row by row."""
    told = "".join(describe(field, change.old or [], change.new or []))
    longest = int(listed("records")["longest_rows"])
    told = told if len(told) <= longest else told[:longest] + "…"
    return words("records.rows", told=told.rstrip("。"), **_stamp(desk, change)) if told else ""


def _stamp(desk: Desk, change: Change) -> dict[str, str]:
    """When, who, and from where: 您, 另一位填写人在微信里; the channel of this talk goes unsaid."""
    who = words("records.you" if change.actor == desk.message.sender else "records.other")
    if change.channel != desk.message.channel:
        who += str(listed("channels").get(change.channel, ""))
    at = change.at.astimezone(SHANGHAI)
    return {"at": f"{at:%m月%d日 %H:%M}", "who": who}


def _comparison(desk: Desk, draft: Draft, history: Sequence[Change]) -> str:
    """What differs from the document made last; each field once."""
    document = services.current().documents.latest(draft.id)
    if document is None:
        return words("records.no_document", noun=desk.form.noun)
    before: dict[str, object] = {}
    for change in history:
        if change.revision > document.revision and change.field in desk.form.fields:
            before.setdefault(change.field, change.old)
    values = desk.state.values
    lines = [
        _differs(desk.form, key, old, values.get(key))
        for key, old in before.items()
        if old != values.get(key)
    ]
    at = f"{document.created_at.astimezone(SHANGHAI):%m月%d日 %H:%M}"
    if not lines:
        return words("records.same", at=at)
    return "\n".join([words("records.compare_head", at=at, count=len(lines)), *lines])


def _differs(form: Form, key: str, old: Any, new: Any) -> str:
    field = form.fields[key]
    if field.table is not None:
        told = "".join(describe(field, old or [], new or [])).rstrip("。")
        return words("records.rows_differ", label=field.short, told=told)
    empty = words("records.empty")
    shown = {"old": _shown(form, key, old) or empty, "new": _shown(form, key, new) or empty}
    return words("records.differs", label=field.short, **shown)


def _two(desk: Desk) -> str:
    """What differs between the draft on the desk and the other one of its form."""
    mine = services.current().drafts.open_of(desk.message.sender)
    one = desk.draft or mine[0]
    form = services.current().forms[one.form_id]
    other = next((d for d in mine if d.id != one.id and d.form_id == one.form_id), None)
    if other is None:
        return words("records.no_second", title=form.title)
    first, second = one.values, other.values
    keys = [key for key in form.fields if first.get(key) != second.get(key)]
    names = {"first": _name(form, one), "second": _name(form, other)}
    if not keys:
        return words("records.two_same", **names)
    most = int(listed("records")["longest"])
    lines = [_differs(form, key, first.get(key), second.get(key)) for key in keys[:most]]
    if len(keys) > most:
        lines.append(words("records.two_more", count=len(keys) - most))
    return "\n".join([words("records.two_head", count=len(keys), **names), *lines])


def _name(form: Form, draft: Draft) -> str:
    return PurePath(document_filename(form, draft.values)).stem


def applicant_of(form: Form, draft: Draft) -> str:
    """Whose draft it is: what stands in its file's name beside the title."""
    return _name(form, draft).removeprefix(form.title)


def _tell_drafts(dispatcher: CollectingDispatcher, sender: str) -> None:
    now = services.current()
    lines, quick = [], []
    finished = [draft for draft in now.drafts.of_member(sender) if draft.status == DONE]
    ready = [_name(now.forms[d.form_id], d) for d in finished if d.form_id in now.forms]
    for draft in now.drafts.open_of(sender)[: listed("records")["longest"]]:
        present = now.forms.get(draft.form_id)
        if present is None:
            continue
        form = present.at(draft.form_version)
        data = {key: value for key, value in draft.state.items() if not key.startswith("@")}
        filled, total = progress(form, State.from_dict(data))
        title = _name(form, draft)
        told = {"title": title, "filled": filled, "total": total, "code": draft.resume_code}
        lines.append(words("records.draft", **told))
        quick.append({"title": title, "payload": words("records.take_up", **told)})
    if lines:
        lines = [words("records.drafts_head", count=len(lines)), *lines]
    if ready:
        named = "、".join(f"《{name}》" for name in ready[: listed("records")["longest"]])
        lines.append(words("records.finished", names=named))
    if not lines:
        say(dispatcher, words("records.none"), "clarify")
        return
    text = "\n".join(lines)
    say(dispatcher, text, "form", buttons=quick)


def _shown(form: Form, key: str, value: object) -> str:
    if value is None:
        return ""
    field = form.fields.get(key)
    if field is None or not field_types.holds(field, value):
        return str(value).partition("+")[0] if key in _BESIDE else str(value)
    shown = field_types.show(field, value)
    longest = int(listed("records")["longest_value"])
    return shown if len(shown) <= longest else shown[:longest] + "…"
