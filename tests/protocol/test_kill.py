"""Processes die in the middle of things; nothing acknowledged is lost, nothing is done twice."""

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.conftest import TODAY
from tests.product import ROOT, Product

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of this file's own, which its tests kill and start again."""
    made = Product(tmp_path_factory.mktemp("own"), TODAY.isoformat())
    made.start()
    yield made
    made.stop()


def drafts(product: Product) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(product.var / "assistant.db")) as database:
        return database.execute("SELECT revision, state FROM drafts").fetchall()


def turns(product: Product) -> tuple[int, int]:
    """Messages received, and answered."""
    with closing(sqlite3.connect(product.var / "assistant.db")) as database:
        counted: tuple[int, int] = database.execute(
            "SELECT count(*), count(response) FROM turns"
        ).fetchone()
    return counted


def form_of(answer: httpx.Response) -> dict[str, object]:
    blocks = [m["custom"]["form"] for m in answer.json() if m.get("custom", {}).get("form")]
    assert blocks, answer.text
    found: dict[str, object] = blocks[-1]
    return found


def models() -> dict[str, int]:
    """The language models and when they were written: a second start trains none."""
    return {
        path.name: path.stat().st_mtime_ns for path in (ROOT / "bot" / "models").glob("*.tar.gz")
    }


def test_engine_and_app_killed_in_mid_form(own_product: Product) -> None:
    product, sender = own_product, uuid.uuid4().hex
    product.say(sender, "我要填示范机构申请表")
    before = form_of(product.say(sender, "机构名称是榕城测试养老院"))

    product.kill("engine")
    answer = product.say(sender, "床位120张", message_id="m-beds")
    if answer.status_code == 503:
        product.wait_ready()
        answer = product.say(sender, "床位120张", message_id="m-beds")
    assert answer.status_code == 200
    after = form_of(answer)
    assert after["draft_id"] == before["draft_id"]
    assert int(str(after["filled"])) > int(str(before["filled"]))

    product.kill("app")
    time.sleep(0.3)
    product.wait_ready()
    shown = product.say(sender, "现在填到哪里了")
    assert form_of(shown)["filled"] == after["filled"]
    [(_, state)] = drafts(product)
    values = json.loads(state)["values"]
    assert values["institution_name"] == "榕城测试养老院"
    assert 120 in values.values()
    again = product.say(sender, "床位120张", message_id="m-beds")
    assert again.json() == answer.json()


def test_a_message_sent_while_the_engine_dies_is_answered_once(own_product: Product) -> None:
    product = own_product
    product.wait_ready()
    before = turns(product)
    answers: dict[str, httpx.Response] = {}

    def talk(sender: str) -> None:
        for number in range(6):
            name = f"{sender}-{number}"
            for _ in range(10):
                answer = product.say(sender, "申报截止到什么时候？", message_id=name)
                if answer.status_code == 200:
                    break
                time.sleep(float(answer.headers.get("Retry-After", 1)))
            answers[name] = answer

    talkers = [threading.Thread(target=talk, args=(uuid.uuid4().hex,)) for _ in range(2)]
    for talker in talkers:
        talker.start()
    time.sleep(0.4)
    product.kill("engine")
    for talker in talkers:
        talker.join()
    assert len(answers) == 12
    outcomes = {m["custom"]["outcome"] for a in answers.values() for m in a.json()}
    assert outcomes <= {"answered", "clarify"}
    product.wait_ready()
    assert turns(product) == (before[0] + 12, before[1] + 12)


def test_a_second_start_trains_nothing_and_remembers(own_product: Product) -> None:
    product, sender = own_product, uuid.uuid4().hex
    product.wait_ready()
    product.say(sender, "我们是养老机构")
    asked = product.say(sender, "申报条件是什么？").json()
    assert product.stop() == 0
    trained = models()
    product.start()
    assert models() == trained
    assert product.say(sender, "申报条件是什么？").json() == asked
