"""The service does not start on broken notice data; each refusal names file and place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import policy
from policy import NoticeError
from policy.check import main
from tests.unit.policy.conftest import NOTICE, NOTICES

Break = Callable[[str, str, str], Path]

#: name of the case: file, text, what it becomes, words of the place, words of the problem
CHANGES: dict[str, tuple[str, str, str, str, str]] = {
    "YAML that does not parse": ("facts.yml", "  kind: stage", "  kind: [stage", "行", "YAML"),
    "a key written twice": (
        "notice.yml",
        "status: 现行",
        "status: 现行\nstatus: 已废止",
        "status",
        "两次",
    ),
    "an unknown key": ("facts.yml", "  order: 1", "  oder: 1\n  order: 1", "oder", "不认识"),
    "a missing key": (
        "facts.yml",
        "  name: 创建准备\n",
        "",
        "stage_prepare",
        "缺少",
    ),
    "an unknown kind of fact": (
        "facts.yml",
        "kind: deadline",
        "kind: dead",
        "city_deadline",
        "kind",
    ),
    "an unknown status": ("notice.yml", "现行", "有效", "status", "范围"),
    "a wrong 文号": ("notice.yml", "〔2025〕714号", "〔2025〕741号", "number", "原文"),
    "a title that is not the source's": ("notice.yml", "关于组织开展", "关于开展", "title", "原文"),
    "an id that is not the folder": (
        "notice.yml",
        f"id: {NOTICE}",
        "id: fujian-714",
        "id",
        "文件夹",
    ),
    "a period that ends before it starts": (
        "notice.yml",
        "end: 2026-11-30",
        "end: 2024-11-30",
        "period",
        "早于",
    ),
    "an altered clause": ("clauses.yml", "鼓屏路61号", "鼓屏路16号", "3.3", "不一致"),
    "a clause left out": (
        "clauses.yml",
        "。有关宣传报道请及时报送省卫健委。",
        "。",
        "3.3",
        "漏了原文",
    ),
    "the end of the source left out": (
        "clauses.yml",
        "联系电话 联系人 联系电话 通讯地址及邮编",
        "联系电话 联系人 联系电话",
        "第",
        "没有收进来",
    ),
    "a clause id used twice": ("clauses.yml", "id: '3.2'", "id: '3.1'", "3.1", "用过"),
    "an altered quote": (
        "facts.yml",
        "quote: 近2年入住率达到实际运营床位的65%及以上",
        "quote: 近3年入住率达到实际运营床位的65%及以上",
        "occupancy",
        "不一致",
    ),
    "a fact on an unknown clause": (
        "facts.yml",
        "clause: '3.3'",
        "clause: '3.9'",
        "city_deadline",
        "3.9",
    ),
    "a fact without a clause": (
        "facts.yml",
        "  label: 联系人\n  clause: '3.3'\n",
        "  label: 联系人\n",
        "contact",
        "缺少",
    ),
    "a phone that is not in the quote": (
        "facts.yml",
        "phone: 0591-87272803",
        "phone: 0591-87272830",
        "phone",
        "引文里找不到",
    ),
    "a deadline that is not in the quote": (
        "facts.yml",
        "until: 2025-11-30",
        "until: 2025-12-30",
        "until",
        "2025年12月30日",
    ),
    "a threshold that is not in the quote": (
        "facts.yml",
        "value: 95\n",
        "value: 90\n",
        "value",
        "90%",
    ),
    "an edge that contradicts the words": (
        "facts.yml",
        "  comparison: over\n  words: 超过65%",
        "  comparison: at_least\n  words: 超过65%",
        "disabled_share",
        "comparison",
    ),
    "a number of places that is not in the quote": (
        "facts.yml",
        "{subject: county, count: 3,",
        "{subject: county, count: 5,",
        "quota_province",
        "找不到",
    ),
    "a stage with reversed dates": (
        "facts.yml",
        "start: 2025-10-01",
        "start: 2025-12-01",
        "stage_apply",
        "早于",
    ),
    "a gap between the stages": (
        "facts.yml",
        "  start: 2025-12-01\n",
        "  start: 2025-12-02\n",
        "stage_review",
        "没有接上",
    ),
    "a date that is none": ("facts.yml", "day: 2026-03-31", "day: 2026-03", "day", "日期"),
    "a fact written twice": (
        "facts.yml",
        "id: media_channels",
        "id: media_reports",
        "media_reports",
        "两次",
    ),
    "an answer that cites an unknown fact": (
        "answers/contact.yml",
        "cite: [contact]",
        "cite: [contakt]",
        "contact",
        "contakt",
    ),
    "an answer without a source": (
        "answers/contact.yml",
        "cite: [contact]",
        "cite: []",
        "cite",
        "至少",
    ),
    "an answer with an altered quote": (
        "answers/deadlines.yml",
        "quote: (四)评估验收(2026年4月—2026年7月)。",
        "quote: (四)评估验收(2026年4月—2026年6月)。",
        "timeline",
        "不一致",
    ),
    "a topic answered twice": (
        "answers/contact.yml",
        "topic: contact_phone",
        "topic: contact",
        "contact",
        "两次",
    ),
    "a template that does not parse": (
        "answers/contact.yml",
        "{{ f.contact.unit }}的",
        "{{ f.contact.unit }的",
        "contact",
        "模板",
    ),
    "a template with an unknown fact": (
        "answers/contact.yml",
        "{{ f.contact.unit }}的",
        "{{ f.contact.unitt }}的",
        "contact",
        "生成不出来",
    ),
    "a template that leaves the sandbox": (
        "answers/contact.yml",
        "{{ f.contact.unit }}的",
        "{{ f.__class__.__mro__ }}的",
        "contact",
        "生成不出来",
    ),
    "a decline that names nobody to ask": (
        "answers/apply.yml",
        "cite: [occupancy, contact]",
        "cite: [occupancy]",
        "bed_minimum",
        "联系人",
    ),
    "an answer for one subject only": (
        "answers/institution.yml",
        "    county:\n      text: 示范县（市、区）要求{{ f.incidents_county",
        "    region:\n      text: 示范县（市、区）要求{{ f.incidents_county",
        "incidents",
        "范围",
    ),
    "a judge without a threshold": (
        "answers/institution.yml",
        "    fact: occupancy\n",
        "    fact: contact\n",
        "judge",
        "门槛",
    ),
    "a variant in traditional characters": (
        "answers/contact.yml",
        "words: [传真]",
        "words: [傳真]",
        "contact_phone",
        "简体",
    ),
    "wording with a contact that is not there": (
        "wording.yml",
        "fact: contact}",
        "fact: kontakt}",
        "contact",
        "联系人",
    ),
    "wording with an unknown key": ("wording.yml", "clarify:", "klarify:", "klarify", "不认识"),
}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_broken_data_is_refused_with_file_and_place(
    case: tuple[str, str, str, str, str], broken: Break
) -> None:
    name, old, new, place, problem = case
    path = broken(name, old, new)
    root = path.parents[0] if name == "wording.yml" else path.parents[len(Path(name).parts)]
    with pytest.raises(NoticeError) as caught:
        policy.load(root)
    error = caught.value
    assert error.file == path, error
    assert re.search(r"第\d+行", error.place), error
    assert place in error.place or place in error.problem_zh, str(error)
    assert problem in error.problem_zh, str(error)


def test_the_unchanged_copy_loads(broken: Break) -> None:
    path = broken("wording.yml", "contact:", "contact:")
    assert policy.load(path.parent).topics


@pytest.mark.parametrize(
    "part", ["source.txt", "notice.yml", "clauses.yml", "facts.yml", "answers"]
)
def test_a_missing_part_is_named(part: str, copy: Path) -> None:
    target = copy / NOTICE / part
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    with pytest.raises(NoticeError) as caught:
        policy.load(copy)
    assert caught.value.file == target


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "空的"), ("福建省".encode("gbk"), "UTF-8"), (b" \n ", "空的")]
)
def test_a_source_without_text_is_refused(content: bytes, words: str, copy: Path) -> None:
    (copy / NOTICE / "source.txt").write_bytes(content)
    with pytest.raises(NoticeError, match=words):
        policy.load(copy)


def test_a_file_that_is_not_utf8_is_refused(copy: Path) -> None:
    (copy / NOTICE / "facts.yml").write_bytes("- id: 联系人".encode("gbk"))
    with pytest.raises(NoticeError, match="UTF-8"):
        policy.load(copy)


def test_a_folder_with_a_source_only_is_listed_and_not_answered_from(copy: Path) -> None:
    other = copy / "another-notice"
    other.mkdir()
    (other / "source.txt").write_text("某通知：高龄津贴标准另行公布。", encoding="utf-8")
    loaded = policy.load(copy)
    assert "another-notice" in loaded.unstructured
    assert "another-notice" not in [meta.id for meta in loaded.notices]


def test_the_check_command_prints_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(NOTICES)]) == 0
    printed = capsys.readouterr().out
    assert "检查通过" in printed
    assert "闽卫老龄函〔2025〕714号" in printed


def test_the_check_command_names_file_place_and_problem(
    broken: Break, capsys: pytest.CaptureFixture[str]
) -> None:
    path = broken("facts.yml", "phone: 0591-87272803", "phone: 0591-87860912")
    assert main([str(path.parents[1])]) == 1
    printed = capsys.readouterr().err
    assert str(path) in printed
    assert "phone" in printed
    assert "0591-87860912" in printed
