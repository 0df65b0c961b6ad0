"""Who asks: a user, in an agency, with roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What an account may be; one account can hold several."""

    OFFICER = "officer"  # chuyên viên: works on the assignments of its agency
    HEAD = "head"  # thủ trưởng: as an officer, and answers for the agency
    COORDINATOR = "coordinator"  # điều phối: imports, issues, reviews, chases
    LEADER = "leader"  # lãnh đạo: decides and sees all of the assigner's work
    ADMIN = "admin"  # quản trị: agencies and accounts; no assignments of its own


@dataclass(frozen=True, slots=True)
class Caller:
    """The authenticated asker of a request, as the gateway's token states it."""

    user_id: int
    username: str
    agency_id: int | None
    roles: frozenset[Role]
    # Not of the token: set by a service that found who asked this person to stand in.
    acting_for: int | None = None
    acting_for_name: str | None = None

    def has(self, *roles: Role) -> bool:
        """Tell whether the caller holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)

    def to_claims(self) -> dict[str, Any]:
        """Return the token claims that carry this caller."""
        return {
            "sub": str(self.user_id),
            "name": self.username,
            "agency": self.agency_id,
            "roles": sorted(self.roles),
        }

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "Caller":
        """Return the caller of verified `claims`; raises KeyError or ValueError if malformed."""
        return cls(
            user_id=int(claims["sub"]),
            username=str(claims["name"]),
            agency_id=claims["agency"],
            roles=frozenset(Role(role) for role in claims["roles"]),
        )
