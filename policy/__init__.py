"""The notices as data: load, find, answer, cite. See `policy.load` and `PolicyBase`."""

from policy.base import PolicyBase, load
from policy.errors import NoticeError
from policy.models import Answer, Button, Citation, Clause, Hit, NoticeMeta, Subject
from policy.router import Route

__all__ = [
    "Answer",
    "Button",
    "Citation",
    "Clause",
    "Hit",
    "NoticeError",
    "NoticeMeta",
    "PolicyBase",
    "Route",
    "Subject",
    "load",
]
