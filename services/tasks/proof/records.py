"""One assignment's chain as it is checked: from the database or from an export, the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.tasks import chain

HASHED: Final = (
    "assignment",
    "version",
    "at",
    "action",
    "actor",
    "actor_name",
    "actor_agency",
    "note",
    "cause",
    "snapshot",
)
"""Fields of an entry that its hash covers, besides the hash before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `said` holds the fields of `HASHED`, `hash` what is stored beside them."""

    said: Mapping[str, Any]
    hash: str

    @property
    def version(self) -> int:
        """The version of the assignment that the act made."""
        number: int = self.said["version"]
        return number

    def fits(self, previous: str, version: int | None = None) -> bool:
        """Tell whether the hash is that of this entry after `previous`, or as `version`."""
        said = self.said if version is None else {**self.said, "version": version}
        try:
            return chain.link(previous, said) == self.hash
        except chain.NotCanonicalError:
            return False  # we could not have written it

    def rehashed(self, previous: str) -> str:
        """Return the hash it should have after `previous`; empty if it can have none."""
        try:
            return chain.link(previous, self.said)
        except chain.NotCanonicalError:
            return ""


@dataclass(frozen=True, slots=True)
class Present:
    """What the assignment says of itself now.

    `state` is as a snapshot has it; `origin` is the duty it was given for: "plan", "item" (its
    key in the plan) and "agency", used where the first entry is too old to say so.
    """

    version: int
    created_at: str
    updated_at: str
    state: Mapping[str, Any]
    origin: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chain:
    """The history of one assignment; `present` is None if entries speak of one that is gone."""

    assignment: int
    present: Present | None
    entries: Sequence[Entry]

    @property
    def head(self) -> tuple[int, str]:
        """The version and hash of the last entry; (0, "") if there is none."""
        return (self.entries[-1].version, self.entries[-1].hash) if self.entries else (0, "")

    def genesis(self) -> str:
        """Return what stands before the first entry; empty if nothing says for which duty."""
        origin = self._origin()
        if origin is None:
            return ""
        return chain.genesis(
            self.assignment,
            plan_id=origin["plan"],
            item_key=origin["item"],
            agency_id=origin["agency"],
        )

    def _origin(self) -> Mapping[str, Any] | None:
        said = self.entries[0].said["snapshot"] if self.entries else {}
        state = said.get("state")
        if state and "item_key" in said:
            return {
                "plan": state.get("plan_id"),
                "item": said["item_key"],
                "agency": state.get("agency_id"),
            }
        return self.present.origin if self.present else None
