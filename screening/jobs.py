"""Lists that are screened beside the request: each is a folder, gone with its list and its result
after a day.

A folder holds what was asked (`job.json`), the list until it has been read, and then either the
ranked workbook with its summary or why the list was refused. There is no other state, so a service
that starts again goes on with what is unfinished.
"""

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from screening.errors import ScreeningError
from screening.opening import judge
from screening.progress import Progress
from screening.summary import Summary
from storage import utc_now
from storage.private_files import write_private

KEEP = timedelta(hours=24)
State = Literal["working", "done", "refused"]
_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_JOB, _LIST, _RESULT = "job.json", "list.xlsx", "result.xlsx"
_SUMMARY, _REFUSED, _PROGRESS = "summary.json", "refused.json", "progress.json"


@dataclass(frozen=True)
class Job:
    """One list. `owner` asked for it, in the conversation `sender` (empty: in none); `name` is the
    file's, `problem` why it was refused, and `finished_at` the time of either."""

    id: str
    owner: str
    sender: str
    name: str
    as_of: date
    created_at: datetime
    finished_at: datetime | None
    state: State
    problem: str
    folder: Path

    @property
    def expires_at(self) -> datetime:
        """When all of it is removed."""
        return self.created_at + KEEP

    def workbook(self) -> bytes:
        """The ranked workbook. Raises OSError before it is done, or when it has just gone."""
        return (self.folder / _RESULT).read_bytes()

    def given(self) -> bytes:
        """The list as it was sent. Raises OSError once it has been read."""
        return (self.folder / _LIST).read_bytes()

    def summary(self) -> Summary:
        """The result in short. Raises OSError before it is done, or when it has just gone."""
        return Summary.read(_read(self.folder / _SUMMARY))

    def tell(self, progress: Progress) -> None:
        """Keep how far it is, for whoever waits."""
        write_private(self.folder / _PROGRESS, _json(asdict(progress)))

    def progress(self) -> Progress | None:
        """How far it is; None before it has begun."""
        try:
            return Progress(**_read(self.folder / _PROGRESS))
        except (OSError, ValueError, TypeError):
            return None

    def finish(self, workbook: bytes, summary: Mapping[str, Any]) -> None:
        """Keep the result, and the list no longer."""
        write_private(self.folder / _RESULT, workbook)
        write_private(self.folder / _SUMMARY, _json(summary))
        (self.folder / _LIST).unlink(missing_ok=True)

    def refuse(self, problem: str) -> None:
        """Keep why there is no result, and the list no longer."""
        write_private(self.folder / _REFUSED, _json({"problem": problem}))
        (self.folder / _LIST).unlink(missing_ok=True)


class JobStore:
    """All lists of an installation, in one folder that only the service may read."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._now = now

    def add(self, owner: str, sender: str, name: str, data: bytes, as_of: date) -> Job:
        """Keep a list that is to be screened. Raises ScreeningError when it is no such file."""
        judge(data)
        job_id = secrets.token_urlsafe(24)
        folder = self._folder / job_id
        folder.mkdir(parents=True, mode=0o700)
        write_private(folder / _LIST, data)
        asked = {
            "owner": owner,
            "sender": sender,
            "name": name[:200],
            "as_of": as_of.isoformat(),
            "created_at": self._now().isoformat(),
        }
        write_private(folder / _JOB, _json(asked))
        return job_in(folder)

    def get(self, job_id: str, owner: str) -> Job | None:
        """The list of this id, if it is theirs and still kept."""
        if not _ID.fullmatch(job_id):
            return None
        try:
            job = job_in(self._folder / job_id)
        except (OSError, ValueError, KeyError):
            return None
        return job if job.owner == owner and job.expires_at > self._now() else None

    def newest(self, owner: str, sender: str) -> Job | None:
        """The list of theirs in this conversation that was finished last."""
        theirs = [
            job
            for job in self.all()
            if (job.owner, job.sender, job.state) == (owner, sender, "done")
            and job.expires_at > self._now()
        ]
        return max(theirs, key=lambda job: job.finished_at or job.created_at, default=None)

    def working(self, owner: str, sender: str) -> bool:
        """Whether a list of theirs in this conversation is still being screened."""
        return any((job.owner, job.sender) == (owner, sender) for job in self.unfinished())

    def unfinished(self) -> list[Job]:
        """Lists that still have to be screened, those waiting longest first."""
        waiting = [job for job in self.all() if job.state == "working"]
        return sorted(waiting, key=lambda job: job.created_at)

    def drop(self, job: Job) -> None:
        """Remove a list with its result."""
        shutil.rmtree(job.folder, ignore_errors=True)

    def forget(self, sender: str) -> None:
        """Remove the lists of a conversation."""
        for job in self.all():
            if job.sender == sender:
                self.drop(job)

    def purge(self) -> int:
        """Remove what is past its time; how many lists."""
        past = [job for job in self.all() if job.expires_at <= self._now()]
        for job in past:
            self.drop(job)
        return len(past)

    def all(self) -> Iterator[Job]:
        """Every list that is kept, in no order."""
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            try:
                yield job_in(folder)
            except (OSError, ValueError, KeyError):
                continue  # it is just being made, or removed


def job_in(folder: Path) -> Job:
    """The list in a folder. Raises OSError, ValueError or KeyError when there is none."""
    asked = _read(folder / _JOB)
    state: State = "working"
    problem, finished = "", None
    for name, reached in ((_SUMMARY, "done"), (_REFUSED, "refused")):
        path = folder / name
        if path.exists():
            state = reached  # type: ignore[assignment]
            finished = datetime.fromtimestamp(path.stat().st_mtime, utc_now().tzinfo)
            problem = _read(path)["problem"] if reached == "refused" else ""
    return Job(
        id=folder.name,
        owner=asked["owner"],
        sender=asked["sender"],
        name=asked["name"],
        as_of=date.fromisoformat(asked["as_of"]),
        created_at=datetime.fromisoformat(asked["created_at"]),
        finished_at=finished,
        state=state,
        problem=problem,
        folder=folder,
    )


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


__all__ = ["KEEP", "Job", "JobStore", "ScreeningError", "job_in"]
