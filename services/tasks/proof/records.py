"""One assignment's chain as it is checked: from the database or from an export, the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.tasks.history import chain

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


def names_a_duty(snapshot: Mapping[str, Any]) -> bool:
    """Tell whether a snapshot is one of a first entry that names item and agency."""
    return isinstance(snapshot.get("state"), dict) and "item_key" in snapshot


@dataclass(frozen=True, slots=True)
class Present:
    """What the assignment says of itself now.

    `state` is as a snapshot has it. Where the first entry is too old to say for which duty it
    was given, `origin` does: "plan", "item" (its key in the plan) and "agency".
    """

    version: int
    created_at: str
    updated_at: str
    state: Mapping[str, Any]
    origin: Mapping[str, Any] | None


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

    @property
    def is_told_in_part(self) -> bool:
        """Whether the last entry is from before states were kept whole."""
        return bool(self.entries) and not isinstance(
            self.entries[-1].said["snapshot"].get("state"), dict
        )

    def genesis(self) -> str:
        """Return what stands before the first entry; empty if nothing says for which duty."""
        origin = self._origin()
        try:
            return chain.genesis(
                self.assignment,
                plan_id=origin["plan"],
                item_key=origin["item"],
                agency_id=origin["agency"],
            )
        except (chain.NotCanonicalError, KeyError):
            return ""

    @property
    def names_its_duty(self) -> bool:
        """Whether the first entry says for which duty of which agency it is."""
        return bool(self.entries) and names_a_duty(self.entries[0].said["snapshot"])

    def _origin(self) -> Mapping[str, Any]:
        if self.names_its_duty:
            said = self.entries[0].said["snapshot"]
            state = said["state"]
            return {
                "plan": state.get("plan_id"),
                "item": said["item_key"],
                "agency": state.get("agency_id"),
            }
        return (self.present and self.present.origin) or {}
