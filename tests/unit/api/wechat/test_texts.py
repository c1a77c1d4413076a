"""Splitting, options and rendering: what the follower reads."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wechat import options
from api.wechat.rendering import MAX_PARTS, Rendered, render
from api.wechat.splitting import LIMIT, size, split

URL = "https://yiyang.example.cn/?c=wxlink.x"
CITATION = {
    "notice": "闽卫老龄函〔2025〕714号",
    "clause": "二、（二）",
    "quote": "各申报单位符合条件的",
}
TYPES = {"beds": "integer", "open": "yes_no", "kind": "choice", "name": "text", "day": "date"}

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
PIECES = [*"申报条件的机构。！？；，、\n 　ab1“”👍é\u0301\U0001f3fd𠮷", FAMILY]
texts = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=2000).map(
    lambda pieces: "".join(pieces)
)


def shown(*messages: dict[str, Any], consent: bool = False) -> Rendered:
    return render(messages, lambda: URL, lambda _, key: TYPES.get(key), consent=consent)


def asking(
    field: str, *titles: str, phase: str = "filling", text: str = "请问？"
) -> dict[str, Any]:
    form = {"form_id": "f", "field": field, "phase": phase, "documents": []}
    buttons = [{"title": t, "payload": t} for t in titles]
    return {"text": text, "buttons": buttons, "custom": {"outcome": "form", "form": form}}


@given(texts, st.sampled_from([40, 90, LIMIT]))
def test_parts_fit_and_lose_nothing_but_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < size(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(texts)
def test_short_texts_stay_whole(text: str) -> None:
    if 0 < size(text.strip()) <= LIMIT:
        assert split(text) == [text.strip()]


def test_parts_end_where_a_sentence_does() -> None:
    text = "".join(f"第{n}条，机构应当写明“符合要求。”" for n in range(200))
    parts = split(text)
    assert len(parts) > 2
    assert all(part.endswith("。”") for part in parts)


def test_a_word_without_end_is_cut_between_characters() -> None:
    for text in ("字" * 2000, "👍" * 1500, FAMILY * 300, "e\u0301" * 1200, THUMB * 500):
        parts = split(text)
        assert "".join(parts) == text
        assert all(size(part) <= LIMIT for part in parts)
        first = text[: len(parts[0])]
        assert not first.endswith("\u200d")
        assert parts[1][0] not in "\u200d\u0301\U0001f3fd"


@given(texts, st.lists(st.text(max_size=30), max_size=12), st.booleans(), st.booleans())
def test_any_answer_fits(text: str, titles: list[str], verdict: bool, consent: bool) -> None:
    custom: dict[str, Any] = {"outcome": "answered", "citations": [CITATION] * 5}
    if verdict:
        custom["verdict"] = {"overall": "符合"}
    buttons = [{"title": t, "payload": t} for t in titles]
    rendered = shown({"text": text, "buttons": buttons, "custom": custom}, consent=consent)
    assert 0 < len(rendered.parts) <= MAX_PARTS
    assert all(0 < size(part) <= LIMIT for part in rendered.parts)
    for part in rendered.parts:
        assert part.count("<a href=") == part.count("</a>") or "<a" in text or "</a" in text


def test_the_basis_is_named_and_quoted_verbatim() -> None:
    custom = {"outcome": "answered", "citations": [CITATION] * 4}
    part = shown({"text": "截止到11月30日。", "custom": custom}).parts[0]
    assert "【依据】闽卫老龄函〔2025〕714号 二、（二）：“各申报单位符合条件的”" in part
    assert "另有 2 处" in part


def test_a_quote_that_was_just_read_is_not_repeated() -> None:
    custom = {"outcome": "answered", "citations": [CITATION]}
    part = shown({"text": "各申报单位符合条件的，可填写。", "custom": custom}).parts[0]
    assert part.count("各申报单位符合条件的") == 1
    assert "【依据】闽卫老龄函〔2025〕714号 二、（二）" in part


def test_documents_are_fetched_on_the_page() -> None:
    form = {"form_id": "f", "field": None, "phase": "done", "documents": ["/documents/abc.def"]}
    message = {
        "text": "申请表已生成：/documents/abc.def（12月2日前可以下载）。",
        "custom": {"outcome": "rendered", "form": form},
    }
    part = shown(message).parts[0]
    assert "/documents/" not in part
    assert f'<a href="{URL}">网页</a>' in part
    assert "同一份草稿" in part


@pytest.mark.parametrize(
    ("message", "numbered"),
    [(asking("beds", "跳过", "暂停"), False), (asking("name", "跳过", "暂停"), False),
     (asking("day", "跳过"), False), (asking("open", "是", "否", "跳过"), True),
     (asking("kind", "公办", "跳过", text="哪一种？\n1. 公办\n2. 民办"), False),
     (asking("beds", "确认取消", "不取消", phase="confirm_cancel"), True),
     (asking("beds", "120张", "210张", text="哪一个？\n1. 120张\n2. 210张"), False),
     ({"text": "哪一个？", "buttons": [{"title": "示范县", "payload": "x"}]}, True)],
)  # fmt: skip
def test_numbers_only_where_they_can_mean_nothing_else(
    message: dict[str, Any], numbered: bool
) -> None:
    rendered = shown(message)
    first = message["buttons"][0]
    assert [o["numbered"] for o in rendered.options] == [numbered] * len(message["buttons"])
    assert (f"1. {first['title']}" in rendered.parts[0].split("请回复序号或文字")[-1]) == (
        numbered or "1." in message["text"]
    )
    meant = options.chosen("1", rendered.options)
    assert meant == (first["payload"] if numbered else "1")
    assert options.chosen(first["title"], rendered.options) == first["payload"]


def test_one_hundred_and_twenty_beds_stay_beds() -> None:
    rendered = shown(asking("beds", "跳过", "暂停"))
    for typed in ("1", "2", "120", "第2个", "两百"):
        assert options.chosen(typed, rendered.options) == typed
    assert "也可以回复：跳过、暂停" in rendered.parts[0]


def test_options_that_the_text_lists_are_not_listed_again() -> None:
    message = asking("kind", "公办", "民办", "跳过", text="哪一种？\n1. 公办\n2. 民办")
    assert shown(message).parts[0].endswith("也可以回复：跳过")


def table(lines: int, phase: str = "reviewing") -> dict[str, Any]:
    """A form that is read back: a line a field, then what to do."""
    values = "\n".join(f"第{n}栏：填写的内容{n}" for n in range(lines))
    return asking(
        "name", "确认", phase=phase, text=f"请您核对一遍：\n{values}\n核对无误请回复“确认”。"
    )


@pytest.mark.parametrize("phase", ["reviewing", "filling"])
def test_a_long_table_is_one_message_with_the_page(phase: str) -> None:
    [part] = shown(table(200, phase), consent=True).parts
    assert size(part) <= LIMIT
    assert part.startswith("请您核对一遍：\n第0栏：填写的内容0\n")
    assert "……（后面的在网页里）\n核对无误请回复“确认”。" in part
    assert f'完整的表格预览请看<a href="{URL}">网页</a>。' in part
    cut = part.partition("……（后面")[0].rstrip()
    assert re.search(r"\n第(\d+)栏：填写的内容\1$", cut), "no line is cut in its middle"


def test_the_preview_of_a_short_unfinished_form_has_the_page_too() -> None:
    message = asking("name", "跳过", text="目前填写的内容如下：\n机构名称：甲")
    assert "<a href" not in shown(message).parts[0], "asked for one field, not for a preview"
    message["custom"]["form"]["listed"] = True
    [part] = shown(message).parts
    assert "机构名称：甲" in part
    assert f'完整的表格预览请看<a href="{URL}">网页</a>。' in part


def test_a_short_table_is_told_whole() -> None:
    [part] = shown(table(10)).parts
    assert "第9栏：填写的内容9\n核对无误" in part and "……" not in part
