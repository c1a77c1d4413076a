"""Which words ask for an erasure, and that an answer without the question erases nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from privacy import ErasureTalk, notice, periods, recognise
from privacy import retention as retention_module
from storage.privacy import Erased, Held, HeldDraft

CASES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "erase_words.yml").read_text(encoding="utf-8")
)
TALK = ErasureTalk({"f": "示范机构申请表"})
HELD = Held(12, 1, 1, 1, [HeldDraft("f", "K7QM3F9T", True), HeldDraft("f", "AAAA1111", False)])


def cases(*groups: str) -> list[Any]:
    return [pytest.param(group, text, id=text) for group in groups for text in CASES[group]]


@pytest.mark.parametrize(("group", "text"), cases("erase", "confirm", "keep", "nothing"))
def test_words_by_themselves(group: str, text: str) -> None:
    assert recognise(text, asked=False) == (None if group == "nothing" else group)


@pytest.mark.parametrize(
    ("group", "text"), cases("asked_yes", "asked_no", "asked_doubt", "asked_nothing")
)
def test_words_as_an_answer(group: str, text: str) -> None:
    expected = {"asked_yes": "affirm", "asked_no": "deny", "asked_doubt": "doubt"}
    assert recognise(text, asked=True) == expected.get(group)


@pytest.mark.parametrize(
    ("text", "asked", "step"),
    [
        ("删除我的数据", False, "ask"),
        ("删除我的数据", True, "ask"),
        ("确认删除我的数据", False, "late"),
        ("确认删除我的数据", True, "delete"),
        ("是的", True, "delete"),
        ("是的", False, None),
        ("不删除", True, "keep"),
        ("不删除", False, None),
        ("什么时候截止", True, None),
    ],
)
def test_nothing_is_deleted_without_the_question(text: str, asked: bool, step: str | None) -> None:
    previous = TALK.ask(HELD) if asked else [{"text": "x", "custom": {"outcome": "form"}}]
    assert TALK.step(text, previous) == step


def test_the_question_names_what_would_go_and_the_form_in_use() -> None:
    [message] = TALK.ask(HELD)
    for words in (
        "对话 12 条",
        "草稿 2 份",
        "文件 1 个",
        "示范机构申请表",
        "K7QM-3F9T",
        "不能恢复",
    ):
        assert words in message["text"]
    assert "AAAA" not in message["text"], "only what is still being filled in is named"
    assert "1 份表格已由他人" in message["text"]
    assert "1 份已经提交审核" in message["text"]
    assert [b["title"] for b in message["buttons"]] == ["确认删除", "不删除"]


def test_the_end_says_what_was_removed() -> None:
    [message] = TALK.done(Erased(drafts=2, documents=0, turns=13, shared_left=0))
    assert "对话 13 条、表格草稿 2 份。" in message["text"]
    assert "文件" not in message["text"] and "他人" not in message["text"]
    [message] = TALK.done(Erased(0, 0, 0, 0))
    assert "没有保存" in message["text"]


def test_every_button_is_understood() -> None:
    for button in TALK.ask(HELD)[0]["buttons"]:
        assert recognise(button["payload"], asked=True) in ("confirm", "keep")
    assert recognise(notice().erase, asked=False) == "erase"


def test_the_notice_tells_the_periods_in_force() -> None:
    from forms.documents import KEEP_DOCUMENTS
    from forms.drafts import KEEP_DRAFTS
    from review.desk import KEEP_SUBMITTED

    told = "".join(notice().items)
    assert f"最后一次修改后 {KEEP_DRAFTS.days} 天（提交审核的 {KEEP_SUBMITTED.days} 天）" in told
    assert f"生成后 {KEEP_DOCUMENTS.days} 天" in told
    assert f"最后一次使用后 {periods().conversations.days} 天" in told
    assert f"最后一步审核后 {periods().submissions.days} 天" in told


@pytest.mark.parametrize("value", [0, -1, "30", 1.5, True, None])
def test_a_period_that_is_none(monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    monkeypatch.setattr(retention_module, "data", lambda _: {"conversations": value})
    with pytest.raises(ValueError, match=r"retention.yml.*conversations.*整数"):
        periods()
