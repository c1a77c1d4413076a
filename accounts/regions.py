"""Fujian's cities and counties, and what an account's region covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from accounts.wording import say


@dataclass(frozen=True)
class Region:
    """A county (`city` and `county`), a city (`city`), or the whole province (neither)."""

    city: str = ""
    county: str = ""

    @classmethod
    def read(cls, written: str) -> "Region":
        """The region as stored: `福州市/仓山区`, `福州市` or nothing."""
        city, _, county = written.partition("/")
        return cls(city, county)

    @property
    def written(self) -> str:
        """As stored."""
        return "/".join(part for part in (self.city, self.county) if part)

    @property
    def shown(self) -> str:
        """As people say it."""
        return self.city + self.county or say("province")

    @property
    def exists(self) -> bool:
        """Whether there is such a region."""
        if not self.city:
            return not self.county
        return self.city in cities() and (not self.county or self.county in cities()[self.city])

    def covers(self, other: "Region") -> bool:
        """Whether the other lies in this one (the region itself does)."""
        return self.city in ("", other.city) and self.county in ("", other.county)


@cache
def cities() -> Mapping[str, Sequence[str]]:
    """The counties of each city, in the official order."""
    loaded: dict[str, list[str]] = yaml.safe_load(
        (Path(__file__).parent / "regions.yml").read_text(encoding="utf-8")
    )
    return loaded


def region_of(address: str) -> Region | None:
    """The region that an address or a name begins with or contains, as exactly as it says.

    County names are unique in the province, so that a county alone tells the city as well; a
    county written under another city's name is not believed.
    """
    text = "".join(address.split())
    city = next((name for name in cities() if _said(name, text)), "")
    counties = [
        Region(home, county)
        for home, names in cities().items()
        for county in names
        if county in text and city in ("", home)
    ]
    if counties:
        return counties[0]
    return Region(city) if city else None


def _said(city: str, text: str) -> bool:
    short = city.removesuffix("市")
    return city in text or text.removeprefix("福建省").startswith(short)
