"""The package of what a city has recommended: made for the console and for the conversation."""

import io
import zipfile
from collections.abc import Sequence

from pypinyin import lazy_pinyin

from accounts import Person, Region
from api.errors import ApiError
from api.services import Services
from eligibility.showing import show_day
from recommendation import Package, RecommendationError
from recommendation.keeping import Basis, KeptPackage, PackageStore
from review import Submission, load_workflow, pack_recommended
from review.clock import local
from review.store import SubmissionStore

PATH = "/console/package"
FILE = f"{PATH}/file"


def recommended(services: Services, person: Person, city: str = "") -> list[Submission]:
    """What somebody can see that was recommended to the province, of one city or of all."""
    states = load_workflow().states
    seen = _store(services).seen_by(person)
    return [
        one for one in seen if states[one.state].counts and (not city or one.region.city == city)
    ]


def package_of(
    services: Services, person: Person, city: str, contact: str = "", phone: str = ""
) -> Package:
    """The package of a city, from what was submitted. Raises ReviewError, RecommendationError."""
    store = _store(services)
    chosen = recommended(services, person, city) if city else []
    frozen = [(one, store.snapshots(one.id)[-1]) for one in chosen]
    return pack_recommended(
        frozen,
        city,
        contact,
        phone,
        services.program,
        services.rule_sets,
        services.today(),
        store,
    )


def keep(
    packages: PackageStore, services: Services, person: Person, city: str, made: Package
) -> str:
    """Keep a package that was made for a city just now; the address of its link."""
    return f"{FILE}/{packages.keep(made, city, _basis(services, person, city))}"


def kept_for(packages: PackageStore, services: Services, person: Person, token: str) -> KeptPackage:
    """The package of a link, for whoever may see its city. RecommendationError when it is gone,
    another city's, or made of what is recommended no longer."""
    kept = packages.get(token)
    if not person.region.covers(Region(kept.city)):
        raise RecommendationError("unusable", "package_gone")
    if list(kept.basis) != _basis(services, person, kept.city):
        day = show_day(local(kept.made_at).date())
        raise RecommendationError("unusable", "package_changed", city=kept.city, day=day)
    return kept


def _basis(services: Services, person: Person, city: str) -> Basis:
    return [(one.id, one.round) for one in recommended(services, person, city)]


def _store(services: Services) -> SubmissionStore:
    if services.review is None:
        raise ApiError(503, "no_review")
    return services.review.store


def object_of(city: str) -> str:
    """What the audit calls the package of a city."""
    return f"city:{''.join(lazy_pinyin(city))}"


def names_in(package: Package) -> Sequence[str]:
    """The files of a package, in its order."""
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        return archive.namelist()
