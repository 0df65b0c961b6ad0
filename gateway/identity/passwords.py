"""Passwords: the rule for new ones, and argon2id."""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from common.errors import InvalidInputError

LEAST: Final = 8
LONGEST: Final = 200

# OWASP's second choice: 19 MiB a check instead of the package's 64 MiB, so that log-ins at the
# same moment fit into the embedded system's 250 MB. About 25 ms on a 2-core machine.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$4/h7gv3C4tG4p5mkUtQW6g"
    "$lk654VZCINABBd4px16nVpb/ApRgpJCH83CHkYOMIEc"
)
"""A hash no password is known for: checking it takes the time of an existing account's check."""


class WeakPasswordError(InvalidInputError):
    """The password does not meet the rule for new passwords."""

    type = "weak-password"
    title = "Weak password"


def hashed(username: str, password: str, pointer: str = "/password") -> str:
    """Return the argon2id hash of a new password; raises WeakPasswordError naming `pointer`."""
    if not LEAST <= len(password) <= LONGEST:
        raise WeakPasswordError.of(pointer, f"take {LEAST} to {LONGEST} characters")
    if password.casefold() == username.casefold():
        raise WeakPasswordError.of(pointer, "take something other than the username")
    if len(set(password)) < 4:  # noqa: PLR2004 - "aaaaaaaaaa", "0101010101"
        raise WeakPasswordError.of(pointer, "take at least four different characters")
    return rehashed(password)


def rehashed(password: str) -> str:
    """Return the hash, by today's parameters, of a password that is in use already."""
    return _HASHER.hash(password)


def fits(stored: str, password: str) -> bool:
    """Tell whether `password` belongs to the hash `stored`."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
