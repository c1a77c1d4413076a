"""Limits that several processes share, on a real Redis.

The server is the one of ``ASSISTANT_TEST_REDIS_URL``, or a throw-away one started here.
"""

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from api.settings import Settings
from api.shared_limits import SharedRateLimit, limits
from supervisor.ports import next_free

pytestmark = pytest.mark.services

PROGRAM = """
import sys
from pydantic import SecretStr
from api.settings import Settings
from api.shared_limits import limits
limit = limits(Settings(redis_url=SecretStr(sys.argv[1])))(sys.argv[2], 30)
print(sum(limit.wait("u-1") == 0 for _ in range(25)))
"""


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis."""
    given = os.environ.get("ASSISTANT_TEST_REDIS_URL")
    if given:
        yield given
        return
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis: set ASSISTANT_TEST_REDIS_URL or install redis-server")
    port = next_free("127.0.0.1", 26_379)
    folder = tmp_path_factory.mktemp("redis")
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    store = redis.Redis.from_url(url)
    for _ in range(100):
        try:
            store.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    yield url
    server.terminate()
    server.wait(10)


@pytest.fixture
def name() -> str:
    """A name nobody else counts under."""
    return uuid.uuid4().hex


def shared(url: str, name: str, per_minute: int) -> SharedRateLimit:
    made = limits(Settings(redis_url=SecretStr(url)))(name, per_minute)
    assert isinstance(made, SharedRateLimit)
    return made


def test_two_processes_share_one_limit(redis_url: str, name: str) -> None:
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, redis_url, name],
            cwd=root, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    taken = [int(process.communicate(timeout=60)[0]) for process in running]
    # 30 at once; what is refilled while they run is one every two seconds.
    assert 30 <= sum(taken) < 50
    assert min(taken) < 25


def test_many_threads_take_no_more_than_there_is(redis_url: str, name: str) -> None:
    limit = shared(redis_url, name, 6)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: limit.wait("u-1"), range(20)))
    assert waits.count(0) == 6
    assert {w for w in waits if w} <= {9, 10}
    assert limit.wait("u-2") == 0


def test_redis_learns_no_names_and_forgets(redis_url: str, name: str) -> None:
    shared(redis_url, name, 600).wait("13805910001")
    store = redis.Redis.from_url(redis_url)
    [key] = store.keys(f"yiyang:limit:{name}:*")
    assert b"13805910001" not in key
    assert 0 < store.pttl(key) <= 1200


def test_a_redis_that_goes_away_leaves_each_process_counting_alone(name: str) -> None:
    port = next_free("127.0.0.1", 26_900)
    limit = shared(f"redis://127.0.0.1:{port}/0", name, 2)
    assert [limit.wait("u-1") for _ in range(3)] == [0, 0, 30]
