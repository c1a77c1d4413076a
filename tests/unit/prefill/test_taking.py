"""Chosen values go in as typed ones do; what was told once is offered again; nothing is kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import storage
from forms import Form, State
from forms.drafts import DraftStore
from prefill import Offer, Reading
from prefill.earlier import read_earlier
from prefill.model import beside, offer_of
from prefill.store import OfferStore
from prefill.taking import Taken, take
from storage import models
from tests import databases
from tests.unit.prefill.conftest import COUNTY, INSTITUTION, TODAY

NOW = datetime(2025, 10, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    databases.migrate(url)
    engine = storage.engine(url)
    yield storage.session_factory(engine)
    engine.dispose()


@pytest.fixture
def drafts(sessions: sessionmaker[Session]) -> DraftStore:
    return DraftStore(sessions)


def reading_of(form: Form, **values: object) -> Reading:
    return Reading("《营业执照》", form, [offer_of(form.fields[k], v) for k, v in values.items()])


def begin(drafts: DraftStore, form: Form) -> Taken:
    """A draft with 50 residents."""
    return take(drafts, "u", None, reading_of(form, residents=50), {"residents": None}, TODAY)


def test_chosen_values_begin_a_draft_with_their_history(
    drafts: DraftStore, institution: Form
) -> None:
    reading = reading_of(
        institution, institution_name="福州市康宁护理院", legal_representative="陈志强"
    )
    taken = take(drafts, "u", None, reading, {"institution_name": None}, TODAY)
    assert taken.draft.values == {"institution_name": "福州市康宁护理院"}
    assert taken.draft.status == "open"
    assert list(taken.accepted) == ["机构名称"]
    history = drafts.history(taken.draft.id)
    assert [(change.field, change.new, change.actor) for change in history] == [
        ("institution_name", "福州市康宁护理院", "u")
    ]
    state = State.from_dict({k: v for k, v in taken.draft.state.items() if k[0] != "@"})
    assert state.asking  # the form goes on with what is open
    assert "institution_name" not in state.asking
    assert state.undo == [{"institution_name": None}]


def test_a_corrected_text_is_read_as_if_typed(drafts: DraftStore, institution: Form) -> None:
    wrong = Offer("credit_code", "统一社会信用代码", "91350100M000100Y44", None, sure=False)
    reading = Reading("《营业执照》", institution, [wrong])
    refused = take(drafts, "u", None, reading, {"credit_code": None}, TODAY)
    assert refused.draft.values == {}
    assert "校验位" in "".join(refused.said)
    right = take(
        drafts, "u", refused.draft.id, reading, {"credit_code": "91350100M000100Y43"}, TODAY
    )
    assert right.draft.values == {"credit_code": "91350100M000100Y43"}


def test_a_contradiction_is_said_and_both_values_stay(
    drafts: DraftStore, institution: Form
) -> None:
    begun = take(
        drafts, "u", None, reading_of(institution, residents=50), {"residents": None}, TODAY
    )
    reading = reading_of(institution, disabled_dementia_residents=70)
    chosen = {"disabled_dementia_residents": None}
    taken = take(drafts, "u", begun.draft.id, reading, chosen, TODAY)
    assert taken.draft.values == {"residents": 50, "disabled_dementia_residents": 70}
    assert "核对" in "".join(taken.said)


def test_a_value_from_elsewhere_that_was_not_offered_is_not_taken(
    drafts: DraftStore, institution: Form
) -> None:
    reading = reading_of(institution, residents=50)
    taken = take(drafts, "u", None, reading, {"operating_beds": "90", "residents": None}, TODAY)
    assert taken.draft.values == {"residents": 50}


def test_what_was_filled_in_since_the_file_was_read_is_not_overwritten(
    drafts: DraftStore, institution: Form
) -> None:
    """Two certificates chosen at once, with two names."""
    first = reading_of(institution, institution_name="福州市康宁护理院")
    second = reading_of(institution, institution_name="福州市康宁养老院", director="王建国")
    chosen: dict[str, str | None] = {"institution_name": None}
    begun = take(drafts, "u", None, first, chosen, TODAY).draft
    taken = take(drafts, "u", begun.id, second, {**chosen, "director": None}, TODAY)
    assert taken.draft.values == {"institution_name": "福州市康宁护理院", "director": "王建国"}
    assert "没有改" in "".join(taken.said)

    asked = beside(second, begun.values, "{now}")  # read once more, it is a choice
    assert [(offer.key, offer.sure) for offer in asked.offers] == [
        ("institution_name", False),
        ("director", True),
    ]
    taken = take(drafts, "u", begun.id, asked, chosen, TODAY)
    assert taken.draft.values["institution_name"] == "福州市康宁养老院"


def test_a_change_in_between_costs_nothing(
    drafts: DraftStore, institution: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = take(
        drafts, "u", None, reading_of(institution, residents=50), {"residents": None}, TODAY
    )
    first = drafts.get

    def meanwhile(draft_id: str) -> object:
        mine, theirs = first(draft_id), first(draft_id)
        assert theirs is not None
        theirs.state["values"]["operating_beds"] = 80
        drafts.save(theirs, theirs.revision, "other", "web")
        return mine

    monkeypatch.setattr(drafts, "get", meanwhile)
    reading = reading_of(institution, institution_name="福州市康宁护理院")
    taken = take(drafts, "u", begun.draft.id, reading, {"institution_name": None}, TODAY)
    assert taken.draft.values == {
        "residents": 50,
        "operating_beds": 80,
        "institution_name": "福州市康宁护理院",
    }


def earlier(drafts: DraftStore, form: Form, **values: object) -> None:
    reading = reading_of(form, **values)
    take(drafts, "u", None, reading, dict.fromkeys(values), TODAY)


def test_an_earlier_form_offers_what_lasts_and_asks_what_changes(
    drafts: DraftStore, form_set: dict[str, Form], institution: Form
) -> None:
    name = "福州市康宁护理院"
    earlier(drafts, institution, institution_name=name, residents=50, postcode="350001")
    begun = {"values": {"postcode": "350002"}}
    new = drafts.create(institution.id, institution.version, "u", begun)
    reading = read_earlier(institution, new, drafts.of_member("u"), form_set)
    assert reading is not None
    assert {o.key: (o.value, o.sure) for o in reading.offers} == {
        "institution_name": (name, True),
        "residents": (50, False),
    }
    assert institution.title in reading.source


def test_a_countys_address_is_not_offered_to_an_institution_nor_anothers_draft(
    drafts: DraftStore, form_set: dict[str, Form]
) -> None:
    earlier(drafts, form_set[COUNTY], postcode="350001")
    form = form_set[INSTITUTION]
    assert read_earlier(form, None, drafts.of_member("u"), form_set) is None
    assert read_earlier(form_set[COUNTY], None, drafts.of_member("v"), form_set) is None


def test_a_reading_is_its_senders_alone_and_gone_after_an_hour(
    sessions: sessionmaker[Session], institution: Form
) -> None:
    clock: list[datetime] = [NOW]
    tell: Callable[[], datetime] = lambda: clock[0]  # noqa: E731
    store = OfferStore(sessions, now=tell)
    reading = reading_of(institution, residents=50)
    kept = store.put("u", reading, None)
    assert store.get("v", kept.id) is None
    again = store.get("u", kept.id)
    assert again is not None
    assert list(again.reading(institution).offers) == list(reading.offers)
    clock[0] = NOW + timedelta(minutes=61)
    assert store.get("u", kept.id) is None
    assert store.purge_expired() == 1


def test_taking_drops_the_values_and_erasing_a_person_drops_all(
    sessions: sessionmaker[Session], institution: Form, tmp_path: Path
) -> None:
    store = OfferStore(sessions)
    kept = store.put("u", reading_of(institution, director="王建国"), None)
    store.put("u", reading_of(institution, director="王建国"), None)
    store.finish("u", kept.id, {"message": "已填入1项。"})
    with sessions() as session:
        row = session.get(models.PrefillOffer, kept.id)
        assert row is not None
        assert "王建国" not in str(row.content)
    storage.delete_person(sessions, "u", tmp_path)
    with sessions() as session:
        assert session.scalars(select(models.PrefillOffer.id)).all() == []
