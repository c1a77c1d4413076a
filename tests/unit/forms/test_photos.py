"""Photographs that go with a form: kept, numbered, printed after it, gone with it."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from PIL import Image

import storage
from forms import Form, photos
from forms.drafts import Draft, DraftStore
from forms.read_back import read_back
from forms.rendering import render_docx
from prefill import PrefillError
from prefill.photos import MAX_KEPT, ready
from tests import databases

ROOT = Path(__file__).parents[3]
TODAY = date(2025, 10, 20)
ME = ("person-1", "web")


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **saved: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (90, 140, 90)).save(out, kind, **saved)
    return out.getvalue()


@pytest.fixture
def drafts(tmp_path: Path) -> DraftStore:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    databases.migrate(url)
    return DraftStore(storage.session_factory(storage.engine(url)), documents=tmp_path)


@pytest.fixture
def draft(drafts: DraftStore, form: Form) -> Draft:
    return drafts.create(form.id, form.version, "person-1", {})


def _sample(form: Form) -> dict[str, Any]:
    text = (ROOT / "forms" / form.id / "sample.yml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    return values


def test_what_the_camera_wrote_is_gone_and_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x8825] = {1: "N", 2: (26.0, 4.0, 30.0)}  # where it was taken
    exif[0x010F] = "a phone"
    made = ready(picture(exif=exif, size=(3000, 2000)))
    assert b"a phone" not in made
    with Image.open(io.BytesIO(made)) as kept:
        assert not kept.getexif()
        assert kept.format == "JPEG"
        assert kept.height > kept.width
        assert max(kept.size) == 1600
    assert len(made) <= MAX_KEPT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7\n", "photo_kind"),
        (b"\xff\xd8\xff\xe0" + b"x" * 3000, "broken"),
        (picture("PNG", (60, 60)), "picture_too_small"),
        (b"MZ" + b"\0" * 400, "wrong_kind"),
        (b"\xff\xd8\xff" + b"\0" * 13_000_000, "too_big"),
    ],
)
def test_what_is_no_photograph_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PrefillError) as refused:
        ready(data)
    assert refused.value.code == code
    assert "申请表没有变" in refused.value.message_zh


def test_added_named_and_removed_with_its_history(
    drafts: DraftStore, draft: Draft, form: Form
) -> None:
    for _ in range(2):
        photos.add(drafts, draft, form, ready(picture()), *ME)
    photos.name(drafts, draft, 2, "活动室", *ME)
    photos.remove(drafts, draft, 1, *ME)
    assert [photo.caption for photo in drafts.photos(draft.id)] == ["活动室"]
    told = [(c.field, c.old, c.new) for c in drafts.history(draft.id)]
    assert told == [
        ("@photo", None, "第1张"),
        ("@photo", None, "第2张"),
        ("@photo", "第2张", "第2张活动室"),
        ("@photo", "第1张", None),
    ]
    now = drafts.get(draft.id)
    assert now is not None
    assert now.revision == draft.revision + 4  # a document made before is not taken for this one


def test_what_is_not_there_and_what_has_no_place_changes_nothing(
    drafts: DraftStore, draft: Draft, form: Form
) -> None:
    assert form.data.photos is not None
    with pytest.raises(photos.PhotoRefused, match="没有第3张照片，现在共0张"):
        photos.remove(drafts, draft, 3, *ME)
    for _ in range(form.data.photos.most):
        photos.add(drafts, draft, form, picture(), *ME)
    with pytest.raises(photos.PhotoRefused, match="最多附6张"):
        photos.add(drafts, draft, form, picture(), *ME)
    assert len(drafts.photos(draft.id)) == form.data.photos.most
    assert len(drafts.history(draft.id)) == form.data.photos.most


def test_a_form_without_a_place_for_them_says_so(
    drafts: DraftStore, forms_by_id: dict[str, Form]
) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    draft = drafts.create(form.id, form.version, "person-1", {})
    with pytest.raises(photos.PhotoRefused, match="不附照片"):
        photos.add(drafts, draft, form, picture(), *ME)


def test_they_go_with_the_draft(drafts: DraftStore, draft: Draft, form: Form) -> None:
    photos.add(drafts, draft, form, picture(), *ME)
    drafts.delete(draft.id)
    assert drafts.photos(draft.id) == []


def test_printed_after_the_form_and_the_form_is_read_as_before(form: Form) -> None:
    values = _sample(form)
    plain = render_docx(form, values, TODAY)
    shapes = [(1600, 900), (600, 1600), (300, 300)]
    given = [photos.Photo("<b>大门</b>{{ 7*7 }}", picture(size=shape)) for shape in shapes]
    made = photos.with_photos(plain, form, given)
    document = Document(io.BytesIO(made))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts.count("图2　<b>大门</b>{{ 7*7 }}") == 1
    assert "附：机构照片" in "".join(texts)
    assert len(document.inline_shapes) == 3
    for shown in document.inline_shapes:
        assert shown.width.mm <= photos.WIDTH_MM + 1
        assert shown.height.mm <= photos.HEIGHT_MM + 1
    assert read_back(made, form) == read_back(plain, form)


def test_without_any_the_document_is_the_same(form: Form) -> None:
    plain = render_docx(form, _sample(form), TODAY)
    assert photos.with_photos(plain, form, []) is plain
