"""A form that changed under a draft: finished on its own version, or on the present one."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document

from actions import services
from actions.versions import asked_version
from forms import Form, load_form
from forms.read_back import cell_texts
from forms.template_builder import build
from forms.template_check import require_template
from forms.template_spec import load_spec
from forms.versions import BESIDE, Versions, changes
from tests import known
from tests.unit.actions.conftest import ROOT, Person

FORM, ANSWER = "declaration_form", "action_answer"
FORM_ID = "demonstration_institution_application"
FAX = {
    "key": "fax", "label": "传真", "type": "phone", "required": False, "question": "传真是多少？",
    "help": "座机写区号。", "example": "0591-83300009",
}  # fmt: skip


def _next_version(folder: Path) -> None:
    """The form of a year later in its folder: 传真 in the place of 邮政编码, another title."""
    path = folder / "form.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data |= {"version": "2026.1", "title": "全国医养结合示范机构申请表（2026）"}
    for group in data["groups"]:
        group["fields"] = [FAX if f["key"] == "postcode" else f for f in group["fields"]]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    layout = folder / "template.yml"
    text = layout.read_text(encoding="utf-8").replace("邮政编码", "传真")
    layout.write_text(text.replace("postcode", "fax"), encoding="utf-8")
    spec = load_spec(FORM_ID, folder)
    assert spec.built is not None
    form = load_form(path, known.base())
    (folder / "template.docx").write_bytes(build(spec.built, form.data))


@dataclass(frozen=True)
class Editions:
    """The form's folder of before and of now, and what a service has that knew both."""

    before: Path
    now: Path
    old: Form
    new: Form


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    root = tmp_path_factory.mktemp("editions")
    before, now = root / "before" / FORM_ID, root / "now" / FORM_ID
    for folder in (before, now):
        shutil.copytree(ROOT / "forms" / FORM_ID, folder)
    _next_version(now)
    kept = Versions(root / "kept", known.base(), require_template)
    old, new = (load_form(folder / "form.yml", known.base()) for folder in (before, now))
    kept.keep([old])
    kept.keep([new])
    shutil.rmtree(before.parent)
    return Editions(before, now, old, new)


@pytest.fixture
def begun(office: services.Services, person: Person, editions: Editions) -> Person:
    """Somebody who began on the version of before; the service was started anew since."""
    old = Form(editions.old.data, content_hash="", citations=editions.old.citations)
    old.version = editions.old.version
    services.configure(replace(office, forms={**office.forms, FORM_ID: old}))
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院，邮编350001，实际运营床位180张", "inform")
    services.configure(replace(office, forms={**office.forms, FORM_ID: editions.new}))
    return person


def _document(office: services.Services) -> tuple[str, list[str]]:
    """The text of the document made last, cover and cells."""
    draft = office.drafts.of_member("person-1")[0]
    made = office.documents.latest(draft.id)
    assert made is not None
    content = made.read()
    cover = "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)
    return cover, list(cell_texts(content))


def _finish(person: Person) -> Any:
    person.says(FORM, "看看填了什么", "show_summary")
    person.says(FORM, "先生成草稿", "affirm")
    return person.says(FORM, "先生成草稿", "affirm")


def test_the_draft_goes_on_with_its_own_version_and_the_new_one_is_offered_once(
    begun: Person, office: services.Services
) -> None:
    reply = begun.says(FORM, "床位改成120张", "inform")
    offer = reply.messages[0]
    assert "有了新版（新增 传真；不再填 邮政编码）" in offer["text"]
    assert [button["payload"] for button in offer["buttons"]] == ["换成新版", "继续用旧版"]
    assert "已改：实际运营床位 180张 → 120张" in reply.text
    assert "有了新版" not in begun.says(FORM, "床位改成130张", "inform").text
    draft = office.drafts.open_of("person-1")[0]
    assert draft.form_version.startswith("2025.1+")
    assert draft.values["postcode"] == "350001"


def test_finished_on_the_old_version_the_old_document_comes_out(
    begun: Person, office: services.Services
) -> None:
    begun.says(FORM, "你好，床位120张", "inform")
    assert "继续用旧版填" in begun.says(FORM, "继续用旧版", "resume_form").messages[0]["text"]
    made = _finish(begun)
    assert made.outcomes == ["rendered"], made.text
    assert "按旧版表样生成" in made.text
    cover, cells = _document(office)
    assert "全国医养结合示范机构申请表（2026）" not in cover
    assert "350001" in cells
    assert "传真" not in cells


def test_changed_to_the_new_version_the_new_document_comes_out(
    begun: Person, office: services.Services
) -> None:
    begun.says(FORM, "床位120张", "inform")
    reply = begun.says(FORM, "换成新版", "nlu_fallback")
    assert "新增 传真；不再填 邮政编码" in reply.messages[0]["text"]
    begun.says(FORM, "传真0591-83300009", "inform")
    made = _finish(begun)
    assert "按旧版表样生成" not in made.text
    cover, cells = _document(office)
    assert "全国医养结合示范机构申请表（2026）" in cover
    assert "0591-83300009" in cells
    assert "邮政编码" not in cells
    fields = [c.field for c in office.drafts.history(office.drafts.of_member("person-1")[0].id)]
    assert "@form_version" in fields


def test_back_to_the_old_version_with_what_it_alone_asks_for(
    begun: Person, office: services.Services
) -> None:
    begun.says(FORM, "换成新版", "nlu_fallback")
    assert "postcode" not in office.drafts.open_of("person-1")[0].values
    assert "已经是现在的版本" in begun.says(FORM, "换成新版", "nlu_fallback").text
    assert "已换回旧版" in begun.says(FORM, "换回旧版", "nlu_fallback").text
    draft = office.drafts.open_of("person-1")[0]
    assert draft.values["postcode"] == "350001"
    assert draft.form_version.startswith("2025.1+")
    assert "有了新版" not in begun.says(FORM, "床位120张", "inform").text


def test_after_the_form_is_left_the_words_still_find_it(
    begun: Person, office: services.Services
) -> None:
    begun.says(FORM, "暂停", "pause_form")
    assert "新增 传真" in begun.says(ANSWER, "换成新版", "nlu_fallback").text
    assert office.drafts.open_of("person-1")[0].form_version.startswith("2026.1+")


def test_a_draft_on_the_present_version_has_no_other(
    office: services.Services, person: Person
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "床位120张", "inform")
    assert "没有别的版本" in person.says(FORM, "换回旧版", "nlu_fallback").text


def test_a_version_may_lie_beside_the_form(editions: Editions, tmp_path: Path) -> None:
    source = editions.new.at(editions.old.version).folder
    assert source is not None
    place = editions.now / BESIDE / editions.old.version
    shutil.copytree(source, place)
    new = load_form(editions.now / "form.yml", known.base())
    Versions(tmp_path, known.base()).keep([new])
    assert new.at(editions.old.version).folder == place
    assert new.at("2024.1+00000000") is new
    shutil.rmtree(place)


def test_a_kept_version_that_is_broken_is_not_used(editions: Editions, tmp_path: Path) -> None:
    source = editions.new.at(editions.old.version).folder
    assert source is not None
    place = tmp_path / FORM_ID / editions.old.version
    shutil.copytree(source, place)
    (place / "template.docx").write_bytes(b"gone")
    new = load_form(editions.now / "form.yml", known.base())
    Versions(tmp_path, known.base(), require_template).keep([new])
    assert new.at(editions.old.version) is new
    assert new.at("../../secret") is new


def test_only_what_a_person_would_notice_counts_as_another_version(
    editions: Editions, tmp_path: Path
) -> None:
    path = tmp_path / "form.yml"
    text = (editions.now / "form.yml").read_text(encoding="utf-8")
    path.write_text(text + "\n# a remark\n", encoding="utf-8")
    new = load_form(path, known.base())
    assert new.version != editions.new.version
    assert changes(editions.new, new) == ""


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("换成新版", "newer"), ("请换成新版吧", "newer"), ("用新版填", "newer"),
        ("我要改用最新版", "newer"), ("升级到新版本", "newer"), ("那就用新表", "newer"),
        ("继续用旧版", "older"), ("还是用旧版吧", "older"), ("换回旧版", "older"),
        ("不换新版", "older"), ("按原来的版本填", "older"), ("就用老版本", "older"),
        ("新版有什么不同", "changes"), ("床位改成120", None), ("换成新的联系人", None),
        ("和旧版比有什么不同", None), ("继续填", None),
    ],
)  # fmt: skip
def test_the_words(said: str, asked: str | None) -> None:
    assert asked_version(said) == asked


def test_what_the_present_version_changes_is_told_when_asked_for(begun: Person) -> None:
    begun.says(FORM, "床位改成120张", "inform")
    told = begun.says(FORM, "新版有什么不一样", "ask").messages[0]
    assert "新增 传真" in told["text"]
    assert [button["title"] for button in told["buttons"]] == ["换成新版", "继续用旧版"]
    begun.says(FORM, "换成新版", "inform")
    assert "已经是现在的版本" in begun.says(FORM, "新版和旧版有哪些区别", "ask").text
