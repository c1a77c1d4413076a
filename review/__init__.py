"""The review of finished applications: submitted, county, city, province; and what is sent in.

What states there are and who may move an application is data (`workflow.yml`).
"""

from review.desk import ReviewDesk
from review.errors import ReviewError
from review.model import Event, News, Snapshot, Submission
from review.packing import pack_recommended
from review.workflow import Move, Workflow, load_workflow

__all__ = [
    "Event",
    "Move",
    "News",
    "ReviewDesk",
    "ReviewError",
    "Snapshot",
    "Submission",
    "Workflow",
    "load_workflow",
    "pack_recommended",
]
