"""Answers from notices that were added to the running service.

They stand beside the answers of data/notices and never change them: an added notice is asked first
only where the question names it or its place, and otherwise only where nothing else answers. Facts
that a person accepted come first, then the words of a clause; what is not sure is not said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from policy import render
from policy.added_data import FILE, AddedData, Levels, Tier
from policy.added_search import NoticeSearch, reaches
from policy.compose import Composer
from policy.cues import Cues
from policy.loader import Library
from policy.models import Answer, Citation, Clause, Hit, NoticeMeta, Subject
from policy.notice import Notice
from policy.router import Router
from policy.text import fold, normalise, sentences, squash
from policy.yamlfile import read_yaml

_DOCUMENT = re.compile(r"[〔\[(【]((?:19|20)\d{2})[〕\])】]第?(\d+)号")
_BETWEEN = re.compile(r"^(?:[那这][份个]|通知|文件|里面|里|中的|的|是|[，,、：:\s])+")
_WHOLE = 160
"""A clause of up to so many characters is shown whole."""


class Added:
    """The added notices of a service; immutable. `library` is that of data/notices; `unread` are
    those known by name alone, since their files do not hold."""

    def __init__(
        self,
        notices: Sequence[Notice],
        library: Library,
        composer: Composer,
        router: Router,
        folder: Path,
        cache: Path | None = None,
        unread: Sequence[NoticeMeta] = (),
    ) -> None:
        self.notices = list(notices)
        self._metas = [*(notice.meta for notice in notices), *unread]
        self._composer, self._router = composer, router
        self._data: AddedData = read_yaml(folder / FILE).parse(AddedData)
        self._past = library.wording.past
        self._known = len(library.notices)
        self._cues = Cues([*(notice.meta for notice in library.notices.values()), *self._metas])
        self._here = fold("".join(notice.source for notice in library.notices.values()))
        data_dir = folder.parent
        self._search = [
            NoticeSearch(notice, data_dir, cache / "added" if cache else None, self._data.ignored)
            for notice in notices
        ]
        self._topics = {topic: notice for notice in notices for topic in notice.entries}

    def warm_up(self) -> None:
        """Compute the vectors now rather than with the first question."""
        for search in self._search:
            search.warm_up()

    # which notice is meant

    def names(self, question: str) -> bool:
        """Whether a question names an added notice."""
        return bool(self._named(normalise(question)))

    def _named(self, text: str) -> list[int]:
        """Places of the added notices that a normalised question names, and no other notice."""
        plain = fold(text)
        documents = set(_DOCUMENT.findall(plain))
        found = self._cues.named(text)
        own = [i - self._known for i in found if i >= self._known]
        own = [i for i in own if self._is_named(i, plain, documents)]
        whole = [i for i in own if fold(self._metas[i].number or "\0") in plain]
        others = any(i < self._known for i in found)
        return whole if others else own

    def _is_named(self, i: int, plain: str, documents: set[tuple[str, str]]) -> bool:
        """Whether it is named as a whole: 109号文 is not 9号文, nor is another body's 9号."""
        meta = self._metas[i]
        own = set(_DOCUMENT.findall(fold(meta.number or "")))
        if documents:
            return bool(documents & own) and fold(meta.number or "") in plain
        return any(re.search(rf"(?<!\d){re.escape(fold(n))}", plain) for n in meta.short_names)

    def _placed(self, text: str) -> list[int]:
        """Places of the added notices whose place a question gives, one that no notice under
        data/notices mentions."""
        plain = fold(text)
        return [
            i
            for i, notice in enumerate(self.notices)
            if any(fold(cue) in plain and fold(cue) not in self._here for cue in notice.meta.cues)
        ]

    def _owner(self, topic: str | None) -> int | None:
        """The place of the notice that a topic belongs to."""
        for i, notice in enumerate(self.notices):
            if topic in notice.entries or (topic or "").startswith(f"{notice.meta.id}/"):
                return i
        return None

    # what is answered

    def first(
        self, question: str, *, subject: Subject | None, today: date, last_topic: str | None
    ) -> Answer | None:
        """The answer where an added notice is named or followed up (then also that it does not
        say), or where its place is given; None: the question is for the other notices."""
        text = normalise(question)
        named = self._named(text)
        if named:
            sound = [i for i in named if i < len(self.notices)]
            if not sound:
                return self._unread(self._metas[named[0]])
            found = self._best(sound, "named", question, subject, today)
            return found or self._decline(sound[0], question, today)
        if self._cues.named(text):
            return None
        last = self._owner(last_topic)
        if last is not None and self._router.reader.is_follow_up(text):
            marked = text.startswith(tuple(self._router.data.follow_ups.words))
            found = self._best([last], "named" if marked else "placed", question, subject, today)
            if found is not None or marked:
                return found or self._decline(last, question, today)
        placed = self._placed(text)
        return self._best(placed, "placed", question, subject, today) if placed else None

    def instead(self, question: str, *, subject: Subject | None, today: date) -> Answer | None:
        """The answer where no other notice has one and an added one in force certainly has."""
        text = normalise(question)
        places = (*self._router.data.places, *self._router.data.own_places)
        asked = [place for place in places if place in text]
        fitting = [
            i
            for i, notice in enumerate(self.notices)
            if notice.meta.in_force(today) and all(place in notice.source for place in asked)
        ]
        if self._cues.named(text) or not fitting:
            return None
        return self._best(fitting, "other", question, subject, today)

    def has(self, topic: str | None) -> bool:
        """Whether a topic is one of an added notice's."""
        return self._owner(topic) is not None

    def answer(self, topic: str, *, question: str, subject: Subject | None, today: date) -> Answer:
        """The answer of a topic of an added notice, again."""
        owner = self._owner(topic)
        assert owner is not None
        notice = self.notices[owner]
        if topic in notice.entries:
            return self._composer.answer(
                notice, topic, question=question, subject=subject, today=today
            )
        clause = notice.clauses[topic.partition("/")[2]]
        return self._clause(notice, clause, clause.text.strip(), today)

    def explain(self, topic: str, *, subject: Subject | None, today: date) -> Answer:
        """The whole clauses on which the answer of a topic stands."""
        given = self.answer(topic, question="", subject=subject, today=today)
        notice = self._topics.get(topic) or self.notices[self._owner(topic) or 0]
        clauses = dict.fromkeys(citation.clause for citation in given.citations)
        shown = [
            self._clause(notice, notice.clauses[c], notice.clauses[c].text.strip(), today)
            for c in clauses
        ]
        return given.model_copy(
            update={
                "text": "\n".join(answer.text for answer in shown),
                "citations": [citation for answer in shown for citation in answer.citations],
            }
        )

    def _best(
        self, among: Sequence[int], tier: Tier, question: str, subject: Subject | None, today: date
    ) -> Answer | None:
        """The surest answer of some notices: the clause asked for by its number, facts, then other
        clauses."""
        levels = self._data.levels[tier]
        if levels.fact is not None:
            for i in among:
                numbered = self._numbered(i, question, today)
                if numbered is not None:
                    return numbered
        for i in among if levels.fact is not None else ():
            headed = self._search[i].headed(self._asked(i, question))
            if headed is not None:
                return self._whole(self.notices[i], headed, today)
        facts = [(i, *self._facts(i, question, levels)) for i in among]
        i, topics, _ = max(facts, key=lambda found: found[2])
        if topics:
            return self._told(self.notices[i], topics, question, subject, today)
        hits = [(i, hit) for i in among if (hit := self._hit(i, question, levels)) is not None]
        if not hits:
            return None
        i, hit = max(hits, key=lambda found: found[1].score + found[1].overlap)
        notice = self.notices[i]
        clause = notice.clauses[hit.clause]
        short = len(squash(clause.text)) <= _WHOLE
        return self._clause(notice, clause, clause.text.strip() if short else hit.quote, today)

    def _numbered(self, i: int, question: str, today: date) -> Answer | None:
        """The clauses for which a question asks by number; of a notice in articles also that there
        is none of this number."""
        notice, search = self.notices[i], self._search[i]
        asked = search.numbered(self._asked(i, question))
        clauses = [clause for clause in asked.values() if clause is not None]
        if clauses:
            told = [self._whole(notice, clause, today) for clause in clauses]
            cited = dict.fromkeys(citation for one in told for citation in one.citations)
            text = "\n".join(one.text for one in told)
            return told[0].model_copy(update={"text": text, "citations": list(cited)})
        last = search.articles()
        if not asked or not last or min(asked) <= last:
            return None
        head = notice.tree[0]
        cited_head = Citation(
            notice=notice.meta.cited_as, clause=head.path, quote=head.text.strip()
        )
        text = self._say(self._data.no_article, notice, last=last)
        return Answer(text=text, citations=[cited_head], outcome="declined")

    def _asked(self, i: int, question: str) -> str:
        """The question without the names of a notice, as it is compared."""
        meta = self.notices[i].meta
        text = normalise(question).replace(" ", "")
        for name in sorted([*meta.short_names, meta.cited_as, *meta.cues], key=len, reverse=True):
            text = re.sub(rf"(?<!\d){re.escape(normalise(name).replace(' ', ''))}", "", text)
        return self._router.reader.read(_BETWEEN.sub("", text.replace("《》", "")))

    def _facts(self, i: int, question: str, levels: Levels) -> tuple[list[str], float]:
        if levels.fact is None:
            return [], 0.0
        return self._search[i].facts(self._asked(i, question), levels.fact)

    def _hit(self, i: int, question: str, levels: Levels) -> Hit | None:
        hits = self._search[i].clauses(self._asked(i, question))
        return next((hit for hit in hits if reaches(hit, levels.clause)), None)

    def _told(
        self,
        notice: Notice,
        topics: Sequence[str],
        question: str,
        subject: Subject | None,
        today: date,
    ) -> Answer:
        """The answers of some entries as one."""
        told = [
            self._composer.answer(notice, topic, question=question, subject=subject, today=today)
            for topic in topics[: self._data.most]
        ]
        if len(told) == 1:
            return told[0]
        left = len(topics) - len(told)
        lines = [self._say(self._data.several, notice, count=len(topics))]
        lines += [answer.text for answer in told]
        lines += [self._say(self._data.more, notice, count=left)] if left else []
        cited = dict.fromkeys(citation for answer in told for citation in answer.citations)
        return told[0].model_copy(update={"text": "\n".join(lines), "citations": list(cited)})

    def _whole(self, notice: Notice, clause: Clause, today: date) -> Answer:
        """A clause in full; of those below it what each begins with."""
        answer = self._clause(notice, clause, clause.text.strip(), today)
        below = [(c, (sentences(c.text) or [c.text.strip()])[0]) for c in clause.children]
        if not below:
            return answer
        lead, _, over = answer.text.partition("”")
        lines = "\n".join(f"“{' '.join(quote.split())}”" for _, quote in below)
        cited = [
            Citation(notice=notice.meta.cited_as, clause=child.path, quote=quote)
            for child, quote in below
        ]
        return answer.model_copy(
            update={"text": f"{lead}”\n{lines}{over}", "citations": [*answer.citations, *cited]}
        )

    def _clause(self, notice: Notice, clause: Clause, quote: str, today: date) -> Answer:
        lead = self._say(self._data.clause, notice, clause=clause)
        text = f"{lead}\n“{' '.join(quote.split())}”"
        over = self._composer.is_over(notice.meta, "", today)
        return Answer(
            text=f"{text}\n{over}" if over else text,
            citations=[Citation(notice=notice.meta.cited_as, clause=clause.path, quote=quote)],
            outcome="answered",
            topic=f"{notice.meta.id}/{clause.id}",
        )

    def _decline(self, i: int, question: str, today: date) -> Answer:
        """A notice was asked by name and does not say, with the nearest of its clauses if near."""
        notice = self.notices[i]
        hits = self._search[i].clauses(self._asked(i, question))
        near = next((hit for hit in hits if reaches(hit, self._data.near)), None)
        if near is None:
            head = notice.tree[0]
            text = self._say(self._data.decline, notice)
            cited = Citation(notice=notice.meta.cited_as, clause=head.path, quote=head.text.strip())
        else:
            clause = notice.clauses[near.clause]
            text = self._say(self._data.decline_near, notice, clause=clause, quote=near.quote)
            cited = Citation(notice=near.notice, clause=near.clause, quote=near.quote)
        over = self._composer.is_over(notice.meta, "", today)
        return Answer(
            text=f"{text}\n{over}" if over else text, citations=[cited], outcome="declined"
        )

    def _unread(self, meta: NoticeMeta) -> Answer:
        """A notice was asked by name whose files do not hold: that is not what it says."""
        return Answer(text=render.render(self._data.unread, {"notice": meta}), outcome="error")

    def _say(self, template: str, notice: Notice, **values: object) -> str:
        return render.render(template, {"notice": notice.meta, **values})
