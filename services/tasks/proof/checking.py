"""What is wrong with one chain: each finding names assignment and version."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from services.tasks.history import SEEN
from services.tasks.history.chain import canonical
from services.tasks.proof.records import Chain, Entry

MOST_TRIED: Final = 5_000
"""Places in which strange entries of a chain are tried before they are called changed."""


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
    """From entry to entry: what the next should be, and on which hashes it may build."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.expected = 1
        # The hash as stored, and as it should be: after one that was changed by itself, the next
        # entry still builds on the true one.
        self.true = chain.genesis()
        self.before = {self.true}
        self.earlier: set[str] = set()  # what the last entry built on, if it did
        self.shift = 0  # entries that were slipped in, which moved all later versions
        self.tries = MOST_TRIED
        self.hashes = {self.true, *(one.hash for one in chain.entries[:MOST_TRIED])}

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong between the first entry and the last."""
        wrong = False
        for number, entry in enumerate(self.chain.entries):
            found = self._look_at(number, entry, wrong=wrong)
            if found:
                wrong = True
                yield found

    def _look_at(self, number: int, entry: Entry, *, wrong: bool) -> Finding | None:
        if entry.version < self.expected:
            return self._out_of_order(number, entry)
        hole = entry.version > self.expected
        fits = any(entry.fits(one, entry.version - self.shift) for one in self.before)
        found = self._hole(entry) if hole else None if fits else self._strange(number, entry)
        if found is None and not fits and not wrong:
            found = self._found(Kind.CHANGED, entry.version, "what it says does not fit its hash")
        self.earlier = self.before if fits else set()
        self.true = entry.hash if fits or hole else entry.rehashed(self.true)
        self.before = {entry.hash, self.true}
        self.expected = entry.version + 1
        return found

    def _out_of_order(self, number: int, entry: Entry) -> Finding:
        twice = any(one.version == entry.version for one in self.chain.entries[:number])
        if twice:
            return self._found(Kind.INSERTED, entry.version, "there are two entries of it")
        return self._found(Kind.REORDERED, entry.version, "it stands after a later one")

    def _hole(self, entry: Entry) -> Finding:
        last = entry.version - 1
        which = f"{self.expected} to {last} are" if last > self.expected else "it is"
        if any(one.version == self.expected for one in self.chain.entries):
            return self._found(Kind.REORDERED, self.expected, "it stands after a later one")
        return self._found(Kind.MISSING, self.expected, f"{which} not there")

    def _strange(self, number: int, entry: Entry) -> Finding | None:
        """Say what became of an entry that does not fit the one before it.

        None where it is the one before that is out of its place, which was told already.
        """
        version = entry.version
        if any(entry.fits(one, version - 1 - self.shift) for one in self.earlier):
            self.shift += 1
            return self._found(Kind.INSERTED, version - 1, "the next one was made in its place")
        made_as = self._made_as(entry)
        if made_as == version:
            return None
        if made_as is not None:
            copies = [one for one in self.chain.entries if one.hash == entry.hash]
            kind = Kind.INSERTED if len(copies) > 1 else Kind.REORDERED
            return self._found(kind, version, f"it was made as version {made_as}")
        follower = self.chain.entries[number + 1 : number + 2]
        if follower and any(follower[0].fits(one, version - self.shift) for one in self.before):
            return self._found(Kind.INSERTED, version, "the next one was made in its place")
        return self._found(Kind.CHANGED, version, "what it says does not fit its hash")

    def _made_as(self, entry: Entry) -> int | None:
        """Return the version as which the entry fits some entry of the chain."""
        last = len(self.chain.entries) + 1
        for version in itertools.chain([entry.version], range(1, last + 1)):
            self.tries -= len(self.hashes)
            if self.tries < 0:
                break
            if any(entry.fits(one, version) for one in self.hashes):
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
    if chain.is_told_in_part:
        # From before states were kept whole: what it says is compared, no more.
        names = [name for name in present.state if name != "state" and name in said]
        yield from _unlike(
            {name: said[name] for name in names}, {name: present.state[name] for name in names}
        )
        return
    now = {name: value for name, value in present.state.items() if name != "state"}
    yield from _unlike({name: said[name] for name in (*SEEN, "grade") if name in said}, now)
    yield from _unlike(said["state"], present.state["state"])
    if chain.names_its_duty and present.origin is not None:
        yield "origin"
    if last["at"] != present.updated_at:
        yield "updated_at"
    if first["version"] == 1 and chain.names_its_duty and first["at"] != present.created_at:
        yield "created_at"


def _unlike(said: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    # In the canonical form 1 and true are not the same.
    return sorted(
        name
        for name in said.keys() | now.keys()
        if (name in said) != (name in now) or canonical(said.get(name)) != canonical(now.get(name))
    )
