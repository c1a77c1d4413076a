"""Places that a text names: those of the notices' own province, and others.

The names stand in data/notices/router.yml; a name inside another one or inside a saying that is no
place (大同小异, 马鞍山 for 鞍山) is not that place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy.router_data import RouterData


class Places:
    """Finds the places of `data` in normalised texts."""

    def __init__(self, data: RouterData) -> None:
        self._own = (data.home_province, *data.own_places)
        self.names = frozenset(data.places)
        names = sorted(map(re.escape, data.places), key=len, reverse=True)
        self._named = re.compile("|".join([*(f"(?:{p})" for p in data.no_places), *names]))

    def others(self, text: str) -> Sequence[str]:
        """The other places that a text names, in their order."""
        found = (match.group() for match in self._named.finditer(text))
        return list(dict.fromkeys(name for name in found if name in self.names))

    def own(self, text: str) -> bool:
        """Whether a text names the notices' own province or a place in it."""
        return any(place in text for place in self._own)
