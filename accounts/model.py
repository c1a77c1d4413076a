"""What the rest of the program sees of an account."""

from dataclasses import dataclass
from datetime import datetime

from accounts.regions import Region
from accounts.roles import ADMINISTRATOR, Role, role


@dataclass(frozen=True)
class Person:
    """A member of staff. `has_password` is False until the setup link was used."""

    id: int
    name: str
    display: str
    role: str
    region: Region
    active: bool
    has_password: bool
    last_login_at: datetime | None

    @property
    def can_sign_in(self) -> bool:
        """Whether they have a password, or came in by the authority's own sign-on before."""
        return self.has_password or self.last_login_at is not None

    @property
    def duty(self) -> Role:
        """Their role with its name."""
        return role(self.role)

    @property
    def shown(self) -> str:
        """Name, region and role, for pages and for the history."""
        return f"{self.display}（{self.region.shown}，{self.duty.label}）"

    @property
    def administers(self) -> bool:
        """Whether they manage accounts."""
        return self.role == ADMINISTRATOR


@dataclass(frozen=True)
class Signed:
    """A session: who is signed in, and the token that their changing requests must carry."""

    person: Person
    csrf: str
    expires_at: datetime
