"""City and provincial staff ask for the letter or the package in the conversation: 出推荐函.

The documents themselves are made once and fetched from the console's address, by who is signed in,
for a day; what is told of them is not kept among the turns, see docs/decisions/023.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from accounts import Person
from api.conversation import Caller, Messages, Withheld
from api.events import request_id
from api.packages import PATH, keep, names_in, object_of, package_of, recommended
from api.permissions import rule_of
from api.prescreening_cards import message
from api.services import Services
from eligibility.showing import show_day
from recommendation import Package, RecommendationError
from recommendation.asking import Wish, wished
from recommendation.keeping import PackageStore
from recommendation.model import Finding
from recommendation.wording import say
from review import ReviewError
from storage.turns import LoggedTurn

LONGEST = 90
"""Characters of a finding that are told."""
SHOWN = 8
"""Findings that are told; all of them are in the first document of the package."""


class Packing:
    """Answers those who may make the package; whoever else asks is told how it is made."""

    def __init__(self, services: Services, packages: PackageStore) -> None:
        self._services = services
        self._packages = packages

    async def before(
        self, turn: LoggedTurn, previous: Sequence[Mapping[str, Any]] | None, caller: Caller
    ) -> Messages | Withheld | None:
        """The answer to a wish for the package; None for any other message or speaker."""
        wish, person = wished(turn.text), caller.person
        rule = rule_of("POST", PATH)
        if wish is None or person is None or rule is None or person.role not in rule.roles:
            return None
        if self._services.review is None:
            return None
        if caller.channel != "web":
            return message(say("chat_not_here"), "checked")
        return await asyncio.to_thread(self._answer, wish, person)

    def _answer(self, wish: Wish, person: Person) -> Messages | Withheld:
        services = self._services
        try:
            asked = services.program.city(wish.city)
            city = asked.name if asked else person.region.city
            cities = {one.region.city for one in recommended(services, person, city)}
            if not cities:
                return message(say("chat_nobody", city=city), "clarify")
            if len(cities) > 1:
                names = "、".join(sorted(cities))
                return message(say("chat_which_city", cities=names), "clarify")
            [city] = cities
            self._record(person, city)
            made = package_of(services, person, city, wish.contact, wish.phone)
            href = keep(self._packages, services, person, city, made)
        except (ReviewError, RecommendationError) as problem:
            return message(problem.message_zh, "error")
        return self._told(made, city, wish, href)

    def _told(self, made: Package, city: str, wish: Wish, href: str) -> Withheld:
        found = [one for one in made.findings if one.level in ("stop", "missing")]
        lines = [_line(n, one) for n, one in enumerate(found[:SHOWN], 1)]
        text = say(
            "chat_made",
            city=city,
            day=show_day(self._services.today()),
            summary=made.summary,
            lines=lines,
            more=len(found) - len(lines),
            contact=wish.contact,
        )
        files = [
            {"name": name, "href": f"{href}?{urlencode({'name': name})}"} for name in names_in(made)
        ]
        block = {"package": {"zip": href, "files": files}}
        kept = message(say("chat_not_kept"), "checked", {"withheld": True})
        return Withheld(message(text, "checked", block), kept)

    def _record(self, person: Person, city: str) -> None:
        self._services.audit.record(
            f"account:{person.id}",
            "package_made",
            object_of(city),
            channel="web",
            request_id=request_id.get(),
        )


def _line(number: int, finding: Finding) -> str:
    text = finding.text
    short = text if len(text) <= LONGEST else text[:LONGEST] + "……"
    return f"{number}. {finding.where}：{short}"
