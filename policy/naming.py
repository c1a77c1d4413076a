"""A question with the name of the notice that the rest of its message names."""

from __future__ import annotations

from collections.abc import Mapping

from policy.across import ID as ACROSS
from policy.router import Route, Router

_ABOUT = 0.8
_PLAINLY = 0.9
"""How likely the topic of a message must be that tells which notice it means."""
_SHORT_RUN = 8


class Naming:
    """Reads which notice a question means that names none, by what a router makes of it."""

    def __init__(self, router: Router) -> None:
        self._router, self._reader = router, router.reader

    def beside(
        self, question: str, message: str, *, hints: Mapping[str, float] | None
    ) -> str | None:
        """The question with the name of the notice that the rest of its message names, where that
        notice answers it about as surely as any answers it alone, or where another's telephone
        would; else None."""
        found = self._reader.with_name(question, message) or self._hinted(question, message)
        if found is None:
            return None
        whole, notice = found
        alone = self._router.route(question, hints=hints)
        if self._router.is_contact(alone.topic):
            return None if self._router.names_person(question) else whole
        if (hints or {}).get(alone.topic or "", 0.0) >= self._router.data.agreed:
            return None
        route = self._router.route(whole)
        surer = route.notice == notice and route.confidence >= _ABOUT * alone.confidence
        return whole if surer else None

    def _hinted(self, question: str, message: str) -> tuple[str, str] | None:
        """A question that names no notice with the name of the one, of several that its message
        hints at, by which the whole is plainly answered; and that notice's id."""
        if question == message or self._reader.without_names(question)[0]:
            return None
        if len(self._reader.without_names(message)[0]) < 2:
            return None
        route = self._router.route(message)
        if route.notice not in route.asked_notices or route.confidence < _PLAINLY:
            return None
        return f"{self._reader.name_of(str(route.notice))}{question}", str(route.notice)

    def of_short(self, run: str, said: str) -> str | None:
        """A short question with the name of the notice that its message names, where that notice
        answers it: 促进行动的培训做到什么程度，到哪年为止."""
        found = self._reader.with_name(run, said) if len(run) < _SHORT_RUN else None
        if found is None:
            return None
        whole, notice = found
        return whole if self._router.route(whole).notice == notice else None

    def of_the_same(self, run: str, before: Route) -> str:
        """A question about the notice spoken of with the name of the one that answered before."""
        if before.notice in (None, ACROSS) or self._reader.without_names(run)[0]:
            return run
        return f"{self._reader.name_of(str(before.notice))}{run}"
