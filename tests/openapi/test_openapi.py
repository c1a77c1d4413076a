"""The interface against its own description: schemathesis makes up requests for every operation.

The real application with the real notices, rules and forms; only the engine is a stand-in.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pydantic import SecretStr

import storage
from api.app import create_app
from api.routes.documents import MEDIA_TYPES
from api.services import build
from api.settings import Settings
from supervisor.ports import next_free
from tests.unit.api.fake_engine import FakeEngine

pytestmark = pytest.mark.api

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-staff-0123456789"
EXAMPLES = 10
"""Requests made up for each operation; the same ones every time."""
RELOAD = "/api/v1/notices/reload"
"""Left out: it reads all notices anew, which takes its time; it has tests of its own."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The running application."""
    engine = FakeEngine()
    engine.start()
    port = next_free("127.0.0.1", 28_000)
    made = Settings(
        var=tmp_path_factory.mktemp("var"),
        cache=ROOT / "var" / "cache",
        engine_url=engine.url,
        action_secret=SecretStr("a-secret-of-the-supervisor"),
        staff_token=SecretStr(TOKEN),
        rate_per_minute=100_000,
        lookup_rate_per_minute=100_000,
        api_rate_per_minute=100_000,
    )
    storage.migrate(made.database())
    services = build(made)
    config = uvicorn.Config(create_app(made, load=lambda _: services), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the application did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
    engine.stop()


def operations(address: str) -> list[Any]:
    """Every operation that the application itself describes."""
    import schemathesis  # takes a second, also where these tests are left out
    from hypothesis import strategies as st

    schemathesis.openapi.media_type(MEDIA_TYPES["xlsx"], st.binary(max_size=200))
    described = schemathesis.openapi.from_url(f"{address}/openapi.json").exclude(path=RELOAD)
    return [found.ok() for found in described.get_all_operations()]


def problems_of(operation: Any, good: bool) -> list[str]:
    """What is not as described, one line for each kind of problem.

    `good`: requests as described; else such as the description forbids.
    """
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import settings as hypothesis_settings
    from hypothesis.errors import Unsatisfiable
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.failures import FailureGroup
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
        unsupported_method,
    )

    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
        unsupported_method,
    ]
    found: dict[str, str] = {}
    tried = 0

    mode = GenerationMode.POSITIVE if good else GenerationMode.NEGATIVE

    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        nonlocal tried
        tried += 1
        answer = case.call(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
        try:
            case.validate_response(answer, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                said = f"{answer.status_code} {answer.text[:160]!r}"
                found[type(failure).__name__] = f"{str(failure)[:300]} | {said}"
        if answer.status_code >= 400 and not answer.text.startswith("["):
            message = answer.json()["error"]["message"]
            if not message or "Traceback" in answer.text:
                found["wording"] = answer.text[:200]

    try:
        ask()
    except Unsatisfiable:  # nothing can be wrong about a request without parameters
        assert not good
    assert tried or not good
    return [f"{operation.label}: {kind}: {text}" for kind, text in found.items()]


@pytest.mark.parametrize("good", [True, False], ids=["as described", "as forbidden"])
def test_every_operation_is_as_described(address: str, good: bool) -> None:
    found = operations(address)
    assert {"POST /webhooks/rest/webhook", "GET /api/v1/audit"} <= {o.label for o in found}
    assert [problem for operation in found for problem in problems_of(operation, good)] == []
