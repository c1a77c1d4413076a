"""What reviewers are told, as one text: whole cards while they fit, else shorter, then a link."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.prescreening import BLOCK
from api.wechat.splitting import size, split
from api.wechat.wording import say

REVIEW = "/console/review"
_QUOTES = (120, 48, 0, -1)
"""Letters of a quote, in the fullest text and the next ones; 0: the clause alone, -1: neither."""
_JUDGED = "evidence"

Row = Mapping[str, Any]


def block_of(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a message has for reviewers: rows with verdicts."""
    found: Mapping[str, Any] | None = (message.get("custom") or {}).get(BLOCK)
    return found if found and found.get("rows") else None


def as_text(told: str, block: Mapping[str, Any], room: int, link: Callable[[str, str], str]) -> str:
    """The answer in at most `room` bytes. `link` makes a link from a path and a title."""
    rows: Sequence[Row] = block["rows"]
    whole = link(str(rows[0].get("href") or REVIEW), say("card_see_one"))
    if len(rows) > 1:
        whole = link(REVIEW, say("card_see_all"))
    end = "" if block.get("of_list") else whole
    for letters in _QUOTES:
        cards = [_card(row, letters) for row in rows]
        text = "\n\n".join(filter(None, (told, *cards, end)))
        if size(text) <= room:
            return text
    return _lines(told, rows, end, room)


def _lines(told: str, rows: Sequence[Row], end: str, room: int) -> str:
    """One line for each, as many as fit."""
    end = end or say("card_see_result")
    lines = [_line(row, names=True) for row in rows]
    if size("\n".join((told, *lines, end))) + 8 > room:
        lines = [_line(row, names=False) for row in rows]
    for count in range(len(lines), 0, -1):
        rest = len(lines) - count
        more = say("card_more", count=rest) if rest else ""
        ending = "\n".join(filter(None, (more, end)))
        text = "\n\n".join((told, "\n".join(lines[:count]), ending))
        if size(text) <= room:
            return text
    short = split(lines[0], max(room - size(told) - size(end) - 16, 60))[0]
    return "\n\n".join((told, short + say("quote_cut"), end))


def _card(row: Row, letters: int) -> str:
    """Name, standing, each open condition with its reason and clause, what experts judge."""
    hard = [one for one in row["open"] if one.get("kind") != _JUDGED]
    judged = [one["name"] for one in row["open"] if one.get("kind") == _JUDGED]
    lines = [_head(row)]
    for one in hard:
        lines.append(say("card_open", name=one["name"], verdict=one["verdict"]))
        lines.append(one["reason"])
        lines.append(_basis(one["citation"], letters))
    if row.get("basic") and not hard:
        lines.append(say("card_met"))
    if judged:
        lines.append(say("card_judged", names=say("between_titles").join(judged)))
    return "\n".join(filter(None, lines))


def _head(row: Row) -> str:
    """Who it is, where it stands, and the verdict with its day."""
    about = [row.get("region"), row.get("state")]
    if row.get("rank"):
        about = [say("card_rank", rank=row["rank"])]
    if row.get("as_of"):
        about.append(say("card_as_of", day=row["as_of"]))
    lines = [say("card_name", name=row["name"], verdict=row.get("overall") or say("card_none"))]
    lines.append(say("card_space").join(filter(None, about)))
    return "\n".join(filter(None, lines))


def _line(row: Row, *, names: bool) -> str:
    hard = [one["name"] for one in row["open"] if one.get("kind") != _JUDGED]
    place = say("card_place", region=row["region"]) if row.get("region") else ""
    if not row.get("overall"):
        return say("card_line_none", name=row["name"], place=place)
    if not hard:
        return say("card_line_met", name=row["name"], place=place)
    line = say("card_line", name=row["name"], place=place, count=len(hard))
    return line + say("card_names", names=say("between_titles").join(hard)) if names else line


def _basis(citation: Mapping[str, str] | None, letters: int) -> str:
    if not citation or letters < 0:
        return ""
    where = {"notice": citation["notice"], "clause": citation["clause"]}
    quote = citation["quote"].strip()
    if not letters or not quote:
        return say("basis_short", **where)
    if len(quote) > letters:
        quote = quote[:letters] + say("quote_cut")
    return say("basis", quote=quote, **where)
