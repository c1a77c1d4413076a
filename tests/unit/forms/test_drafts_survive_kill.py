"""Everything a killed process had acknowledged is there afterwards."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import storage
import tests.databases as databases
from forms.drafts import DraftStore

pytestmark = pytest.mark.slow
postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url

WRITER = """
import json, sys
from dataclasses import replace
import storage
from forms.drafts import DraftStore
store = DraftStore(storage.session_factory(storage.engine(sys.argv[1])))
draft = store.create("f", "1", "web-1", {"values": {}})
print(json.dumps([draft.id, 1]), flush=True)
while True:
    n = draft.revision + 1
    state = {"values": {"last": n, f"field_{n % 50}": "字" * (n % 400)}}
    draft = store.save(replace(draft, state=state), draft.revision, "web-1", "web")
    print(json.dumps([draft.id, n]), flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 2, 40, 173])
def test_kill_in_the_middle_of_saving(database_url: str, acknowledged: int, tmp_path: Path) -> None:
    databases.migrate(database_url)
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(acknowledged):
        line = process.stdout.readline()
        assert line, "the writer ended early"
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.wait()
    whole_lines = [line for line in (line.strip(), *rest) if line.endswith("]")]
    draft_id, last = json.loads(whole_lines[-1])

    engine = storage.engine(database_url)
    store = DraftStore(storage.session_factory(engine))
    found = store.get(draft_id)
    assert found is not None
    assert last <= found.revision <= last + 1
    if found.revision > 1:
        assert found.values["last"] == found.revision
    logged = {change.revision for change in store.history(draft_id)}
    assert logged == set(range(2, found.revision + 1))
    again = store.save(replace(found, state={"values": {}}), found.revision, "web-1", "web")
    assert again.revision == found.revision + 1
    engine.dispose()
