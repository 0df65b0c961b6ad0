"""What is wrong with one chain: each finding names assignment and version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from services.tasks.proof.records import Chain, Entry

MOST_TRIED: Final = 200
"""Places in which a strange entry is tried before it is called changed."""


class Kind(StrEnum):
    """What was done to a history."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "cut"
    DISAGREES = "disagrees"
    REWRITTEN = "rewritten"  # only an anchor can tell


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in a line."""

    kind: Kind
    assignment: int
    version: int
    text: str

    def __str__(self) -> str:
        return f"assignment {self.assignment}, version {self.version}: {self.kind}: {self.text}"


def check(chain: Chain) -> Iterator[Finding]:
    """Yield what is wrong with `chain`; nothing if it is as it was written."""
    yield from _Walk(chain).findings()
    yield from _end(chain)


class _Walk:
    """From entry to entry: `expected` is the next version, `before` the hashes it may build on.

    Two, after a hash that was changed by itself: the next entry still builds on the true one.
    """

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.expected = 1
        self.before = {chain.genesis()}
        self.known = False  # whether the entry before is here

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong between the first entry and the last."""
        self.known = True
        for number, entry in enumerate(self.chain.entries):
            yield from self._look_at(number, entry)

    def _look_at(self, number: int, entry: Entry) -> Iterator[Finding]:
        if entry.said["assignment"] != self.chain.assignment:
            yield self._found(Kind.CHANGED, entry.version, "it speaks of another assignment")
        if entry.version < self.expected:
            yield self._out_of_order(number, entry)
            return
        if entry.version > self.expected:
            yield self._hole(entry)
        elif not any(entry.fits(one) for one in self.before):
            yield self._strange(number, entry)
        true = {entry.rehashed(one) for one in self.before} if self.known else set()
        self.before = {entry.hash} | true
        self.known = True
        self.expected = entry.version + 1

    def _out_of_order(self, number: int, entry: Entry) -> Finding:
        twice = any(one.version == entry.version for one in self.chain.entries[:number])
        if twice:
            return self._found(Kind.INSERTED, entry.version, "there are two entries of it")
        return self._found(Kind.REORDERED, entry.version, "it stands after a later one")

    def _hole(self, entry: Entry) -> Finding:
        self.known = False
        last = entry.version - 1
        which = f"{self.expected} to {last} are" if last > self.expected else "it is"
        later = (one.version for one in self.chain.entries)
        if self.expected in later:
            return self._found(Kind.REORDERED, self.expected, "it stands after a later one")
        return self._found(Kind.MISSING, self.expected, f"{which} not there")

    def _strange(self, number: int, entry: Entry) -> Finding:
        """Say what became of an entry that does not fit the one before it."""
        entries = self.chain.entries
        follower = entries[number + 1] if number + 1 < len(entries) else None
        if follower and any(follower.fits(one, entry.version) for one in self.before):
            return self._found(Kind.INSERTED, entry.version, "the next one was made in its place")
        made_as = self._made_as(entry)
        if made_as is None:
            return self._found(Kind.CHANGED, entry.version, "what it says does not fit its hash")
        return self._found(Kind.REORDERED, entry.version, f"it was made as version {made_as}")

    def _made_as(self, entry: Entry) -> int | None:
        """Return the version as which the entry fits some entry of the chain."""
        near = self.chain.entries[:MOST_TRIED]
        hashes = {self.chain.genesis()} | {one.hash for one in near}
        for version in range(1, len(near) + 2):
            if version != entry.version and any(entry.fits(one, version) for one in hashes):
                return version
        return None

    def _found(self, kind: Kind, version: int, text: str) -> Finding:
        return Finding(kind, self.chain.assignment, version, text)


def _end(chain: Chain) -> Iterator[Finding]:
    """Yield how the end of the chain disagrees with the assignment itself."""
    present, (last, _) = chain.present, chain.head
    number = chain.assignment
    if present is None:
        yield Finding(Kind.MISSING, number, last, "the assignment itself is not there")
        return
    if not chain.entries:
        yield Finding(Kind.MISSING, number, 1, "it has no history")
        return
    if last < present.version:
        text = f"the history ends, the assignment is at version {present.version}"
        yield Finding(Kind.CUT, number, last, text)
    elif last > present.version:
        text = f"the assignment is only at version {present.version}"
        yield Finding(Kind.INSERTED, number, last, text)
    differ = ", ".join(_differences(chain))
    if differ:
        yield Finding(Kind.DISAGREES, number, last, f"the assignment has another {differ}")


def _differences(chain: Chain) -> Iterator[str]:
    """Yield the names of what the assignment says otherwise than its history."""
    present = chain.present
    if present is None:
        return
    first, last = chain.entries[0].said, chain.entries[-1].said
    said = last["snapshot"]
    if "state" not in said:
        # From before states were kept whole: what it says is compared, no more.
        names = [name for name in present.state if name != "state" and name in said]
        yield from (name for name in names if said[name] != present.state[name])
        return
    for name in ("work_state", "review_state", "extension_state", "due_on", "grade"):
        if said.get(name) != present.state.get(name):
            yield name
    yield from _unlike(said["state"], present.state["state"])
    if last["at"] != present.updated_at:
        yield "updated_at"
    given = first["version"] == 1 and "state" in first["snapshot"]
    if given and first["at"] != present.created_at:
        yield "created_at"


def _unlike(said: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in said.keys() | now.keys() if said.get(name) != now.get(name))
