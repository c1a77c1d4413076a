"""Input that cannot be used: a clear message that says what to do, and no package."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from forms.drafts import Draft
from recommendation import Package, RecommendationError
from recommendation.model import Recommendation
from tests.unit.recommendation.conftest import COUNTY, INSTITUTION, KANGNING, Parts, a_list
from tests.unit.screening.test_bad_input import OLE, macro_type, repacked, word

Make = Callable[..., Package]
Read = Callable[..., Recommendation]
Application = Callable[..., Draft]
GOOD = a_list(名单=[INSTITUTION, KANGNING])
TWO = ["机构名称", "负责人"]


def long_list(rows: int) -> bytes:
    """A list of institutions, written row by row because that is quick."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("甲")
    sheet.append(TWO)
    for number in range(rows):
        sheet.append([f"院{number}", "王"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty file": (lambda: b"", "unusable", "文件是空的"),
    "text": (lambda: "机构名称,负责人".encode(), "wrong_kind", "不是可以打开的 Excel"),
    "word": (word, "wrong_kind", "不是可以打开的 Excel"),
    "xls": (lambda: OLE, "wrong_kind", ".xls"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "wrong_kind", "打开密码"),
    "macros": (lambda: repacked(macro_type), "wrong_kind", "带有宏"),
    "damaged": (lambda: GOOD[: len(GOOD) // 2], "wrong_kind", "不是可以打开的 Excel"),
    "5 MB": (lambda: b"PK" + b"x" * 5_000_000, "too_large", "超过5 MB"),
    "no header": (lambda: a_list(甲=[["随便", "写写"]]), "unusable", "没有找到认得的表头"),
    "nothing but headers": (lambda: a_list(甲=[INSTITUTION]), "unusable", "没有内容"),
    "only a total": (lambda: a_list(甲=[TWO, ["合计", "1"]]), "unusable", "没有内容"),
    "no column of names": (
        lambda: a_list(甲=[["负责人", "联系人", "邮编"], ["王", "李", "350001"]]),
        "unusable",
        "没有“机构名称”这一列",
    ),
    "one thing in two columns": (
        lambda: a_list(甲=[[*TWO, "院长"], ["甲院", "王", "李"]]),
        "unusable",
        "B列和C列都表示“负责人”",
    ),
    "one name, two contents": (
        lambda: a_list(甲=[TWO, ["甲院", "王"], ["甲 院", "李"]]),
        "unusable",
        "“甲院”写了两次（名单“甲”第2行和名单“甲”第3行），内容不一样",
    ),
    "51 rows": (
        lambda: long_list(51),
        "too_large",
        "名单有51行，超过50行，不像拟推荐名单",
    ),
    "20,000 rows": (
        lambda: long_list(20_000),
        "too_large",
        "名单有20000行，超过50行",
    ),
    "20,001 rows": (
        lambda: long_list(20_001),
        "too_large",
        "超过20000行",
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name.startswith("20,00") else ())
        for name in REFUSED
    ],
)
def test_a_list_is_refused_with_what_to_do(read: Read, name: str) -> None:
    data, kind, words = REFUSED[name]
    with pytest.raises(RecommendationError) as caught:
        read(data())
    assert caught.value.kind == kind
    assert words in caught.value.message_zh
    assert "请" in caught.value.message_zh


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"city": "杭州市"}, "没有“杭州市”这个推荐单位。请写以下之一：福州市、厦门市"),
        ({"city": "{{ 7*7 }}"}, "没有“{{ 7*7 }}”这个推荐单位"),
        ({"contact": "长" * 61}, "联系人最多60个字"),
        ({"phone": "1" * 61}, "联系电话最多60个字"),
        ({"picks": ["丙院"]}, "名单里没有“丙院”"),
        ({"picks": ["  "]}, "名单里没有“”"),
        ({"codes": ["K7QM-3F9T"]}, "没有找到续填码“K7QM-3F9T”"),
        ({"codes": ["../etc"]}, "没有找到续填码“../etc”"),
        ({"codes": ["K7QM-3F9T"] * 21}, "一次最多填20个续填码"),
    ],
)
def test_what_is_said_with_it(read: Read, said: dict[str, Any], words: str) -> None:
    with pytest.raises(RecommendationError) as caught:
        read(GOOD, **said)
    assert words in caught.value.message_zh


def test_neither_list_nor_code(read: Read) -> None:
    with pytest.raises(RecommendationError, match="请提供名单"):
        read(codes=[" "])


def test_a_cancelled_application(read: Read, application: Application) -> None:
    code = application(status="cancelled").resume_code
    with pytest.raises(RecommendationError, match="已经取消"):
        read(codes=[code])


def test_an_application_on_another_form(read: Read, application: Application) -> None:
    code = application(form_id="another_form").resume_code
    with pytest.raises(RecommendationError, match="不是推荐汇总表要用的申请表"):
        read(codes=[code])


def test_an_application_past_its_date(
    read: Read, application: Application, monkeypatch: pytest.MonkeyPatch, parts: Parts
) -> None:
    code = application().resume_code
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=31)
    monkeypatch.setattr(parts.drafts, "_now", lambda: later)
    with pytest.raises(RecommendationError, match="已超过保存期限"):
        read(codes=[code])


def test_two_applications_of_one_institution(read: Read, application: Application) -> None:
    codes = [application().resume_code, application().resume_code]
    with pytest.raises(RecommendationError, match="两份不同的申请表"):
        read(codes=codes)
    assert len(read(codes=[codes[0], codes[0]]).applicants) == 1


def test_the_code_of_an_institution_beside_a_county(read: Read, application: Application) -> None:
    row = ["示例县", application().resume_code]
    with pytest.raises(RecommendationError, match="第2行的续填码是另一张表的申请表"):
        read(a_list(县=[[COUNTY[0], "续填码"], row]))


def test_without_a_database(make: Make) -> None:
    with pytest.raises(RecommendationError, match="这里读不到申请表"):
        make(codes=["K7QM-3F9T"], stored=False)


def test_a_long_list_with_picks(read: Read) -> None:
    found = read(long_list(500), picks=["院3", "院77"]).applicants
    assert [one.name for one in found] == ["院3", "院77"]
