"""Documents that a question names by their number (国办发〔2015〕84号, 65号文) and that are none of
the notices: whether a notice mentions them, and in which sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policy.models import Clause
from policy.notice import Notice
from policy.text import fold, normalise, sentences, squash

_OPEN, _CLOSE = r"[〔\[(【]", r"[〕\])】]"
_NUMBER = r"第?\s*(?P<number>\d{1,4})\s*号"
_LETTERED = re.compile(
    r"(?P<issuer>[一-鿿]{1,11}[发函办规字])(?P<year>)(?P<number>(?<!\d)\d{1,4})号文?"
)
"""国卫办发3号; not 发3号."""
_WAYS = (
    re.compile(rf"(?P<issuer>[一-鿿]{{0,12}})\s*{_OPEN}\s*(?P<year>(?:19|20)\d\d)年?\s*{_CLOSE}\s*{_NUMBER}"),
    re.compile(rf"(?P<issuer>[一-鿿]{{0,11}}[发函办规字])\s*(?P<year>(?:19|20)\d\d)年{_NUMBER}"),
    _LETTERED,
    re.compile(r"(?P<issuer>[一-鿿]{0,12})(?P<year>)(?P<number>(?<![\d.月至到-])\d{1,4})号文(?!件)"),
)  # fmt: skip
_ISSUES = re.compile(r"[发函办规字]$")
_SENT = re.compile(r"(?:[邮寄下转印颁]|出)发$")
"""Ends like an issuer and is none: 已下发3号文."""
_LEAST_SHARED = 2
"""Issuers of the same year and number are the same where they share so many characters: 国卫老龄发
may be said without 国."""
_MOST_PLACES = 2
_TITLES = (
    re.compile(r"《(?P<title>[^《》]{5,50})》"),
    re.compile(
        r"^(?:请问|想问下?|那|按照?|根据|依据)?(?P<title>[一-鿿]{3,20}(?:条例|保障法))(?:第.{1,4}条)?(?:里面?|里头|中|上)?(?:的|是|对)?"
        r".{0,8}(?:怎么|咋|如何|有没有|哪|讲|说|规定|写|什么|啥)"
    ),
)
_ASKING = re.compile("哪|什么|啥|几|要|[我你他这]")
_FORM = "表"
"""A title that ends so is a form's, not a document's."""


@dataclass(frozen=True)
class Document:
    """A document by its issuer's letters (""; as far as said), year (None: not said) and number."""

    issuer: str
    year: str | None
    number: str

    @property
    def name(self) -> str:
        """As it is written: 国办发〔2015〕84号, 65号文."""
        if self.year is None:
            return f"{self.issuer}{self.number}号文"
        return f"{self.issuer}〔{self.year}〕{self.number}号"

    def may_be(self, other: Document) -> bool:
        """Whether this one, as far as it is said, may be the other."""
        if self.number != other.number or self.year not in (None, other.year):
            return False
        shared = len(set(self.issuer) & set(other.issuer))
        return not self.issuer or shared >= _LEAST_SHARED


class Documents:
    """Finds the documents that questions name. `leads`: what is said before a number and is no
    part of it."""

    def __init__(self, notices: Sequence[Notice], leads: Sequence[str]) -> None:
        self._leads = _either(leads)
        names = [name for n in notices for name in (n.meta.number or "", *n.meta.short_names)]
        self._held = [d for name in names for d in self._named(normalise(name))]
        self._sources = fold("".join(notice.source for notice in notices))
        self._mentioned: dict[Document, dict[str, tuple[Notice, Clause, str]]] = {}
        for notice in notices:
            for top in notice.tree:
                for clause in top.walk():
                    self._read(notice, clause)

    def _read(self, notice: Notice, clause: Clause) -> None:
        for sentence in sentences(clause.text):
            for document in _written(normalise(squash(sentence))):
                places = self._mentioned.setdefault(document, {})
                places[squash(sentence)] = notice, clause, sentence

    def asked(self, question: str) -> list[Document]:
        """The documents that a question (its numbers in digits) names by number and that are none
        of the notices', in its order."""
        named = self._named(normalise(question).replace(" ", ""))
        return [d for d in named if not any(d.may_be(held) for held in self._held)]

    def _named(self, text: str) -> list[Document]:
        """The documents that a normalised text names by number."""
        found: dict[tuple[int, int], Document] = {}
        for way in _WAYS:
            for match in way.finditer(text):
                issuer = self._issuer(match["issuer"], bool(match["year"]))
                if not issuer and way is _LETTERED:
                    continue
                document = Document(issuer, match["year"] or None, match["number"])
                found.setdefault(match.span("number"), document)
        return [found[span] for span in sorted(found)]

    def titles(self, question: str) -> list[str]:
        """The titles of documents in a question that stand in none of the notices."""
        text = normalise(question).replace(" ", "")
        found = [match["title"] for way in _TITLES for match in way.finditer(text)]
        named = [t for t in found if not t.endswith(_FORM) and not _ASKING.search(t)]
        return [title for title in named if fold(title) not in self._sources]

    def places(self, document: Document) -> list[tuple[Notice, Clause, str]]:
        """The sentences of the notices that name a document."""
        found = {
            squash(sentence): (notice, clause, sentence)
            for other, places in self._mentioned.items()
            if document.may_be(other)
            for notice, clause, sentence in places.values()
        }
        return list(found.values())[:_MOST_PLACES]

    def _issuer(self, said: str, dated: bool) -> str:
        """The letters of an issuer, without what is said before them; "" for what is none. Before
        a year whatever is said is one (财社〔2021〕)."""
        letters = self._leads.split(said)[-1]
        issues = _ISSUES.search(letters) and not _SENT.search(letters)
        return letters if dated or issues else ""


def _written(text: str) -> list[Document]:
    """The documents whose number is written out in a normalised text."""
    return [
        Document(match["issuer"], match["year"], match["number"])
        for match in _WAYS[0].finditer(text)
    ]


def _either(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
