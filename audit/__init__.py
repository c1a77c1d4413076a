"""Who read or changed personal data, when, over which channel; nothing personal inside."""

from audit.log import AuditLog, NotRecordable
from audit.sheet import as_csv

__all__ = ["AuditLog", "NotRecordable", "as_csv"]
