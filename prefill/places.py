"""Names of cities and counties that were misread: 厦内市翔安区 for 厦门市翔安区."""

import re

from accounts import cities
from prefill.wording import say

_HAN = r"[\u4e00-\u9fff]"
_BEGINS = re.compile(
    rf"(?:福建省)?(?P<first>{_HAN}{{1,6}}?(?:实验区|市|县|区))(?P<second>{_HAN}{{1,5}}?[市县区])?"
)
_MOST_WRONG = 1


def misread(text: str) -> tuple[str, str] | None:
    """The name at the beginning that is no city or county of the province, and what it may be.

    Only where one of them differs in a single character: other provinces have names, too.
    """
    found = _BEGINS.match("".join(text.split()))
    if found is None:
        return None
    first, second = found["first"], found["second"] or ""
    counties = {county: city for city, names in cities().items() for county in names}
    if first in cities():
        return _near(second, list(cities()[first]), several=True) if second else None
    if first in counties:
        return None
    at_home = [counties[second]] if second in counties else []
    return _near(first, at_home) or _near(first, [*cities(), *counties])


def _near(said: str, known: list[str], *, several: bool = False) -> tuple[str, str] | None:
    """The one name that differs from what was said in a single character, or each such name."""
    if not said or said in known:
        return None
    alike = [name for name in known if len(name) == len(said) and _wrong(name, said) <= _MOST_WRONG]
    return (said, say("or").join(alike)) if alike and (several or len(alike) == 1) else None


def _wrong(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
