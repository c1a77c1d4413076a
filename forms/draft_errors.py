"""What can go wrong with drafts and documents; each message is fit for the user."""

from collections.abc import Sequence
from datetime import datetime

from forms.draft_model import Change, Draft


class DraftError(Exception):
    """Base class of what can go wrong with a draft or its documents."""


class DraftNotFound(DraftError):
    """There is no such draft (never was, deleted, or expired and removed)."""

    def __init__(self) -> None:
        super().__init__("没有找到这份草稿，可能已经过期删除。您可以说“填申请表”重新开始。")


class DraftExpired(DraftError):
    """The draft is past its date; it is not given out any more and will be removed."""

    def __init__(self, expired_on: datetime) -> None:
        self.expired_on = expired_on
        super().__init__(
            f"这份草稿已于{expired_on:%Y-%m-%d}到期，按规定不再保留。您可以说“填申请表”重新开始。"
        )


class StaleDraft(DraftError):
    """Someone saved the draft in between; nothing was overwritten.

    ``current`` is the draft as it stands, ``changes`` what was changed since the revision the
    caller knew, oldest first, with who did it, through which channel and when.
    """

    def __init__(self, current: Draft, changes: Sequence[Change]) -> None:
        self.current = current
        self.changes = tuple(changes)
        super().__init__(
            "这份草稿刚刚在别处有了更新，您这一次的内容没有保存。请核对最新内容后再改。"
        )


class DocumentNotFound(DraftError):
    """The link is not one of ours, or its file is gone."""

    def __init__(self) -> None:
        super().__init__("没有找到这份文件，下载链接可能不完整。请回到对话重新生成。")


class DocumentExpired(DraftError):
    """The link was good once."""

    def __init__(self, expired_on: datetime) -> None:
        self.expired_on = expired_on
        super().__init__("这个下载链接已经过期。请回到对话，说“生成申请表”即可重新下载。")
