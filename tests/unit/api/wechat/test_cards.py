"""What reviewers are told fits one text of the platform, however much there is to tell."""

from typing import Any

import pytest

from api.wechat.cards import as_text
from api.wechat.splitting import LIMIT, size

QUOTE = "近2年入住率达到实际运营床位的65%及以上" * 8


def link(path: str, title: str) -> str:
    return f'<a href="https://yiyang.example.cn{path}">{title}</a>'


def row(name: str = "安康护理院", conditions: int = 1, **more: Any) -> dict[str, Any]:
    one = {
        "name": "近2年入住率",
        "kind": "hard",
        "verdict": "不符合",
        "reason": "两年都低于65%。",
        "citation": {"notice": "714号", "clause": "附件1 三、（二）", "quote": QUOTE},
    }
    basis = {"overall": "不符合", "basic": "不符合", "as_of": "2025-10-20"}
    where = {"region": "福州市仓山区", "state": "县级审核中", "href": "/console/review/7"}
    return {"name": name, **where, **basis, "open": [one] * conditions, **more}


def told(*rows: dict[str, Any], room: int = LIMIT, **block: Any) -> str:
    text = as_text("福州市已提交的申报：", {"rows": list(rows), **block}, room, link)
    assert size(text) <= room
    return text


def test_a_card_has_standing_reason_clause_and_link() -> None:
    text = told(row())
    for part in (
        "【安康护理院】不符合",
        "县级审核中",
        "两年都低于65%",
        "附件1 三、（二）",
        "……",
        "/review/7",
    ):
        assert part in text


def test_of_more_the_quotes_are_shorter_and_then_left_out() -> None:
    assert told(row(conditions=3)).count("……") == 3
    some = told(row(conditions=8))
    assert some.count("●") == 8 and len(some) < len(told(row(conditions=3))) * 3
    many = told(*(row(f"第{n}护理院", 2) for n in range(4)))
    assert "“" not in many and many.count("附件1") == 8
    more = told(*(row(f"第{n}护理院", 2) for n in range(7)))
    assert "附件1" not in more and more.count("两年都低于65%") == 14


def test_fewer_have_the_names_of_the_conditions_too() -> None:
    text = told(*(row(f"第{n}护理院", 3) for n in range(11)))
    assert text.count("近2年入住率、近2年入住率") == 11


def test_a_long_table_is_lines_and_a_link() -> None:
    text = told(*(row(f"福州市第{n}护理院", 3) for n in range(20)))
    assert "福州市第0护理院（福州市仓山区）：差3条\n" in text
    assert "/console/review" in text and "另有" not in text
    longer = told(*(row(f"福州市仓山区某某街道第{n}社区医养结合服务中心", 4) for n in range(20)))
    left = 20 - longer.count("●")
    assert 0 < left < 20 and f"另有{left}家没有列出" in longer


def test_numbers_at_the_beginning_of_lines_are_left_to_the_options() -> None:
    from api.wechat.options import has_numbers

    assert not has_numbers(told(*(row(f"第{n}护理院") for n in range(20))))


@pytest.mark.parametrize("room", [700, 1000, 1500, LIMIT])
def test_whatever_room_there_is(room: int) -> None:
    told(*(row("某" * 60, 6) for _ in range(20)), room=room)
    told(row("某" * 60, 30), room=room)


def test_no_verdict_is_said() -> None:
    none = row(overall=None, basic=None, as_of=None, open=[])
    assert "没有对照结果" in told(none)
    assert "必要条件全部符合" in told(row(overall="需佐证", basic="符合", open=[]))


def test_of_a_list_the_result_is_the_download() -> None:
    listed = {"rank": 3, "row": 5, "region": None, "state": None, "href": None}
    text = told(*(row(f"第{n}护理院", 4, **listed) for n in range(20)), of_list=True)
    assert "请看下载的结果" in text and "/console" not in text
