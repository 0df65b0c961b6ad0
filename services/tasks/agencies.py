"""The copy of the agencies that tasks keeps from events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from common.db import LARGEST_ID, insert_into
from common.errors import InvalidInputError
from services.tasks.model import Agency, AgencyName, spell


def learn(session: Session, refs: Iterable[Mapping[str, Any]]) -> None:
    """Store agencies that a plan names ({"id", "slug", "name"}), unless they are known already."""
    rows = [
        {
            "id": ref["id"],
            "slug": ref["slug"],
            "name": ref["name"],
            "kind": None,
            "active": True,
            "version": 0,
            "folded": spell(ref["name"]),
        }
        for ref in refs
    ]
    if not rows:
        return
    adding = insert_into(session, Agency).on_conflict_do_nothing().returning(Agency.id)
    new = set(session.scalars(adding, rows))
    _name(session, {row["id"]: [row["name"]] for row in rows if row["id"] in new})


def change(session: Session, version: int, state: Mapping[str, Any]) -> bool:
    """Take over an agency's state unless a newer one is known; tells whether it was taken."""
    learn(session, [state])
    agency = session.get_one(Agency, state["id"], with_for_update=True)
    if agency.version >= version:
        return False
    agency.slug = state["slug"]
    agency.name = state["name"]
    agency.kind = state["kind"]
    agency.parent_id = state["parent_id"]
    agency.active = state["active"]
    agency.version = version
    agency.folded = spell(state["name"], *state["aliases"])
    session.execute(delete(AgencyName).where(AgencyName.agency_id == agency.id))
    _name(session, {agency.id: [state["name"], *state["aliases"]]})
    return True


def _name(session: Session, names: Mapping[int, Sequence[str]]) -> None:
    """Write the names that agencies are found by: by id, the present one first."""
    rows = [
        {"agency_id": agency_id, "folded": folded, "current": number == 0}
        for agency_id, some in names.items()
        for number, folded in enumerate(dict.fromkeys(spell(name).strip() for name in some))
        if folded
    ]
    if rows:
        session.execute(insert(AgencyName), rows)


def known(session: Session, id_or_slug: str) -> Agency:
    """Return the active agency named in a body; raises InvalidInputError if there is none."""
    found = session.scalars(select(Agency).where(Agency.id.in_(find(session, id_or_slug)))).all()
    if len(found) != 1 or not found[0].active:
        raise InvalidInputError.of("/agency", "no active agency has this id or slug")
    return found[0]


def find(session: Session, id_or_slug: str) -> list[int]:
    """Return the ids of the agencies that `id_or_slug` names; none if it names nobody."""
    if id_or_slug.isdecimal() and int(id_or_slug) <= LARGEST_ID:
        return [int(id_or_slug)]
    return list(session.scalars(select(Agency.id).where(Agency.slug == id_or_slug)))
