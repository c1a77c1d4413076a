"""A photograph over HTTP: kept with the sender's own draft, refused with what to do."""

import io

import httpx
import pytest
from PIL import Image

from api.routes import photos as route
from api.services import Services
from forms import Form
from tests.unit.api.conftest import FORM
from tests.unit.api.test_prefill import message

pytestmark = pytest.mark.usefixtures("forms_served")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(out, "PNG")
    return out.getvalue()


async def attach(client: httpx.AsyncClient, data: bytes, sender: str = "u-1") -> httpx.Response:
    file = {"file": ("大门.png", data, "image/png")}
    return await client.post(route.PATH, data={"sender": sender}, files=file)


async def test_it_is_kept_with_the_senders_own_draft(
    client: httpx.AsyncClient, services: Services, form_set: dict[str, Form]
) -> None:
    draft = services.drafts.create(FORM, form_set[FORM].version, "u-1")
    answer = await attach(client, picture())
    assert answer.status_code == 200
    assert answer.json()["count"] == 1
    assert "附在《全国医养结合示范机构申请表》后面" in answer.json()["message"]
    kept = services.drafts.photos(draft.id)
    assert [photo.content[:3] for photo in kept] == [b"\xff\xd8\xff"]
    stranger = await attach(client, picture(), sender="u-2")
    assert (stranger.status_code, len(services.drafts.photos(draft.id))) == (422, 1)
    assert "还没有正在填的申请表" in message(stranger)


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"%PDF-1.7\n", 415), (b"\xff\xd8\xff\xe0" + b"x" * 999, 422), (b"\x89PNG" * 4_000_000, 413)],
)
async def test_anything_else_is_refused_and_nothing_is_kept(
    client: httpx.AsyncClient,
    services: Services,
    form_set: dict[str, Form],
    data: bytes,
    status: int,
) -> None:
    draft = services.drafts.create(FORM, form_set[FORM].version, "u-1")
    answer = await attach(client, data)
    assert answer.status_code == status
    assert "申请表没有变" in message(answer)
    assert services.drafts.photos(draft.id) == []


async def test_a_form_that_takes_none_says_so(
    client: httpx.AsyncClient, services: Services, form_set: dict[str, Form]
) -> None:
    summary = form_set["institution_recommendation_summary"]
    services.drafts.create(summary.id, summary.version, "u-1")
    answer = await attach(client, picture())
    assert answer.status_code == 422
    assert "不附照片" in message(answer)
