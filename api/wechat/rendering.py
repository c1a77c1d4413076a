"""The conversation's messages as texts for WeChat: basis, options, links, in parts that fit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.wechat import cards
from api.wechat.options import TypeOf, buttons_of, numberable
from api.wechat.splitting import LIMIT, size, split
from api.wechat.wording import say
from privacy import notice

MAX_PARTS = 3
"""Of one answer, so that the quota of five leaves room for another one that was slow."""
MAX_BASIS, MAX_QUOTE = 2, 120
_LINK = 240
"""Bytes that a link to the page takes, with its sentence."""

Message = Mapping[str, Any]


@dataclass(frozen=True)
class Rendered:
    """`parts` are at most MAX_PARTS texts of at most LIMIT bytes; `options` what may be chosen."""

    parts: list[str]
    options: list[dict[str, Any]]


def render(
    messages: Sequence[Message],
    page_url: Callable[[], str],
    type_of: TypeOf,
    *,
    consent: bool = False,
    site: Callable[[str], str] = str,
) -> Rendered:
    """The answer as the follower reads it. `page_url` makes a link when one is needed.

    `consent`: say at the end how personal data are treated. `site`: the address of a path of ours.
    """
    blocks = [_block(message) for message in messages]
    quick = buttons_of(messages)
    numbered = numberable(messages, type_of)
    options = [{**option, "numbered": numbered} for option in quick]
    offered = _options(quick, numbered, "\n\n".join(filter(None, blocks)))
    told = notice().wechat if consent else ""
    fits = LIMIT - size(offered) - size(told) - _LINK
    tables = [n for n, one in enumerate(messages) if _is_of_form(one) and size(blocks[n]) > fits]
    ending = [offered, *_links(messages, page_url, bool(tables)), told]
    end = "\n\n".join(filter(None, ending))
    room = max(LIMIT // 2, LIMIT - size(end) - 2)
    for place in tables:
        blocks[place] = _beginning(blocks[place], room)
    body = "\n\n".join(filter(None, blocks))
    if any(map(cards.block_of, messages)):
        return Rendered(_parts(_cards(messages, end, site), end, page_url), options)
    return Rendered(_parts(body, end, page_url), options)


def link(url: str, title: str = "") -> str:
    """A link that can be tapped."""
    return say("link", url=url, title=title or say("link_page"))


def _cards(messages: Sequence[Message], end: str, site: Callable[[str], str]) -> str:
    """What reviewers are told, in one part with the ending, or beside it when that is long."""
    room = LIMIT - size(end) - 2
    room = LIMIT if room < LIMIT // 3 else room
    blocks = []
    for message in messages:
        block, told = cards.block_of(message), str(message.get("text") or "").strip()
        blocks.append(
            cards.as_text(told, block, room, lambda path, title: link(site(path), title))
            if block is not None
            else told
        )
    return "\n\n".join(filter(None, blocks))


def _block(message: Message) -> str:
    """One message with its basis; addresses of documents mean nothing outside the page."""
    custom = message.get("custom") or {}
    text = str(message.get("text") or "").strip()
    for path in (custom.get("form") or {}).get("documents") or []:
        text = text.replace(str(path), say("document_here"))
    return "\n".join(filter(None, (text, *_basis(custom.get("citations") or [], text))))


def _basis(citations: Sequence[Mapping[str, str]], text: str) -> list[str]:
    lines = []
    for citation in citations[:MAX_BASIS]:
        quote = citation["quote"].strip()
        where = {"notice": citation["notice"], "clause": citation["clause"]}
        if quote in text:
            lines.append(say("basis_short", **where))
            continue
        if len(quote) > MAX_QUOTE:
            quote = quote[:MAX_QUOTE] + say("quote_cut")
        lines.append(say("basis", quote=quote, **where))
    if len(citations) > MAX_BASIS:
        lines.append(say("basis_more", count=len(citations) - MAX_BASIS))
    return lines


def _options(quick: Sequence[Mapping[str, str]], numbered: bool, body: str) -> str:
    if numbered and quick:
        lines = [say("option", number=n, title=o["title"]) for n, o in enumerate(quick, 1)]
        return "\n".join([say("options"), *lines])
    titles = [option["title"] for option in quick if f". {option['title']}\n" not in f"{body}\n"]
    return say("also", titles=say("between_titles").join(titles)) if titles else ""


def _is_of_form(message: Message) -> bool:
    """Whether a message tells what stands in a form: what is long of it, the page shows better."""
    return bool((message.get("custom") or {}).get("form"))


def _beginning(table: str, room: int) -> str:
    """The first lines of a table that is seen on the page, and its last, which says what to do."""
    if size(table) <= room:
        return table
    first, _, last = table.rpartition("\n")
    ending = "\n".join((say("table_cut"), split(last, room // 2)[0]))
    return "\n".join((split(first, room - size(ending) - 1)[0], ending))


def _links(messages: Sequence[Message], page_url: Callable[[], str], long_table: bool) -> list[str]:
    """What is better seen on the page: documents, verdicts, the whole form."""
    customs = [message.get("custom") or {} for message in messages]
    forms = [custom["form"] for custom in customs if custom.get("form")]
    if any(form.get("documents") for form in forms):
        return [say("link_document", link=link(page_url()))]
    read_back = any(form.get("phase") == "reviewing" or form.get("listed") for form in forms)
    if long_table or read_back:
        return [say("link_review", link=link(page_url()))]
    if any(custom.get("verdict") for custom in customs):
        return [say("link_verdict", link=link(page_url()))]
    return []


def _parts(body: str, ending: str, page_url: Callable[[], str]) -> list[str]:
    """The body split, the ending whole at the end; what is too long is left to the page."""
    ending = ending if size(ending) <= LIMIT else split(ending)[0]
    parts = _with_ending(split(body), ending)
    if len(parts) <= MAX_PARTS:
        return parts
    ending = "\n\n".join(filter(None, (say("link_rest", link=link(page_url())), ending)))
    room = LIMIT - size(ending) - 2
    *kept, last = split(body)[:MAX_PARTS]
    if room <= 0:
        return [*kept, split(ending)[0]]
    return [*kept, "\n\n".join((split(last, room)[0], ending))]


def _with_ending(parts: list[str], ending: str) -> list[str]:
    if not ending:
        return parts
    if parts and size(parts[-1]) + size(ending) + 2 <= LIMIT:
        return [*parts[:-1], f"{parts[-1]}\n\n{ending}"]
    return [*parts, ending]
