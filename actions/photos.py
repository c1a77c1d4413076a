"""What is said about the photographs of a form: how many, another caption, away with one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk
from actions.reply import say
from actions.wording import words
from forms import photos
from forms.cleaning import clean
from forms.drafts import DraftError
from forms.loader import read_yaml
from forms.numerals import parse_number


def asked_photos(text: str) -> re.Match[str] | None:
    """The match when the whole message is about photographs; its ``lastgroup`` is not used."""
    said = clean(text).strip("。！!？? ")
    found = (pattern.fullmatch(said) for _, pattern in _patterns()) if len(said) <= 80 else ()
    return next((match for match in found if match), None)


def tell_photos(dispatcher: CollectingDispatcher, asked: re.Match[str], desk: Desk) -> Desk:
    """Do what was asked and say so; the desk with the draft as it is then."""
    now, draft = services.current(), desk.draft
    assert draft is not None  # asked for by the caller
    if desk.form.data.photos is None:
        say(dispatcher, words("photos.not_here", title=desk.form.title), "clarify")
        return desk
    command = next(name for name, pattern in _patterns() if pattern is asked.re)
    who = (desk.message.sender, desk.message.channel)
    try:
        if command == "name":
            number = _number(asked)
            kept = photos.name(now.drafts, draft, number, asked["caption"], *who)
            done = words("photos.named", number=number, caption=kept)
        elif command in ("remove", "remove_all"):
            chosen = _number(asked) if command == "remove" else None
            photos.remove(now.drafts, draft, chosen, *who)
            done = words("photos.removed") if chosen else words("photos.removed_all")
        else:
            done = ""
    except DraftError as problem:
        say(dispatcher, str(problem), "error")
        return desk
    lines = []
    for n, photo in enumerate(now.drafts.photos(draft.id), 1):
        caption = photo.caption or words("photos.no_caption", number=n)
        lines.append(words("photos.line", number=n, caption=caption))
    most, title = desk.form.data.photos.most, desk.form.title
    in_wechat = desk.message.channel == "wechat"
    if lines:
        head = words("photos.head", count=len(lines))
        lines += [words("photos.more_wechat")] if in_wechat else []
    else:
        head = words("photos.none_wechat" if in_wechat else "photos.none", most=most, title=title)
    say(dispatcher, "\n".join(part for part in (done, head, *lines) if part), "form")
    desk.draft = now.drafts.get(draft.id)
    return desk


def _number(asked: re.Match[str]) -> int:
    return int(parse_number(asked["number"]) or 0)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    data: dict[str, list[str]] = read_yaml(Path(__file__).parent / "photos.yml")
    return [(name, re.compile(line)) for name, lines in data.items() for line in lines]
