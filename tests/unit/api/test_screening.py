"""Batch screening over HTTP: who may, what is refused with which status, what comes back."""

import io
import threading
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import Workbook, load_workbook
from pydantic import SecretStr

from api.routes import screening as route
from api.services import Services
from api.settings import Settings
from eligibility import RuleSet, load_rules
from forms import Form, load_forms
from screening import FORM_ID
from tests import known

ROOT = Path(__file__).parents[3]
TOKEN = "工作人员口令-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}".encode()}


@pytest.fixture(scope="module")
def parts() -> tuple[Form, RuleSet]:
    base = known.base()
    return load_forms(ROOT / "forms", base)[FORM_ID], load_rules(ROOT / "eligibility/rules", base)


@pytest.fixture
def open_for_staff(settings: Settings, services: Services, parts: tuple[Form, RuleSet]) -> None:
    settings.staff_token = SecretStr(TOKEN)
    services.forms[FORM_ID] = parts[0]
    object.__setattr__(services, "rules", parts[1])


def a_list() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["机构名称", "满意度"])
    sheet.append(["甲院", "96%"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("token", ["", "short"])
async def test_closed_until_a_token_is_set(
    client: httpx.AsyncClient, settings: Settings, token: str
) -> None:
    settings.staff_token = SecretStr(token)
    headers = {"Authorization": f"Bearer {token or 'x'}"}
    answer = await client.post(route.PATH, content=a_list(), headers=headers)
    assert answer.status_code == 403
    assert "ASSISTANT_STAFF_TOKEN" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "Basic abc", "Bearer é"])
async def test_only_with_the_token(client: httpx.AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    for answer in (
        await client.post(route.PATH, content=a_list(), headers=headers),
        await client.get(f"{route.PATH}/template", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "口令" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
async def test_a_list_in_a_ranking_out(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{route.PATH}?as_of=2025-10-20", content=a_list(), headers=BEARER)
    assert answer.status_code == 200, answer.text
    assert "filename*=UTF-8''%E9%A2%84" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book["排名"]["B6"].value == "甲院"
    assert book["排名"]["C6"].value == "信息不足"


@pytest.mark.usefixtures("open_for_staff")
async def test_the_template(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{route.PATH}/template", headers=BEARER)
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0]["A4"].value == "机构名称"


@pytest.mark.usefixtures("open_for_staff")
@pytest.mark.parametrize(
    ("content", "extra", "query", "status", "words"),
    [
        (b"", {}, "", 422, "文件是空的"),
        (b"a,b", {}, "", 415, "不是可以打开的 Excel"),
        (b"PK" + b"x" * 5_000_000, {}, "", 413, "超过"),
        (b"--x", {"Content-Type": "multipart/form-data; boundary=x"}, "", 415, "不要用表单"),
        (a_list(), {}, "?as_of=2025-13-01", 422, "应为日期"),
        (a_list(), {}, "?as_of=2024-01-01", 422, "换一个核对日期"),
    ],
)
async def test_refused(
    client: httpx.AsyncClient,
    content: bytes,
    extra: dict[str, str],
    query: str,
    status: int,
    words: str,
) -> None:
    answer = await client.post(f"{route.PATH}{query}", content=content, headers={**BEARER, **extra})
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


@pytest.mark.usefixtures("open_for_staff")
async def test_one_list_at_a_time(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = threading.Lock()
    monkeypatch.setattr(route, "_busy", busy)
    with busy:
        answer = await client.post(route.PATH, content=a_list(), headers=BEARER)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert (await client.post(route.PATH, content=a_list(), headers=BEARER)).status_code == 200
