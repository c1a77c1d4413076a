"""Packages that were made, kept for a day: whoever takes one file after another takes them from
one making, by a signed link."""

import io
import json
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from recommendation.errors import RecommendationError
from recommendation.package import Package
from storage import utc_now
from storage.private_files import write_private

KEEP = timedelta(hours=24)
LONGEST_TOKEN = 200
_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_ABOUT, _CONTENT = "about.json", "package.zip"

Basis = Sequence[tuple[int, int]]
"""Of what a package was made: number and round of each application."""


@dataclass(frozen=True)
class KeptPackage:
    """One package as it was made, for a city."""

    city: str
    filename: str
    basis: Basis
    made_at: datetime
    folder: Path

    def content(self) -> bytes:
        """The ZIP. Raises RecommendationError when it has just gone."""
        try:
            return (self.folder / _CONTENT).read_bytes()
        except OSError as error:
            raise RecommendationError("unusable", "package_gone") from error

    def file(self, name: str) -> bytes | None:
        """One file of it; None where it has none of that name."""
        with zipfile.ZipFile(io.BytesIO(self.content())) as archive:
            return archive.read(name) if name in archive.namelist() else None


class PackageStore:
    """All kept packages of an installation, a folder each, readable by the service alone."""

    def __init__(self, folder: Path, secret: str, now: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._signer = URLSafeSerializer(secret, salt="package-link")
        self._now = now

    def keep(self, package: Package, city: str, basis: Basis) -> str:
        """Keep a package; the token of its link."""
        name = secrets.token_urlsafe(24)
        folder = self._folder / name
        folder.mkdir(parents=True, mode=0o700)
        write_private(folder / _CONTENT, package.content)
        about = {
            "city": city,
            "filename": package.filename,
            "basis": [list(one) for one in basis],
            "made_at": self._now().isoformat(),
        }
        write_private(folder / _ABOUT, json.dumps(about, ensure_ascii=False).encode())
        return str(self._signer.dumps(name))

    def get(self, token: str) -> KeptPackage:
        """The package of a link. Raises RecommendationError for a forged link, and for one whose
        package is past its time: nobody learns which."""
        try:
            name = str(self._signer.loads(token[:LONGEST_TOKEN]))
        except BadSignature as error:
            raise RecommendationError("unusable", "package_gone") from error
        kept = self._read(self._folder / name) if _ID.fullmatch(name) else None
        if kept is None or self._past(kept):
            raise RecommendationError("unusable", "package_gone")
        return kept

    def purge(self) -> int:
        """Remove what is past its time; how many packages."""
        past = [kept for kept in self._all() if self._past(kept)]
        for kept in past:
            shutil.rmtree(kept.folder, ignore_errors=True)
        return len(past)

    def clear(self) -> None:
        """Remove all of them: an application in one may have been erased."""
        for kept in list(self._all()):
            shutil.rmtree(kept.folder, ignore_errors=True)

    def _past(self, kept: KeptPackage) -> bool:
        return kept.made_at + KEEP <= self._now()

    def _all(self) -> Iterator[KeptPackage]:
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            kept = self._read(folder)
            if kept is not None:
                yield kept

    @staticmethod
    def _read(folder: Path) -> KeptPackage | None:
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            return KeptPackage(
                city=about["city"],
                filename=about["filename"],
                basis=[(number, round_) for number, round_ in about["basis"]],
                made_at=datetime.fromisoformat(about["made_at"]),
                folder=folder,
            )
        except (OSError, ValueError, KeyError):
            return None  # it is just being made, or removed
