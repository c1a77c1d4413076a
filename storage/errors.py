"""Errors of the storage layer. Each message says, in Chinese, what happened and what to do."""


class StorageError(Exception):
    """Base class; ``str(error)`` is meant for the person who runs the service."""


class DatabaseTooNew(StorageError):
    """The database was migrated by a later version of the program than this one."""

    def __init__(self, found: str, known: str) -> None:
        self.found = found
        self.known = known
        super().__init__(
            f"数据库结构的版本（{found}）比本程序认识的版本（{known}）新，"
            "可能是程序被换回了旧版。请换用更新数据库时的程序版本，"
            "或恢复升级前的数据库备份后再启动。数据未作任何改动。"
        )


class SecretKeyError(StorageError):
    """The key file for signing links cannot be used."""
