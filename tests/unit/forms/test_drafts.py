"""Drafts: pinned, versioned, resumable, expiring, with a history that tells who changed what."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

import storage
import tests.databases as databases
from forms.drafts import Draft, DraftExpired, DraftNotFound, DraftStore, StaleDraft
from storage import models

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory

FORM = "demonstration_institution_application"


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.time = datetime(2025, 10, 20, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(factory: sessionmaker[Session], clock: Clock) -> DraftStore:
    return DraftStore(factory, now=clock)


@pytest.fixture
def draft(store: DraftStore) -> Draft:
    return store.create(FORM, "1+abc", "web-1", {"values": {"operating_beds": 100}})


def with_values(draft: Draft, **values: object) -> Draft:
    return replace(draft, state={**draft.state, "values": {**draft.values, **values}})


def test_a_new_draft_is_pinned_and_dated(draft: Draft, clock: Clock) -> None:
    assert (draft.form_id, draft.form_version, draft.revision, draft.status) == (
        FORM, "1+abc", 1, "open",
    )  # fmt: skip
    assert draft.values == {"operating_beds": 100}
    assert draft.created_at == clock.time
    assert draft.expires_at == clock.time + timedelta(days=30)


def test_what_was_saved_is_read_back_by_another_store(
    store: DraftStore, draft: Draft, factory: sessionmaker[Session], clock: Clock
) -> None:
    clock.advance(days=3)
    state = {
        "values": {"a": "<b>{{ 7*7 }}</b>", "b": [1, None, 65.5], "c": "😀\x00"},
        "asking": ["a"],
    }
    saved = store.save(replace(draft, state=state), 1, "web-1", "web")
    found = DraftStore(factory, now=clock).get(draft.id)
    assert found == saved
    assert found is not None
    assert (found.state, found.revision) == (state, 2)
    assert found.expires_at == clock.time + timedelta(days=30)


def test_the_state_given_and_the_state_stored_are_independent(
    store: DraftStore, draft: Draft
) -> None:
    changed = with_values(draft, residents=90)
    saved = store.save(changed, 1, "web-1", "web")
    changed.state["values"]["residents"] = 1
    saved.state["values"]["residents"] = 2
    found = store.get(draft.id)
    assert found is not None
    assert found.values["residents"] == 90


def test_every_change_is_in_the_history(store: DraftStore, draft: Draft, clock: Clock) -> None:
    clock.advance(hours=1)
    second = store.save(with_values(draft, operating_beds=120, tcm=True), 1, "web-1", "web")
    clock.advance(hours=1)
    values = {"operating_beds": 120.0}
    done = replace(second, state={"values": values}, status="done")
    store.save(done, 2, "wx-9", "wechat")
    assert [
        (c.revision, c.field, c.old, c.new, c.actor, c.channel) for c in store.history(draft.id)
    ] == [
        (1, "operating_beds", None, 100, "web-1", "web"),
        (2, "operating_beds", 100, 120, "web-1", "web"),
        (2, "tcm", None, True, "web-1", "web"),
        (3, "operating_beds", 120, 120.0, "wx-9", "wechat"),
        (3, "tcm", True, None, "wx-9", "wechat"),
        (3, "@status", "open", "done", "wx-9", "wechat"),
    ]
    assert store.history(draft.id, since_revision=2)[0].at == clock.time


def test_a_stale_save_changes_nothing_and_says_what_happened(
    store: DraftStore, draft: Draft
) -> None:
    store.save(with_values(draft, residents=90), 1, "tab-2", "web")
    with pytest.raises(StaleDraft, match="没有保存") as stale:
        store.save(with_values(draft, residents=50, satisfaction=96), 1, "tab-1", "web")
    assert stale.value.current.values == {"operating_beds": 100, "residents": 90}
    assert [(c.field, c.new, c.actor) for c in stale.value.changes] == [("residents", 90, "tab-2")]
    assert store.get(draft.id) == stale.value.current
    assert len(store.history(draft.id)) == 2


def test_of_many_writers_on_one_revision_exactly_one_wins(store: DraftStore, draft: Draft) -> None:
    def write(n: int) -> bool:
        try:
            store.save(with_values(draft, residents=n), 1, f"w{n}", "web")
        except StaleDraft:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))
    found = store.get(draft.id)
    assert found is not None
    assert (sum(won), found.revision) == (1, 2)
    assert found.values["residents"] == won.index(True)


def test_a_history_that_cannot_be_written_stops_the_save(store: DraftStore, draft: Draft) -> None:
    with pytest.raises(Exception, match=r"(?s)actor|string|NOT NULL"):
        store.save(with_values(draft, residents=1), 1, None, "web")  # type: ignore[arg-type]
    found = store.get(draft.id)
    assert found == draft


HANDS: list[Callable[[str], str]] = [
    str.lower,
    lambda code: code.replace("-", " "),
    lambda code: code.replace("-", "—"),
    lambda code: f" {code} ",
]


@pytest.mark.parametrize("how", HANDS)
def test_the_resume_code_is_forgiving(
    store: DraftStore, draft: Draft, how: Callable[[str], str]
) -> None:
    found = store.by_resume_code(how(draft.resume_code))
    assert found is not None
    assert found.id == draft.id


@pytest.mark.parametrize("typed", ["", "K7QM", "恢复码", "0000-0000", "K7QM-3F9T-1", "😀" * 8])
def test_a_code_of_nobody_finds_nothing(store: DraftStore, draft: Draft, typed: str) -> None:
    assert store.by_resume_code(typed) is None


def test_both_devices_go_on_after_a_resume(store: DraftStore, draft: Draft) -> None:
    resumed = store.attach(draft.id, "web-2")
    assert resumed.owner == "web-2"
    assert store.latest_open("web-2") == resumed
    assert store.latest_open("web-1") == resumed
    assert store.attach(draft.id, "web-2").revision == 1
    owners = [(c.old, c.new) for c in store.history(draft.id) if c.field == "@owner"]
    assert owners == [("web-1", "web-2")]


def test_the_latest_open_draft_is_the_one_changed_last(
    store: DraftStore, draft: Draft, clock: Clock
) -> None:
    clock.advance(minutes=1)
    other = store.create("another_form", "1", "web-1")
    assert store.latest_open("web-1") == other
    assert store.latest_open("web-1", FORM) == draft
    clock.advance(minutes=1)
    saved = store.save(with_values(draft, residents=1), 1, "web-1", "web")
    assert store.latest_open("web-1") == saved
    store.save(replace(saved, status="cancelled"), 2, "web-1", "web")
    assert store.latest_open("web-1") == other
    assert store.latest_open("nobody") is None


def test_an_expired_draft_is_not_given_out(store: DraftStore, draft: Draft, clock: Clock) -> None:
    clock.advance(days=30)
    for use in (
        lambda: store.get(draft.id),
        lambda: store.by_resume_code(draft.resume_code),
        lambda: store.save(draft, 1, "web-1", "web"),
        lambda: store.attach(draft.id, "web-2"),
    ):
        with pytest.raises(DraftExpired, match="2025-11-19"):
            use()
    assert store.latest_open("web-1") is None


def test_purging_removes_only_what_has_expired(
    store: DraftStore, draft: Draft, clock: Clock, factory: sessionmaker[Session]
) -> None:
    clock.advance(days=29)
    kept = store.create(FORM, "1", "web-1")
    assert store.purge_expired() == 0
    clock.advance(days=1)
    assert store.purge_expired() == 1
    assert store.get(draft.id) is None
    assert store.get(kept.id) == kept
    assert store.by_resume_code(draft.resume_code) is None
    with factory() as session:
        assert session.scalar(select(func.count()).select_from(models.DraftChange)) == 0


def test_what_is_gone_cannot_be_saved(store: DraftStore, draft: Draft) -> None:
    assert store.delete(draft.id) is True
    assert store.delete(draft.id) is False
    with pytest.raises(DraftNotFound, match="填申请表"):
        store.save(draft, 1, "web-1", "web")


def test_an_unknown_status_is_a_mistake_of_the_program(store: DraftStore, draft: Draft) -> None:
    with pytest.raises(ValueError, match="finished"):
        store.save(replace(draft, status="finished"), 1, "web-1", "web")


def test_erasing_a_person_leaves_nothing_of_theirs(
    store: DraftStore, draft: Draft, factory: sessionmaker[Session], tmp_path: Path
) -> None:
    shared = store.create(FORM, "1", "web-1")
    store.attach(shared.id, "web-2")
    with factory() as session:
        now = draft.created_at
        session.add(models.Conversation(sender="web-1", last_seq=1, created_at=now, last_at=now))
        session.flush()
        session.add(models.Turn(sender="web-1", seq=1, text="我叫张三", created_at=now))
        session.commit()
    erased = storage.delete_person(factory, "web-1", tmp_path)
    assert erased == storage.Erased(drafts=1, documents=0, turns=1, shared_left=1)
    assert store.get(draft.id) is None
    assert store.latest_open("web-1") is None
    kept = store.get(shared.id)
    assert kept is not None
    assert kept.owner == "web-2"
    with factory() as session:
        assert session.scalars(select(models.Turn)).all() == []
        assert session.scalars(select(models.Conversation)).all() == []
