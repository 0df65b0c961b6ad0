"""Who gets an item: its addressees as agencies, each once, in the strongest of its roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.plans.model import RESPONSIBLE, ROLES, Addressee, Party, PlanItem
from services.plans.names import ADDRESSEES, kind_of, kinds_of
from services.plans.registry import Ref
from services.plans.resolution import Outcome, Resolution


@dataclass(frozen=True, slots=True)
class Distribution:
    """Whom each item reaches, and the addressees in whose place no agency stands yet."""

    everyone: tuple[Ref, ...]
    """All who are responsible for some item: the members of the class `addressees`."""
    missing: tuple[Addressee, ...]
    named: tuple[Addressee, ...]
    """All that stand for agencies in some item; see `used`."""
    resolved: Mapping[int, Resolution]

    def of(self, item: PlanItem) -> dict[str, list[Ref]]:
        """Return the agencies of each role of `item`; roles nobody holds are left out."""
        shared: dict[str, list[Ref]] = {}
        taken: set[int] = set()
        for party in sorted(used(item, self.resolved), key=lambda one: ROLES.index(one.role)):
            for ref in self.agencies(party.addressee_id):
                if ref.id not in taken:
                    taken.add(ref.id)
                    shared.setdefault(party.role, []).append(ref)
        return shared

    def agencies(self, addressee_id: int) -> tuple[Ref, ...]:
        """Return the agencies that a used addressee stands for."""
        resolution = self.resolved[addressee_id]
        if resolution.group == ADDRESSEES and not resolution.agencies:
            return self.everyone
        return resolution.agencies


def distribute(items: Sequence[PlanItem], resolved: Mapping[int, Resolution]) -> Distribution:
    """Return whom `items` (loaded with their parties) reach as their names are `resolved` now."""
    parties = [party for item in items for party in used(item, resolved)]
    named = {party.addressee: None for party in parties}
    responsible = {party.addressee for party in parties if party.role in RESPONSIBLE}
    everyone = {
        ref: None for one in named if one in responsible for ref in resolved[one.id].agencies
    }
    missing = _missing(named, resolved)
    if not everyone and responsible.isdisjoint(missing):
        # "Các cơ quan, đơn vị" stands for all the others, and there are none.
        missing = [one for one in named if not resolved[one.id].agencies]
    ordered = sorted(missing, key=lambda one: one.id)
    return Distribution(tuple(everyone), tuple(ordered), tuple(named), resolved)


def used(item: PlanItem, resolved: Mapping[int, Resolution]) -> list[Party]:
    """Return the parties of `item` that must stand for agencies.

    A name that leaves open whom it means ("các đơn vị có liên quan") is passed over beside a named
    one, and wherever it only coordinates, as is "các cơ quan, đơn vị" there; alone, it has to be
    resolved like any other.
    """
    responsible = [party for party in item.parties if party.role in RESPONSIBLE]
    only_open = all(resolved[party.addressee_id].open for party in responsible)
    return [party for party in item.parties if _counts(party, resolved, only_open=only_open)]


def _counts(party: Party, resolved: Mapping[int, Resolution], *, only_open: bool) -> bool:
    resolution = resolved[party.addressee_id]
    if party.role in RESPONSIBLE:
        return only_open or not resolution.open
    vague = resolution.group == ADDRESSEES and not resolution.decided
    return not resolution.open and not vague


def _missing(
    addressees: Iterable[Addressee], resolved: Mapping[int, Resolution]
) -> list[Addressee]:
    """Return the addressees without agencies, but for classes whose members are among them."""
    bare = [one for one in addressees if _is_bare(resolved[one.id])]
    kinds = {kind_of(one.name) for one in bare}
    return [one for one in bare if kinds_of(resolved[one.id].group or "").isdisjoint(kinds)]


def _is_bare(resolution: Resolution) -> bool:
    everyone = resolution.group == ADDRESSEES and resolution.outcome is not Outcome.UNRESOLVED
    return not resolution.agencies and not everyone
