"""What a city sends in, made from the samples of the two applications, as documents to print."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from forms.drafts import DONE, Draft, Photo
from forms.loader import read_yaml
from recommendation import Request, build_package, load_program
from tests import known
from tests.paper.pages import ROOT, TODAY, forms, rules

INSTITUTION, COUNTY = "demonstration_institution_application", "demonstration_county_application"
_FOLDERS = {
    "01推荐函.docx": "letter",
    "04工作报告": "report",
    "05佐证材料": "evidence",
    "00报送前核对.docx": "check",
}
_WHERE = {"institution": (INSTITUTION, "福州市"), "county": (COUNTY, "南平市")}
NAMES = [f"package_{name}_{who}" for who in _WHERE for name in _FOLDERS.values()]


@dataclass(frozen=True)
class _One:
    """One finished application in the place of the store."""

    draft: Draft

    def get(self, draft_id: str) -> Draft | None:
        return self.draft if draft_id == self.draft.id else None

    def photos(self, draft_id: str) -> list[Photo]:
        return []

    def by_resume_code(self, typed: str) -> Draft | None:
        return None


@cache
def documents() -> Mapping[str, bytes]:
    """The Word files of both packages by the name of their pictures, `NAMES`."""
    program = load_program(known.base(), dict(forms()))
    made: dict[str, bytes] = {}
    for who, (form_id, city) in _WHERE.items():
        drafts = _One(_finished(form_id))
        request = Request(codes=[form_id], city=city, contact="张三", phone="0591-87654321")
        package = build_package(request, program, rules(), drafts, TODAY)
        with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
            for path in archive.namelist():
                kind = _FOLDERS.get(path.partition("/")[0])
                if kind is not None:
                    made[f"package_{kind}_{who}"] = archive.read(path)
    return made


def _finished(form_id: str) -> Draft:
    moment = datetime(2025, 10, 20, 8, 0, tzinfo=UTC)
    values = read_yaml(ROOT / "forms" / form_id / "sample.yml")
    return Draft(
        id=form_id,
        form_id=form_id,
        form_version=forms()[form_id].version,
        owner="",
        revision=1,
        status=DONE,
        resume_code="K7QM-3F9T",
        created_at=moment,
        updated_at=moment,
        expires_at=moment,
        state={"values": values},
    )
