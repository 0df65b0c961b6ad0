"""What the changes of a decree come to: for each agency that loses duties, who may get them.

An agency is named by a *ref*: the number of one that exists, or `new1` for the first of those the
decree founds. A ref becomes a number when the decree is applied.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from common.errors import FieldError, InvalidInputError

RENAME: Final = "rename"
MERGE: Final = "merge"
SPLIT: Final = "split"
ABOLISH: Final = "abolish"
TRANSFER: Final = "transfer"
KINDS: Final = (RENAME, MERGE, SPLIT, ABOLISH, TRANSFER)
_NEW: Final = re.compile(r"new([1-9][0-9]{0,3})")


class UnfitReorganisationError(InvalidInputError):
    """The changes do not fit one another, or the registry; correct the ones listed."""

    type = "unfit-reorganisation"
    title = "Unfit reorganisation"


@dataclass(frozen=True, slots=True)
class Heir:
    """Who may get duties, and the field and words by which they are told."""

    ref: str
    field: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An agency that loses duties; `ends` if it is no more, else it keeps what no heir gets."""

    agency_id: int
    ends: bool
    heirs: tuple[Heir, ...]

    @property
    def only_heir(self) -> str | None:
        """The ref of the one that gets everything; None where fields differ."""
        return self.heirs[0].ref if self.ends and len(self.heirs) == 1 else None

    @property
    def refs(self) -> frozenset[str]:
        """Everybody who may have a duty afterwards."""
        staying = () if self.ends else (str(self.agency_id),)
        return frozenset(heir.ref for heir in self.heirs).union(staying)


def new_number(ref: str) -> int | None:
    """Return which of the new agencies `ref` means, from 1; None if it means an existing one."""
    found = _NEW.fullmatch(ref)
    return int(found[1]) if found else None


def renames(changes: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return the new name of each agency that is renamed."""
    return {one["from"][0]: one["name"] for one in changes if one["kind"] == RENAME}


def founded(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the refs of new agencies that some change names, in their order; others stay out."""
    refs = {one["agency"] for change in changes for one in change["to"]}
    return sorted((ref for ref in refs if new_number(ref)), key=lambda ref: int(ref[3:]))


def sources(changes: Sequence[Mapping[str, Any]]) -> list[Source]:
    """Return the agencies that lose duties, in the order in which the changes name them."""
    found: dict[int, Source] = {}
    for change in changes:
        heirs = tuple(_heir(one) for one in change["to"])
        for agency_id in _losing(change):
            before = found.get(agency_id, Source(agency_id, ends=False, heirs=()))
            # One that splits and stays keeps what is said to be its own field.
            others = tuple(heir for heir in heirs if heir.ref != str(agency_id))
            own = len(others) < len(heirs) or change["kind"] == TRANSFER
            found[agency_id] = Source(agency_id, not own, before.heirs + others)
    return list(found.values())


def _losing(change: Mapping[str, Any]) -> Iterator[int]:
    if change["kind"] == RENAME:
        return
    staying = {one["agency"] for one in change["to"]} if change["kind"] == MERGE else set()
    # Of those that merge, the one that takes the others in loses nothing.
    yield from (one for one in change["from"] if str(one) not in staying)


def _heir(stated: Mapping[str, Any]) -> Heir:
    words = tuple(dict.fromkeys(word.strip() for word in stated.get("words", ()) if word.strip()))
    return Heir(stated["agency"], stated.get("field"), words)


def check(changes: Sequence[Mapping[str, Any]], new: int, known: Mapping[int, bool]) -> None:
    """Raise UnfitReorganisationError where changes contradict.

    `new` is how many agencies are founded, `known` tells of each existing one whether it is active.
    """
    errors = [*_shapes(changes), *_refs(changes, new, known), *_clashes(changes)]
    if errors:
        raise UnfitReorganisationError(errors=errors)


def _shapes(changes: Sequence[Mapping[str, Any]]) -> Iterator[FieldError]:
    for index, change in enumerate(changes):
        kind, at = change["kind"], f"/changes/{index}"
        froms, tos = len(change["from"]), len({one["agency"] for one in change["to"]})
        if len(change["to"]) != tos:
            yield FieldError(f"{at}/to", "names an agency twice")
        if kind in {RENAME, SPLIT, TRANSFER} and froms != 1:
            yield FieldError(f"{at}/from", f"{kind} concerns exactly one agency")
        if kind == RENAME and (tos or not change.get("name")):
            yield FieldError(f"{at}/name", "say the new name, and no successor")
        if kind == MERGE and tos != 1:
            yield FieldError(f"{at}/to", "agencies merge into exactly one")
        if kind == SPLIT and tos < 2:  # noqa: PLR2004 - else nothing is split
            yield FieldError(f"{at}/to", "a split has at least two successors; else abolish")
        if kind in {ABOLISH, TRANSFER} and not tos:
            yield FieldError(f"{at}/to", "name at least one successor: open duties need one")
        if kind == TRANSFER and {one["agency"] for one in change["to"]} == {str(change["from"][0])}:
            yield FieldError(f"{at}/to", "the agency has these duties already; name another one")
        if kind == TRANSFER and not all(one.get("words") for one in change["to"]):
            yield FieldError(f"{at}/to", "say the words by which duties of the field are told")


def _refs(
    changes: Sequence[Mapping[str, Any]], new: int, known: Mapping[int, bool]
) -> Iterator[FieldError]:
    for index, change in enumerate(changes):
        for place, agency_id in enumerate(change["from"]):
            if not known.get(agency_id, False):
                yield FieldError(f"/changes/{index}/from/{place}", "no active agency has this id")
        for place, one in enumerate(change["to"]):
            number = new_number(one["agency"])
            fits = number <= new if number else known.get(int(one["agency"]), False)
            if not fits:
                detail = "neither an active agency's id nor one of new_agencies (new1, …)"
                yield FieldError(f"/changes/{index}/to/{place}/agency", detail)


def _clashes(changes: Sequence[Mapping[str, Any]]) -> Iterator[FieldError]:
    """Yield what would make the outcome hang on the order of changes."""
    lost: dict[int, str] = {}
    seen: set[int] = set()
    for index, change in enumerate(changes):
        for agency_id in _losing(change):
            # Several fields of one agency may be transferred, and nothing else combined.
            if lost.setdefault(agency_id, change["kind"]) != TRANSFER and agency_id in seen:
                detail = f"agency {agency_id} is concerned by another change already"
                yield FieldError(f"/changes/{index}/from", detail)
            seen.add(agency_id)
    for index, change in enumerate(changes):
        for place, one in enumerate(change["to"]):
            ref = one["agency"]
            stays = ref.isdecimal() and int(ref) in change["from"] and change["kind"] != ABOLISH
            if ref.isdecimal() and int(ref) in lost and not stays:
                detail = "this agency loses duties itself; name who has them in the end"
                yield FieldError(f"/changes/{index}/to/{place}/agency", detail)
