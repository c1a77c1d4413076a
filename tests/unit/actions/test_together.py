"""Two people on one draft, on the page and in WeChat: whoever comes second is told what changed."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import services
from tests.unit.actions.conftest import Person

FORM = "declaration_form"


@pytest.fixture
def two(person: Person, executor: ActionExecutor, office: services.Services) -> tuple[Person, Any]:
    """Somebody with a draft, and another who took it up by its code."""
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院，实际运营床位180张", "inform")
    other = Person(executor, sender="wx-person-2")
    taken = other.says(FORM, office.drafts.open_of("person-1")[0].resume_code, "inform")
    assert taken.form["filled"] == 2
    return person, other


def test_the_last_writer_is_told_what_the_other_changed(two: tuple[Person, Any]) -> None:
    first, second = two
    second.says(FORM, "床位改成120张", "inform")
    reply = first.says(FORM, "邮编350001", "inform")
    told = reply.messages[0]["text"]
    assert "另一位填写人在网页上改了这份申请表：实际运营床位 180张 → 120张。" in told
    assert "已记下：邮政编码 350001" in reply.text
    assert "改了这份" not in first.says(FORM, "联系人李梅", "inform").text  # once


def test_a_bare_value_is_not_put_where_the_other_has_been(two: tuple[Person, Any]) -> None:
    first, second = two
    second.says(FORM, "床位改成120张", "inform")
    reply = first.says(FORM, "福州市安康医院", "inform")
    assert "另一位填写人" in reply.messages[0]["text"]
    assert "没有记录" in reply.text


def test_coming_back_to_the_draft_tells_it_too(
    two: tuple[Person, Any], office: services.Services
) -> None:
    first, second = two
    first.says(FORM, "暂停", "pause_form")
    second.says(FORM, "负责人王建国", "inform")
    assert "：负责人 王建国。" in first.says(FORM, "继续填", "resume_form").messages[0]["text"]
    code = office.drafts.open_of("person-1")[0].resume_code
    first.says(FORM, "联系人李梅", "inform")
    assert "：联系人 李梅。" in second.says(FORM, code, "inform").messages[0]["text"]


def test_the_channel_of_the_other_is_named(
    two: tuple[Person, Any], office: services.Services
) -> None:
    first, _ = two
    draft = office.drafts.open_of("person-1")[0]
    draft.state["values"] = {**draft.values, "operating_beds": 90}
    office.drafts.save(draft, draft.revision, "wx-person-2", "wechat")
    reply = first.says(FORM, "邮编350001", "inform")
    assert "另一位填写人在微信里改了这份申请表：实际运营床位 180张 → 90张" in reply.text


def test_that_the_other_only_looked_is_no_news(two: tuple[Person, Any]) -> None:
    first, second = two
    second.says(FORM, "看看填了什么", "show_summary")
    assert "另一位填写人" not in first.says(FORM, "邮编350001", "inform").text
