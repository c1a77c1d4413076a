"""Files over HTTP: read for their sender, chosen from, put into the draft; refusals with status."""

import io
from typing import Any

import httpx
import pytest
from openpyxl import Workbook
from sqlalchemy import select

from api.routes import prefill as route
from api.services import Services
from api.settings import Settings
from forms import Form
from prefill import MAX_BYTES
from storage import models
from tests.unit.api.conftest import FORM

PAIRS = (("机构名称", "福州市康宁护理院"), ("入住老年人数", 96), ("联系人电话", "1380591"))

pytestmark = pytest.mark.usefixtures("forms_served")


def a_sheet(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows or PAIRS:
        book.worksheets[0].append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def upload(
    client: httpx.AsyncClient, data: bytes = b"", sender: str = "u-1", **fields: str
) -> httpx.Response:
    file = {"file": ("机构情况.xlsx", data or a_sheet(), "application/octet-stream")}
    return await client.post(route.PATH, data={"sender": sender, **fields}, files=file)


async def take(
    client: httpx.AsyncClient, file_id: str, sender: str = "u-1", **values: str | None
) -> httpx.Response:
    body = {"sender": sender, "values": values}
    return await client.post(f"{route.PATH}/{file_id}/accept", json=body)


def message(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["message"])


async def test_a_file_is_read_chosen_from_and_gone(
    client: httpx.AsyncClient, services: Services
) -> None:
    read = (await upload(client)).json()
    assert read["form_id"] == FORM
    assert {i["key"]: (i["text"], i["usable"], i["sure"]) for i in read["items"]} == {
        "institution_name": ("福州市康宁护理院", True, True),
        "residents": ("96人", True, True),
        "contact_phone": ("1380591", False, False),
    }
    assert services.drafts.latest_open("u-1") is None  # nothing is put in by reading
    again = await client.get(f"{route.PATH}/{read['id']}", params={"sender": "u-1"})
    assert again.json()["items"] == read["items"]

    answer = await take(client, read["id"], institution_name=None, contact_phone="13805910001")
    assert answer.json()["accepted"] == ["机构名称", "联系人电话"]
    draft = services.drafts.latest_open("u-1")
    assert draft is not None
    assert draft.values == {"institution_name": "福州市康宁护理院", "contact_phone": "13805910001"}
    assert answer.json()["resume_code"] == draft.resume_code

    twice = await take(client, read["id"], institution_name=None)
    assert twice.json()["message"] == answer.json()["message"]
    assert services.drafts.latest_open("u-1") == draft
    with services.sessions() as session:
        assert "康宁" not in str(session.scalars(select(models.PrefillOffer.content)).all())


async def test_a_list_fills_the_rows_of_a_table(
    client: httpx.AsyncClient, services: Services, form_set: dict[str, Form]
) -> None:
    form = form_set["institution_recommendation_summary"]
    draft = services.drafts.create(form.id, form.version, "u-1")
    listed = a_sheet(
        ("序号", "机构名称", "负责人", "联系电话"),
        (1, "福州市康宁护理院", "王建国", "13805910001"),
        (2, "福州市安康医养中心", None, "13805910002"),
    )
    read = (await upload(client, listed, draft_id=draft.id)).json()
    (item,) = read["items"]
    assert item["label"] == "推荐机构名单" and item["long"], "its lines need room"
    await take(client, read["id"], institutions=None)
    rows = services.drafts.get(draft.id).values["institutions"]
    assert [row["institution_name"] for row in rows] == ["福州市康宁护理院", "福州市安康医养中心"]
    assert "director" not in rows[1] and rows[1]["director_phone"] == "13805910002"


async def test_values_go_into_the_draft_that_is_named(
    client: httpx.AsyncClient, services: Services, form_set: dict[str, Form]
) -> None:
    version = form_set[FORM].version
    first = services.drafts.create(FORM, version, "u-1")
    services.drafts.create(FORM, version, "u-1")
    read = (await upload(client, draft_id=first.id)).json()
    answer = await take(client, read["id"], residents=None)
    assert answer.json()["draft_id"] == first.id


async def test_another_sender_sees_takes_and_drops_nothing(
    client: httpx.AsyncClient, services: Services, form_set: dict[str, Form]
) -> None:
    theirs = services.drafts.create(FORM, form_set[FORM].version, "u-1")
    read = (await upload(client)).json()
    url = f"{route.PATH}/{read['id']}"
    assert (await client.get(url, params={"sender": "u-2"})).status_code == 410
    assert (await take(client, read["id"], "u-2", residents=None)).status_code == 410
    assert (await client.delete(url, params={"sender": "u-2"})).status_code == 204
    assert (await client.get(url, params={"sender": "u-1"})).status_code == 200
    mine = (await upload(client, sender="u-2", draft_id=theirs.id)).json()
    answer = await take(client, mine["id"], "u-2", residents=None)
    assert answer.json()["draft_id"] != theirs.id


async def test_dropped_values_are_gone(client: httpx.AsyncClient) -> None:
    read = (await upload(client)).json()
    url = f"{route.PATH}/{read['id']}"
    await client.delete(url, params={"sender": "u-1"})
    gone = await client.get(url, params={"sender": "u-1"})
    assert gone.status_code == 410
    assert "重新上传" in message(gone)


async def test_an_earlier_form_is_offered(client: httpx.AsyncClient, services: Services) -> None:
    url = f"{route.PATH}/earlier"
    nothing = await client.get(url, params={"sender": "u-1", "form_id": FORM})
    assert nothing.status_code == 204
    read = (await upload(client)).json()
    begun = (await take(client, read["id"], institution_name=None)).json()["draft_id"]
    draft = services.drafts.get(begun)
    assert draft is not None
    draft.status = "done"
    services.drafts.save(draft, draft.revision, "u-1", "web")
    found = (await client.get(url, params={"sender": "u-1", "form_id": FORM})).json()
    assert [item["text"] for item in found["items"]] == ["福州市康宁护理院"]
    taken = (await take(client, found["id"], institution_name=None)).json()
    assert taken["draft_id"] != begun


@pytest.mark.parametrize(
    "data, status, said",
    [
        (b"MZ" * 50, 415, "读不了"),
        (b"%PDF-1.7 cut off", 422, "损坏"),
        (b"\xff\xd8\xff" + b"0" * (MAX_BYTES + 1), 413, "超过12 MB"),
        (b"\xff\xd8\xff" + b"0" * (50_000_000), 413, "超过12 MB"),
    ],
)
async def test_refused_files(
    data: bytes, status: int, said: str, client: httpx.AsyncClient, services: Services
) -> None:
    answer = await upload(client, data)
    assert answer.status_code == status
    assert said in message(answer)
    assert "申请表没有变" in message(answer)
    assert services.drafts.of_member("u-1") == []


async def test_requests_that_are_not_as_they_should_be(client: httpx.AsyncClient) -> None:
    plain = await client.post(route.PATH, content=b"x")
    assert (plain.status_code, "multipart" in message(plain)) == (415, True)
    for fields in ({"sender": ""}, {"row": "一"}, {"more": "x"}, {"sender": "u" * 200}):
        assert (await upload(client, **{"sender": "u-1", **fields})).status_code == 422
    without = await client.post(route.PATH, data={"sender": "u"}, files={"other": b"x"})
    assert without.status_code == 422
    assert (await upload(client, sender="wechat:someone")).status_code == 403


async def test_nothing_chosen_changes_nothing(
    client: httpx.AsyncClient, services: Services
) -> None:
    read = (await upload(client)).json()
    answer = await take(client, read["id"])
    assert (answer.status_code, "没有选中" in message(answer)) == (422, True)
    assert services.drafts.of_member("u-1") == []


async def test_only_so_many_files_a_minute(client: httpx.AsyncClient, settings: Settings) -> None:
    for _ in range(settings.upload_rate_per_minute):
        assert (await upload(client)).status_code == 200
    refused = await upload(client)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
