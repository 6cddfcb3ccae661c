"""Who acts: the account behind a sign-in with the duties that act together, or a worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from carenet.core.refusals import MayNot, NeedsSecondFactor

OFFICER, AREA, HELPER, NOBODY = "carenet_officer", "carenet_area", "carenet_helper", "none"
WORKER = "carenet_worker"
DESK_ROLES = frozenset(
    {"city", "county", "township", "bureau", "sysadmin", "security", "auditor", "counsellor"}
)
OFFICER_ROLES = frozenset({"city", "county", "township", "bureau", "director"})
STAFF_ROLES = DESK_ROLES | {"director", "lead", "teacher", "principal"}


@dataclass(frozen=True, slots=True)
class DutyHeld:
    """One duty that acts in this sign-in."""

    id: UUID
    role: str
    organisation: UUID | None
    lo: str
    hi: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts, and what PostgreSQL is to know about it."""

    role: str
    account: UUID | None = None
    person: UUID | None = None
    name: str = ""
    lo: str = ""
    hi: str = ""
    towns: tuple[str, ...] = ()
    offices: tuple[UUID, ...] = ()
    duties: tuple[DutyHeld, ...] = ()
    roles: frozenset[str] = frozenset()
    factors: int = 0
    sign_in: UUID | None = None
    language: str = "zh_Hans"
    large_text: bool = False
    demo: bool = False
    unread: int = 0
    scopes: tuple[str, ...] = ()
    page_lock: str = "none"
    """Whether four digits stand before this person's pages here: none, open, or shut."""
    token: str = field(default="", repr=False)

    def context(self) -> Mapping[str, str]:
        """What row-level security reads, transaction by transaction."""
        return {
            "role": self.role,
            "app.lo": self.lo,
            "app.hi": self.hi,
            "app.towns": ",".join(self.towns),
            "app.account": str(self.account or ""),
            "app.person": str(self.person or ""),
            "app.offices": ",".join(map(str, self.offices)),
            "app.token": self.token,
        }

    @property
    def id(self) -> UUID:
        """The account that acts.

        Raises:
            MayNot: nobody is signed in.

        """
        if self.account is None:
            raise MayNot
        return self.account

    @property
    def me(self) -> UUID:
        """The person that acts.

        Raises:
            MayNot: nobody is signed in.

        """
        if self.person is None:
            raise MayNot
        return self.person

    @property
    def is_officer(self) -> bool:
        """Does a duty over an area act here?"""
        return self.role in (OFFICER, AREA)

    @property
    def is_worker(self) -> bool:
        """Is this a worker process, of its own or on somebody's behalf?"""
        return self.role in (NOBODY, WORKER)

    def has(self, *roles: str) -> bool:
        """Does any of these duties or kinds of helper act here?"""
        return any(duty.role in roles for duty in self.duties) or bool(self.roles & set(roles))

    def holds(self, organisation: UUID) -> bool:
        """Does a duty at this office act here?"""
        return organisation in self.offices

    def covers(self, village: str) -> bool:
        """Is this division code within the acting scope? For pages; PostgreSQL asks for itself."""
        inside = bool(self.hi) and self.lo <= village < self.hi
        return self.is_officer and inside and (not self.towns or village[:9] in self.towns)

    def needs(self, *roles: str) -> None:
        """Go on only with one of these duties.

        Raises:
            MayNot: none of them acts here.

        """
        if not self.has(*roles):
            raise MayNot

    def needs_two_factors(self) -> None:
        """Go on only after a second factor.

        Raises:
            NeedsSecondFactor: one factor only.

        """
        if self.factors < 2:
            raise NeedsSecondFactor


NOBODY_YET = Actor(NOBODY)


def on_behalf(worker: Actor, account: UUID) -> Actor:
    """A worker that carries out what somebody asked for: what it writes says by whom."""
    return replace(worker, account=account)


def worker(name: str) -> Actor:
    """A worker process; it logs in under a role of its own, so it takes no acting role."""
    return Actor(NOBODY, name=name)
