"""The notice and the matter that a conversation speaks of, for a follow-up that names neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from policy.cues import item_number
from policy.router import PLAIN, Route, Router

_AT_HOME_IN_IT = 0.2
"""So much less likely, the notice spoken of still comes first."""
_SURE = 1.0
_TAIL = "(?:[的那这里面上中]|时候|当时|文件|通知|规定|[个份年会儿]|[说提讲写有]|怎么|咋)*"
_NOISE = re.compile(r"^(?:那么?|请问|再问下?|还有)+|[呢吧吗么啊呀呗的了?？!！,，。 ]+$")


class SpokenOf:
    """Reads follow-ups within the notice and the matter last spoken of."""

    def __init__(self, router: Router) -> None:
        self._router, self._reader = router, router.reader
        self._cut = router.likeness.cut
        rule = router.data.follow_ups
        self._at_home = rule.at_home
        sides = router.data.sides
        self._told = [
            (re.compile(f"(?:{one.like}){_TAIL}"), [i for i in one.notices if i in router.ids])
            for one in (*sides.years, *sides.speakers)
        ]
        self._aspects = re.compile("|".join(f"(?:{pattern})" for pattern in rule.aspects))
        self._of_notice = re.compile("|".join(f"(?:{pattern})" for pattern in rule.of_notice))

    def asks_aspect(self, text: str) -> bool:
        """Whether a question says nothing but which side of the matter it asks for: 谁牵头."""
        return bool(self._aspects.fullmatch(_NOISE.sub("", text)))

    def aspect(self, text: str, last: str, last_topic: str) -> tuple[str, Route]:
        """Such a question on the words of the last one: of what its notice plainly says to that,
        else of the matter last spoken of."""
        whole = f"{last}{text}"
        route = self._router.route(whole)
        plain = route.topic is not None and route.confidence >= PLAIN
        if plain and route.notice == self._router.notice_of(last_topic):
            return whole, route
        stays = replace(route, topic=last_topic, best=last_topic, confidence=PLAIN, others=())
        return whole, replace(stays, notice=self._router.notice_of(last_topic))

    def of_the_notice(self, text: str, last_topic: str) -> tuple[str, Route] | None:
        """A question for something of the notice as a whole (谁发的, 还有效吗), asked of the one
        last spoken of; None for any other, and where nothing of that notice answers it."""
        notice = self._router.notice_of(last_topic)
        if notice not in self._router.ids or not self._of_notice.fullmatch(_NOISE.sub("", text)):
            return None
        whole = f"{self._reader.name_of(str(notice))}{text}"
        route = self._router.route(whole)
        return (whole, route) if route.topic is not None and route.notice == notice else None

    def unheard_of(self, text: str, found: Route, last_topic: str) -> bool:
        """Whether a short question puts something in the place of the last one's (疫情那几年呢)
        of which the topic `found` knows no word: it is about what was spoken of."""
        words = [word for word in self._cut(self._reader.beside_asking(text)) if len(word) > 1]
        if found.topic in (None, last_topic) or not words:
            return False
        return not self._router.speaks_of(found.topic, words)

    def of_that_notice(self, text: str, last: str) -> tuple[str, Route] | None:
        """The last question asked of the notice that a follow-up names and says no more, or tells
        by its year or who speaks in it (2021年的呢, 省里的呢); None where nothing answers it."""
        if self._reader.only_names(text):
            notices = self._reader.without_names(text)[0]
            if self._reader.without_names(last)[0]:
                return None  # one name in the place of another
        else:
            notices = self._told_by(text)
        rest = self._reader.without_names(last)[1]
        asked = [f"{self._reader.name_of(notice)}{rest}" for notice in notices]
        found = [(whole, self._router.route(whole)) for whole in asked]
        plain = sorted(
            (one for one in found if one[1].topic is not None), key=lambda one: -one[1].confidence
        )
        if not plain:
            return None
        (whole, route), *more = plain
        if more and more[0][1].confidence >= PLAIN:
            return whole, _and_then(route, str(more[0][1].topic))
        return whole, route

    def _told_by(self, text: str) -> list[str]:
        said = _NOISE.sub("", text)
        return next((notices for like, notices in self._told if like.fullmatch(said)), [])

    def in_its_notice(
        self, text: str, read: str, found: Route, last: str, last_topic: str | None
    ) -> tuple[str, Route] | None:
        """A short question that names no notice (`text`, in its conversation `read`, `found`),
        asked of the notice spoken of, by its name or on the `last` question's words, where that
        answers it. What another answers as plainly comes after it: the question leaves open which
        is meant."""
        notice = self._router.notice_of(last_topic)
        if notice is None or self._reader.without_names(read)[0]:
            return None
        if any(word in text for word in self._at_home):
            return None
        numbered = item_number(text) is not None
        if found.notice == notice and not numbered:
            return None
        asked = [f"{self._reader.name_of(notice)}{read}", f"{last} {text}"]
        routes = [(whole, self._router.route(whole)) for whole in asked[: 1 if numbered else 2]]
        # The last question's words lead back to its answer, whatever is asked now.
        routes = [one for i, one in enumerate(routes) if not i or one[1].topic != last_topic]
        whole, route = max(routes, key=lambda one: one[1].confidence * (one[1].notice == notice))
        if route.topic is None or route.notice != notice:
            return None
        if numbered:
            return whole, route
        if route.confidence < PLAIN or route.topic in self._router.data.general:
            return None
        if found.topic is None or found.confidence < PLAIN:
            return whole, route
        if route.confidence < found.confidence - _AT_HOME_IN_IT:
            return read, _and_then(found, route.topic)
        return whole, _and_then(route, found.topic)

    def whom_to_ask(
        self,
        text: str,
        read: str,
        found: Route,
        hints: Mapping[str, float] | None,
        last_topic: str | None,
    ) -> tuple[str, Route] | None:
        """A question for a contact that names no notice (`text`, in its conversation `read`), and
        its route: with the name of the notice that was spoken of, if that is another than the one
        whose contact is `found`; as it stands where it is about the home notice's matter."""
        if self._reader.without_names(read)[0]:
            return None
        if any(word in text for word in self._at_home):
            route = self._router.route(text, hints=hints)
            return (text, route) if self._router.is_contact(route.topic) else None
        notice = self._router.notice_of(last_topic)
        if notice is None or notice == found.notice:
            return None
        whole = f"{self._reader.name_of(notice)}{read}"
        route = self._router.route(whole)
        return (whole, route) if route.notice == notice else None


def _and_then(route: Route, second: str) -> Route:
    return replace(route, others=((second, _SURE), *route.others))
