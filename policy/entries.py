"""The shape of answers/*.yml and of wording.yml: wording and routing as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from policy.models import Button, Ident, Pattern, Strict, Subject, Text

Grade = Literal[
    "meets",
    "edge",
    "fails",
    "by_cutoff",
    "mixed",
    "several",
    "open",
    "between",
    "premise_right",
    "premise_wrong",
]


Kind = Literal["fact", "not_specified"]


class Quote(Strict):
    """A citation that is not a fact's whole quote: clause id and verbatim words."""

    clause: Text
    quote: Text


_EACH = ("分别", "各是", "各有", "各要", "各多少", "各写")
Share = Annotated[float, Field(ge=0, le=1)]

Source = Ident | Quote
"""What an answer cites: a fact id, or a clause with a quote."""


class Say(Strict):
    """One wording: a Jinja2 template over facts and today, and what it cites, in order."""

    text: Text
    cite: list[Source] = Field(min_length=1)
    card: Literal["timeline"] | None = None


class Counts(Strict):
    """How counts in a question make the share that a threshold is about.

    Regular expressions on the words around each count: `whole` (tried in order) what the share is
    of, `part` what it is of it. `together`: several parts are added; unless the question says that
    they do not overlap (`apart`), the share then lies between the largest part and their sum.
    `never`: units that count neither (`120张床` is no number of residents).
    `unitless`: a part may be said without its unit (`失能七十、失智十五`). `bare`: what stands
    before a whole that is said without it (`开放床位150`).
    """

    whole: list[Pattern] = Field(min_length=1)
    part: Pattern
    together: bool = False
    unitless: bool = False
    bare: Pattern | None = None
    never: str = ""
    apart: Pattern | None = None


class Judge(Strict):
    """How a number in the question is measured against a threshold fact.

    Each wording is a template; `n` is the user's number, `ns` all of them, `average` their mean
    (`average.text`, `average.holds`; none when they are not exact). `edge`: the number equals
    the threshold. `mixed`: several numbers on both sides. `several`: more than one number, when
    they cannot be judged one by one. `open`: the question uses one of `open_words` and the
    notice leaves that reading open. `between`: counts that may hold some
    twice lie on both sides. `by_cutoff`: a duration up to today and one up to the cut-off
    day come out differently; `shifted` says how the latter does. `premise_*`: the user states what
    the threshold is, rather than what they have.
    """

    fact: Ident
    cutoff: Ident | None = None
    """A day fact: dates of beginning in the question count up to it."""
    counts: Counts | None = None
    """A share said as two counts is judged too."""
    rest: Pattern | None = None
    """A share said after this is what is left of the whole: 空了四成."""
    of: Pattern | None = None
    """What names the figure: a number that is said to be another one's is not measured."""
    all_needed: bool = False
    """Of several numbers every one must meet the threshold, so that one failing decides."""
    open_words: list[Text] = Field(default_factory=list)
    say: dict[Grade, Text]
    cite: list[Source] = Field(default_factory=list)
    """Cited instead of the entry's own sources when not empty."""

    @model_validator(mode="after")
    def _has_needed(self) -> Judge:
        for grade in ("meets", "edge", "fails", "premise_right", "premise_wrong"):
            if grade not in self.say:
                raise ValueError(f"judge.say 缺少 {grade}")
        if self.open_words and "open" not in self.say:
            raise ValueError("写了 open_words，就要写 open 的说法")
        if self.cutoff and "by_cutoff" not in self.say:
            raise ValueError("写了 cutoff，就要写 by_cutoff 的说法")
        return self


class Variant(Strict):
    """Another wording when the question holds one of these words or what fits the regular
    expression `like`, tried in order.

    For a question that goes for one side of a topic ("传真是多少"). `kind` when it differs from
    the entry's; `subject` when it serves that kind of applicant only.
    """

    words: list[Text] = Field(default_factory=list)
    like: Pattern | None = None
    kind: Kind | None = None
    subject: Subject | None = None
    say: Say

    @model_validator(mode="after")
    def _asked_for(self) -> Variant:
        if not (self.words or self.like):
            raise ValueError("要写 words（问到的词）或者 like（正则表达式）")
        return self

    def is_asked(self, question: str) -> bool:
        """Whether a normalised question asks for this side of the topic."""
        if any(word in question for word in self.words):
            return True
        return self.like is not None and re.search(self.like, question) is not None


class Entry(Strict):
    """The answer to one topic.

    `kind` not_specified: the notice does not say; the outcome is then `declined` and the sources
    are the nearest clause and the contact. `say` is one wording for everybody; `by_subject` one
    for each kind of applicant, and then `both` (if given) serves when the subject is unknown,
    otherwise the assistant asks back. `only_for`: the topic concerns one kind of applicant.
    """

    topic: Ident
    title: Text
    kind: Kind = "fact"
    only_for: Subject | None = None
    say: Say | None = None
    by_subject: dict[Subject, Say] | None = None
    both: Say | None = None
    variants: list[Variant] = Field(default_factory=list)
    judge: Judge | None = None
    confirm: Ident | None = None
    """A deadline or day fact: `other_day` in the template is a different day that the question
    asks to have confirmed, or none; `plan` the day on which it means to hand in."""
    select: Literal["stage", "current_stage"] | None = None
    family: Ident | None = None
    """Entries of one family answer the same question out of different notices: where the question
    names none of them, every one in force answers."""
    asks: list[Text] = Field(default_factory=list)
    """How people ask for this, in their own words: the router's examples (no retraining)."""

    @model_validator(mode="after")
    def _says_something(self) -> Entry:
        if (self.say is None) == (self.by_subject is None):
            raise ValueError("say 和 by_subject 要写一个，也只能写一个")
        if self.by_subject is not None and len(self.by_subject) != 2:
            raise ValueError("by_subject 要同时写 county 和 institution")
        if self.both is not None and self.by_subject is None:
            raise ValueError("有 by_subject 才能写 both")
        return self

    def sayings(self) -> Iterator[tuple[tuple[str | int, ...], Say, Kind]]:
        """Every wording with its place in the entry and its kind."""
        if self.say is not None:
            yield ("say",), self.say, self.kind
        for subject, say in (self.by_subject or {}).items():
            yield ("by_subject", subject), say, self.kind
        if self.both is not None:
            yield ("both",), self.both, self.kind
        for i, variant in enumerate(self.variants):
            yield ("variants", i, "say"), variant.say, variant.kind or self.kind

    def choose(self, question: str, subject: Subject | None) -> tuple[Say | None, Kind, bool]:
        """The wording for a normalised question, its kind, and whether it is a variant.

        The wording is None when it must first be asked who applies. A question for each of several
        sides (`2021年底和2022年底各是啥`) gets the whole.
        """
        fitting = [
            variant
            for variant in self.variants
            if variant.subject in (None, subject) and variant.is_asked(question)
        ]
        whole = len(fitting) > 1 and self.say is not None and any(w in question for w in _EACH)
        if fitting and not whole:
            return fitting[0].say, fitting[0].kind or self.kind, True
        if self.by_subject is None:
            return self.say, self.kind, False
        return (self.by_subject[subject] if subject is not None else self.both), self.kind, False


class SubjectWords(Strict):
    """How a subject is named, the quick reply that chooses it, and words that mean it. `plainly`:
    those of them that name it even beside a word of the other (`示范县里的医养结合机构`)."""

    name: Text
    words: list[Text] = Field(min_length=1)
    plainly: list[Text] = Field(min_length=1)
    button: Button


class Nearness(Strict):
    """When a clause found by search may be shown as the nearest content.

    `score`: least cosine of question and sentence; `overlap`: least share of the question's
    informative words in the clause; `sure`: a cosine that suffices alone.
    """

    score: Annotated[float, Field(gt=0, lt=1)]
    overlap: Annotated[float, Field(ge=0, le=1)]
    sure: Annotated[float, Field(gt=0, le=1)]


class ContactRef(Strict):
    """Which contact fact of which notice is offered when nothing answers."""

    notice: Text
    fact: Ident


class ClauseLevels(Strict):
    """When a clause found by search answers a question that has no entry: least cosine of question
    and sentence, least share of the question's words in the clause, and least of both together."""

    score: Share
    overlap: Share
    together: Annotated[float, Field(ge=0, le=2)]


class Wording(Strict):
    """wording.yml: what is said around the answers, for all notices.

    `clause` is said before the words of a clause that has no entry, `explained` before those of
    the clauses an answer stands on, `member` before each of several notices' answers, `figure`
    before what each of several figures comes to, `not_there` for one of them that does not
    speak of the matter, `mentioned` before each sentence with a word that was looked for and
    `mentions_more` after a choice of them, `again` before the last answer given once more,
    `listed_item` for one of the things that it lists, `runner_up` before a second one (of which
    `runner_up_more` says that it is cut short), `decline_elsewhere` of another place, `past`
    after what an expired notice says; `not_held` of documents that are none of the notices,
    `only_mentioned` before the sentences that name one; `undefined` before what is said of a
    term that none defines, `no_such_term` where nothing is, `how_often_open` before what is
    said of a thing without how often it is done, `kind_open` before what does not tell the kind
    of thing that is asked for, `part_open` of a question of a message that nothing answers,
    `not_listed` of things of which only the number is, `not_so` before an answer that gives another
    figure than the one that is to be confirmed.
    """

    contact: ContactRef
    subjects: dict[Subject, SubjectWords]
    clarify: Text
    only_for: Text
    ask_contact: Text
    decline: Text
    decline_near: Text
    decline_elsewhere: Text
    nearness: Nearness
    clause: Text
    clause_levels: ClauseLevels
    explained: Text
    member: Text
    figure: Text
    not_there: Text
    runner_up: Text
    again: Text
    listed_item: Text
    runner_up_more: Text
    mentioned: Text
    mentions_more: Text
    past: Text
    not_held: Text
    only_mentioned: Text
    undefined: Text
    no_such_term: Text
    how_often_open: Text
    kind_open: Text
    part_open: Text
    not_listed: Text
    not_so: Text

    @model_validator(mode="after")
    def _has_both(self) -> Wording:
        if len(self.subjects) != 2:
            raise ValueError("subjects 要同时写 county 和 institution")
        return self
