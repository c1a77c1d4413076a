"""The package for submission over HTTP: who may, what is refused with which status, what comes."""

import io
import threading
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from openpyxl import Workbook, load_workbook
from pydantic import SecretStr

from api.routes import recommendation as route
from api.services import Services
from api.settings import Settings
from eligibility import RuleSet, load_rules
from forms import load_forms
from recommendation import Program, load_program
from screening import MAX_BYTES
from tests import known

ROOT = Path(__file__).parents[3]
FORM = "demonstration_institution_application"
TOKEN = "工作人员口令-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}".encode()}
SENDER = {"city": "福州市", "contact": "张三", "phone": "0591-87654321", "as_of": "2025-10-20"}


@pytest.fixture(scope="module")
def parts() -> tuple[Program, RuleSet]:
    base = known.base()
    program = load_program(base, load_forms(ROOT / "forms", base))
    return program, load_rules(ROOT / "eligibility/rules", base)


@pytest.fixture
def open_for_staff(settings: Settings, services: Services, parts: tuple[Program, RuleSet]) -> None:
    settings.staff_token = SecretStr(TOKEN)
    object.__setattr__(services, "program", parts[0])
    services.rule_sets[parts[1].id] = parts[1]


def a_list(*names: str) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["机构名称", "负责人"])
    for name in names or ("甲院",):
        sheet.append([name, "王建国"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(content: bytes) -> dict[str, Any]:
    return {"file": ("名单.xlsx", content, "application/octet-stream")}


def names_in(answer: httpx.Response) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return archive.namelist()


@pytest.mark.parametrize("token", ["", "short"])
async def test_closed_until_a_token_is_set(
    client: httpx.AsyncClient, settings: Settings, token: str
) -> None:
    settings.staff_token = SecretStr(token)
    headers = {"Authorization": f"Bearer {token or 'x'}"}
    answer = await client.post(route.PATH, files=upload(a_list()), headers=headers)
    assert answer.status_code == 403
    assert "ASSISTANT_STAFF_TOKEN" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "Basic abc", "Bearer é"])
async def test_only_with_the_token(client: httpx.AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    for answer in (
        await client.post(route.PATH, files=upload(a_list()), headers=headers),
        await client.get(route.TEMPLATE_PATH, headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "口令" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
async def test_a_list_in_a_package_out(client: httpx.AsyncClient) -> None:
    answer = await client.post(route.PATH, files=upload(a_list()), data=SENDER, headers=BEARER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    assert "filename*=UTF-8''%E7%A6%8F" in answer.headers["Content-Disposition"]
    assert "20251020.zip" in answer.headers["Content-Disposition"]
    names = names_in(answer)
    assert names[:2] == ["00报送前核对.docx", "01推荐函.docx"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        name = next(name for name in names if name.endswith(".xlsx"))
        sheet = load_workbook(io.BytesIO(archive.read(name))).worksheets[0]
    assert sheet["A3"].value == "推荐单位：福州市卫生健康委（加盖公章）"
    assert [cell.value for cell in sheet[7]][:3] == ["1", "甲院", "王建国"]


@pytest.mark.usefixtures("open_for_staff")
async def test_from_an_application_alone(client: httpx.AsyncClient, services: Services) -> None:
    text = (ROOT / "forms" / FORM / "sample.yml").read_text(encoding="utf-8")
    draft = services.drafts.create(FORM, "1", "someone", {"values": yaml.safe_load(text)})
    code = {"code": (None, draft.resume_code)}
    answer = await client.post(route.PATH, files=code, headers=BEARER)
    assert answer.status_code == 200, answer.text
    assert "03申请表/全国医养结合示范机构申请表（福州市康宁护理院）.docx" in names_in(answer)


@pytest.mark.usefixtures("open_for_staff")
async def test_several_picks(client: httpx.AsyncClient) -> None:
    data = {**SENDER, "pick": ["甲院", "丙院"]}
    listed = upload(a_list("甲院", "乙院", "丙院"))
    answer = await client.post(route.PATH, files=listed, data=data, headers=BEARER)
    reports = [name for name in names_in(answer) if name.startswith("04")]
    assert reports == [f"04工作报告/工作报告提纲（{name}）.docx" for name in ("甲院", "丙院")]


@pytest.mark.usefixtures("open_for_staff")
async def test_the_template(client: httpx.AsyncClient) -> None:
    answer = await client.get(route.TEMPLATE_PATH, headers=BEARER)
    sheet = load_workbook(io.BytesIO(answer.content))["示范机构（附件5）"]
    assert sheet["B4"].value == "机构名称"


@pytest.mark.usefixtures("open_for_staff")
@pytest.mark.parametrize(
    ("files", "data", "status", "words"),
    [
        (upload(b"a,b"), {}, 415, "不是可以打开的 Excel"),
        (upload(b""), {}, 422, "文件是空的"),
        (upload(b"PK" + b"x" * MAX_BYTES), {}, 413, "超过5 MB"),
        (upload(b"PK" + b"x" * (MAX_BYTES + 200_000)), {}, 413, "超过"),
        (upload(a_list()), {"city": "杭州市"}, 422, "没有“杭州市”这个推荐单位"),
        (upload(a_list()), {"as_of": "2025-13-01"}, 422, "应为日期"),
        (upload(a_list()), {"town": "福州市"}, 422, "没有这一项"),
        (upload(a_list()), {"pick": "乙院"}, 422, "名单里没有“乙院”"),
        (upload(a_list()), {"code": "K7QM-3F9T"}, 422, "没有找到续填码"),
        (upload(a_list()), {"code": ["x"] * 61}, 400, "太多"),
        ({"file": (None, "不是文件")}, {}, 422, "应为文件"),
        ({"city": ("a.txt", b"x")}, {}, 422, "应为文字"),
        ({"city": (None, "福州市")}, {}, 422, "请提供名单"),
    ],
)
async def test_refused(
    client: httpx.AsyncClient, files: Any, data: dict[str, Any], status: int, words: str
) -> None:
    answer = await client.post(route.PATH, files=files, data=data, headers=BEARER)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("application/octet-stream", 415, "请用表单"),
        ("multipart/form-data", 400, "请重新发送"),
        ("multipart/form-data; boundary=x", 400, "请重新发送"),
    ],
)
async def test_no_form(client: httpx.AsyncClient, kind: str, status: int, words: str) -> None:
    headers = {**BEARER, "Content-Type": kind}
    answer = await client.post(route.PATH, content=b"not a form", headers=headers)
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
async def test_a_page_without_a_chosen_file(client: httpx.AsyncClient) -> None:
    """A browser sends an empty part without a name for a file field left alone."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"
    )
    headers = {**BEARER, "Content-Type": "multipart/form-data; boundary=x"}
    answer = await client.post(route.PATH, content=body, headers=headers)
    assert answer.status_code == 422
    assert "请提供名单" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
async def test_one_package_at_a_time(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = threading.Lock()
    monkeypatch.setattr(route, "_busy", busy)
    with busy:
        answer = await client.post(route.PATH, files=upload(a_list()), headers=BEARER)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    answer = await client.post(route.PATH, files=upload(a_list()), headers=BEARER)
    assert answer.status_code == 200
