"""The clause tree: official numbering, forwarded letters, annexes; and that nothing gets lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import IntakeError
from intake.lines import Line, paragraphs
from intake.numbering import marker
from intake.reading import read
from intake.tree import Parsed, parse
from policy.loader import load_notice
from policy.text import fold, squash
from tests.drawn import cases
from tests.unit.intake import papers

NOTICES = Path(__file__).resolve().parents[3] / "data" / "notices"
HAN = "零一二三四五六七八九十"


def tree_of(lines: Sequence[str]) -> Parsed:
    return parse(Path("通知.txt"), [Line(line, f"第{i}行") for i, line in enumerate(lines, 1)])


def paths(lines: Sequence[str]) -> list[str]:
    return [clause.path for clause in tree_of(lines).clauses()]


@pytest.mark.parametrize(
    ("text", "kind", "value", "label"),
    [
        ("附件2", "annex", 2, "附件2"),
        ("附 件 1", "annex", 1, "附件1"),
        ("附件3 申请表", "annex", 3, "附件3"),
        ("第十二条 本办法由市卫生健康委负责解释。", "article", 12, "第十二条"),
        ("第二章 职责", "chapter", 2, "第二章"),
        ("二十一、保障措施", "han", 21, "二十一、"),
        ("(三) 加强监管", "han_bracket", 3, "（三）"),
        ("１．对照自查", "digit", 1, "1"),
        ("2、对照自查", "digit", 2, "2"),
        ("（4）对照自查", "digit_bracket", 4, "（4）"),
        ("②对照自查", "circled", 2, "②"),
    ],
)
def test_a_number_is_known(text: str, kind: str, value: int, label: str) -> None:
    found = marker(text)
    assert found is not None
    assert (found.kind, found.value, found.label) == (kind, value, label)


@pytest.mark.parametrize(
    "text",
    [
        "1.5倍",
        "2025年3月",
        "第三条所称机构",
        "附件：1.申请表",
        "一是加强领导",
        "（详见附件）",
        "一、总体要求……3",
        "（一）指导思想\t12",
        "十三五规划",
    ],
)
def test_no_number_of_a_clause(text: str) -> None:
    assert marker(text) is None


def test_the_parts_of_a_letter() -> None:
    assert paths(papers.LINES) == [
        "标题",
        "正文开头",
        "一、试点范围",
        "二、主要任务",
        "二、（一）",
        "二、（二）",
        "二、（二）1",
        "二、（二）2",
        "二、（二）3",
        "二、（三）",
        "三、工作要求",
        "三、（一）",
        "三、（二）",
        "正文结尾",
        "联系方式",
        "附件清单",
        "落款",
        "文末",
        "附件1",
        "附件2",
        "附件2 一、",
        "附件2 二、",
    ]


def test_chapters_and_articles() -> None:
    lines = [
        "云川市养老服务管理办法",
        "第一章 总则",
        "第一条 为规范服务，制定本办法。",
        "第二条 服务包括：",
        "（一）助餐；",
        "（二）助浴。",
        "第二章 附则",
        "第三条 自印发之日起施行。",
    ]
    assert paths(lines) == [
        "标题",
        "第一章总则",
        "第一条",
        "第二条",
        "第二条（一）",
        "第二条（二）",
        "第二章附则",
        "第三条",
    ]


def test_a_plan_brought_in_after_the_signature() -> None:
    lines = [
        "关于印发助餐服务实施方案的通知",
        "各县卫生健康局：",
        "现印发给你们。",
        "云川市民政局",
        "2026年3月2日",
        "云川市助餐服务实施方案",
        "一、目标",
        "建成30个点。",
    ]
    assert paths(lines) == ["标题", "正文开头", "落款", "实施方案 标题", "实施方案 一、目标"]


def test_a_plan_named_in_the_list_of_attachments_is_cited_as_one() -> None:
    lines = [
        "关于做好助餐服务的通知",
        "各县卫生健康局：",
        "现通知如下。",
        "附件：1.云川市助餐服务实施方案",
        "云川市民政局",
        "2026年3月2日",
        "云川市助餐服务实施方案",
        "一、目标",
        "建成30个点。",
    ]
    assert paths(lines)[-2:] == ["附件1 标题", "附件1 一、目标"]


def test_a_forwarded_letter_is_cited_by_its_number() -> None:
    lines = [
        "云卫〔2026〕3号",
        "关于转发省卫生健康委通知的通知",
        "各县：",
        "现转发给你们。",
        "云川市卫生健康委员会",
        "2026年3月2日",
        "山南省卫生健康委员会文件",
        "山卫〔2026〕1号",
        "关于做好签约的通知",
        "各市：",
        "通知如下。",
        "一、签约范围",
        "全省。",
    ]
    assert paths(lines)[-1] == "山卫〔2026〕1号 一、签约范围"


def test_numbers_that_begin_anew_within_a_clause() -> None:
    lines = [
        "关于签约的通知",
        "各县：",
        "一、任务",
        "团队要：",
        "1.建档；",
        "2.随访。",
        "机构要：",
        "1.培训；",
    ]
    assert paths(lines)[2:] == ["一、任务", "一、1", "一、2", "一、第2组1"]


def test_a_number_that_occurs_twice_is_named_with_both_places() -> None:
    lines = [
        "关于签约的通知",
        "各县：",
        "一、任务",
        "二、要求",
        "（一）甲。",
        "（二）乙。",
        "（二）丙。",
    ]
    with pytest.raises(IntakeError) as refused:
        tree_of(lines)
    assert "第6行和第7行" in refused.value.message_zh
    assert "二、（二）" in refused.value.message_zh


def test_a_gap_is_pointed_out() -> None:
    assert "第4行" in tree_of(["关于签约的通知", "各县：", "一、任务", "三、要求"]).notes[0]


# Clauses that a person numbered in the five notices, and how many of them are read with the very
# same words. The 2021 measures are scrambled: their numbers occur several times, which is said.
@pytest.mark.parametrize(
    ("notice", "least"),
    [
        ("anshan-2023-9", 15),
        ("fujian-2021-119", 18),
        ("fujian-2025-714", 34),
        ("national-2025-29", 32),
    ],
)
def test_close_to_what_was_structured_by_hand(notice: str, least: int) -> None:
    source = NOTICES / notice / "source.txt"
    texts = {fold(clause.text) for clause in parse(source, read(source)).clauses()}
    by_hand = load_notice(NOTICES / notice)
    assert by_hand is not None
    numbered = [c for top in by_hand.tree for c in top.walk() if c.number]
    assert sum(fold(clause.text) in texts for clause in numbered) >= least


def test_the_scrambled_text_is_refused() -> None:
    source = NOTICES / "fujian-2021-measures" / "source.txt"
    with pytest.raises(IntakeError, match="“一、”出现了两次"):
        parse(source, read(source))


# Random trees, written out as a text and read again.

_WORDS = st.text(alphabet="健康服务机构人员培训提升质量建立制度", min_size=3, max_size=12)
_SENTENCE = st.lists(_WORDS, min_size=1, max_size=6).map(lambda parts: "，".join(parts) + "。")
_Tree = list[tuple[str, list[tuple[str, list[str]]]]]


def _trees() -> st.SearchStrategy[_Tree]:
    second = st.tuples(_SENTENCE, st.lists(_SENTENCE, max_size=3))
    first = st.tuples(_WORDS, st.lists(second, max_size=3))
    return st.lists(first, min_size=1, max_size=4)


def written(tree: _Tree, prefix: str = "") -> list[tuple[str, str]]:
    """The clauses of a tree as pairs of path and line."""
    found: list[tuple[str, str]] = []
    for i, (heading, seconds) in enumerate(tree, 1):
        top = f"{HAN[i]}、"
        found.append((f"{prefix}{top}{heading}", f"{top}{heading}"))
        for j, (sentence, thirds) in enumerate(seconds, 1):
            second = f"（{HAN[j]}）"
            found.append((f"{prefix}{top}{second}", f"{second}{sentence}"))
            for k, third in enumerate(thirds, 1):
                found.append((f"{prefix}{top}{second}{k}", f"{k}.{third}"))
    return found


@cases(30)
@given(tree=_trees(), annex=_trees())
def test_a_tree_written_out_is_read_as_the_same_tree(tree: _Tree, annex: _Tree) -> None:
    body = written(tree)
    after = [("附件1", "附件1"), *written(annex, "附件1 ")]
    lines = [
        "关于签约的通知",
        "各县：",
        *(t for _, t in body),
        "云川市民政局",
        "2026年3月2日",
        *(t for _, t in after),
    ]
    parsed = tree_of(lines)
    found = [(c.path, c.text) for c in parsed.clauses() if c.number]
    assert found == [*body, *after]
    assert squash("".join(c.text for c in parsed.clauses())) == squash("".join(lines))
    assert not parsed.notes


@cases(30)
@given(tree=_trees(), width=st.integers(24, 40))
def test_a_page_layout_changes_nothing(tree: _Tree, width: int) -> None:
    whole = [line for _, line in written(tree)]
    full = "本通知的各项任务由各地负责落实到位" * 6 + "。"
    lines = [full, *whole, full]
    broken = [part for line in lines for part in re.findall(rf".{{1,{width}}}", line)]
    laid_out = [Line(part, f"第{i}行") for i, part in enumerate(broken, 1)]
    assert [line.text for line in paragraphs(laid_out)] == lines
