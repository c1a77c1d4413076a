"""Documents: one for each revision, behind links that cannot be guessed and that expire."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

import storage
import tests.databases as databases
from forms.documents import Document, DocumentExpired, DocumentNotFound, DocumentStore, DraftError
from forms.drafts import Draft, DraftStore

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory


class Clock:
    time = datetime(2025, 10, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def drafts(factory: sessionmaker[Session], folder: Path, clock: Clock) -> DraftStore:
    return DraftStore(factory, documents=folder, now=clock)


@pytest.fixture
def draft(drafts: DraftStore) -> Draft:
    return drafts.create("f", "1", "web-1")


@pytest.fixture
def store(factory: sessionmaker[Session], folder: Path, clock: Clock) -> DocumentStore:
    return DocumentStore(factory, folder, "k" * 40, now=clock)


@pytest.fixture
def document(store: DocumentStore, draft: Draft) -> Iterator[Document]:
    yield store.save_document(draft.id, 1, b"PK word", "申请表.docx")


def test_the_link_gives_the_file(store: DocumentStore, document: Document) -> None:
    found = store.get_document(document.token)
    assert found == document
    assert (found.read(), found.filename) == (b"PK word", "申请表.docx")
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600


def test_one_revision_has_one_document(
    store: DocumentStore, document: Document, draft: Draft, folder: Path
) -> None:
    again = store.save_document(draft.id, 1, b"other bytes", "申请表.docx")
    assert again == document
    assert again.read() == b"PK word"
    pdf = store.save_document(draft.id, 1, b"%PDF", "申请表.pdf", kind="pdf")
    later = store.save_document(draft.id, 2, b"PK two", "申请表.docx")
    assert len({document.token, pdf.token, later.token}) == 3
    assert len(list(folder.iterdir())) == 3


def test_requests_at_the_same_moment_get_the_same_document(
    store: DocumentStore, draft: Draft, folder: Path
) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(
            pool.map(lambda n: store.save_document(draft.id, 1, b"%d" % n, "a.docx"), range(6))
        )
    assert len({document.token for document in made}) == 1
    assert len(list(folder.iterdir())) == 1
    assert store.get_document(made[0].token).read() == made[0].read()


def test_a_forged_or_damaged_link_is_refused(
    store: DocumentStore, document: Document, factory: sessionmaker[Session], folder: Path
) -> None:
    other_key = DocumentStore(factory, folder, "x" * 40)
    forged = other_key._signer.dumps(document.id)
    for token in ("", "x", document.id, document.token[:-1], forged, "../secret.key", "😀"):
        with pytest.raises(DocumentNotFound, match="没有找到"):
            store.get_document(str(token))


def test_an_expired_link_says_so_and_the_revision_gets_a_new_one(
    store: DocumentStore, document: Document, draft: Draft, clock: Clock, folder: Path
) -> None:
    clock.time += timedelta(days=7)
    with pytest.raises(DocumentExpired, match="已经过期"):
        store.get_document(document.token)
    again = store.save_document(draft.id, 1, b"PK new", "申请表.docx")
    assert again.token != document.token
    assert store.get_document(again.token).read() == b"PK new"
    assert [file.name for file in folder.iterdir()] == [again.path.name]


def test_a_lost_or_altered_file_is_not_given_out(
    store: DocumentStore, document: Document, draft: Draft
) -> None:
    document.path.write_bytes(b"altered")
    with pytest.raises(DocumentNotFound):
        document.read()
    document.path.unlink()
    with pytest.raises(DocumentNotFound):
        store.get_document(document.token).read()
    again = store.save_document(draft.id, 1, b"PK word", "申请表.docx")
    assert store.get_document(again.token).read() == b"PK word"


def test_purging_removes_expired_files_only(
    store: DocumentStore, document: Document, draft: Draft, clock: Clock, folder: Path
) -> None:
    clock.time += timedelta(days=6)
    kept = store.save_document(draft.id, 2, b"two", "申请表.docx")
    clock.time += timedelta(days=1)
    assert store.purge_expired() == 1
    assert [file.name for file in folder.iterdir()] == [kept.path.name]
    with pytest.raises(DocumentNotFound):
        store.get_document(document.token)


def test_files_go_with_their_draft(
    drafts: DraftStore, document: Document, draft: Draft, folder: Path
) -> None:
    drafts.delete(draft.id)
    assert list(folder.iterdir()) == []


def test_files_go_with_their_person(
    factory: sessionmaker[Session], document: Document, folder: Path
) -> None:
    assert storage.delete_person(factory, "web-1", folder).documents == 1
    assert list(folder.iterdir()) == []


def test_no_document_without_a_draft(store: DocumentStore, folder: Path) -> None:
    with pytest.raises(DraftError, match="草稿可能已被删除"):
        store.save_document("gone", 1, b"x", "a.docx")
    assert list(folder.iterdir()) == []
