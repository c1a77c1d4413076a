"""What applicants are told without having asked: decisions on their application, near deadlines."""

from api.announcing.announcer import Announcer, build_announcer

__all__ = ["Announcer", "build_announcer"]
