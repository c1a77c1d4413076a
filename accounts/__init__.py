"""Accounts of staff: who they are, what role they have, for which region, and their sessions.

Builds on storage alone. What a role may do is not decided here but in `api/permissions.yml`, and
for the steps of the review in `review/states.yml`.
"""

from accounts.bindings import Bound, Code
from accounts.errors import AccountError
from accounts.links import Link
from accounts.model import Person, Signed
from accounts.regions import Region, cities, region_of
from accounts.roles import Role, role, roles
from accounts.store import AccountStore

__all__ = [
    "AccountError",
    "AccountStore",
    "Bound",
    "Code",
    "Link",
    "Person",
    "Region",
    "Role",
    "Signed",
    "cities",
    "region_of",
    "role",
    "roles",
]
