"""The dry run of identity's part: what would become of agencies, accounts, units and contacts."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from gateway.identity.model import Agency, Reorganisation
from gateway.identity.reorganisations import fates, mapping
from gateway.identity.reorganisations.fates import Fate
from gateway.identity.reorganisations.mapping import Source

SHOWN: Final = 500
"""Accounts and units named one by one, those that wait first; the counts are of all."""


def preview(session: Session, one: Reorganisation) -> dict[str, Any]:
    """Return where everything that identity keeps would go, as JSON values; it changes nothing."""
    accounts, children = fates.accounts(session, one), fates.children(session, one)
    found = mapping.sources(one.changes)
    return {
        "names": fates.names(session, one),
        "founded": mapping.founded(one.changes),
        "agencies": [_agency(session, source) for source in found] + _renamed(session, one),
        "rules": rules(one),
        "accounts": [_account(fate) for fate in _waiting_first(accounts)[:SHOWN]],
        "children": [_child(fate) for fate in _waiting_first(children)[:SHOWN]],
        "contacts": [
            {
                "agency_id": fate.agency.id,
                "email": fate.agency.email,
                "phone": fate.agency.phone,
                "to": fate.to,
            }
            for fate in fates.contacts(session, one)
        ],
        "without_contact": fates.without_contact(session, one),
        "counts": {
            "accounts": len(accounts),
            "children": len(children),
            "undecided": _undecided(accounts) + _undecided(children),
        },
    }


def rules(one: Reorganisation) -> list[dict[str, Any]]:
    """Return who may get the duties of whom, as other services are told it; refs as they are."""
    return [
        {
            "agency_id": source.agency_id,
            "ends": source.ends,
            "heirs": [
                {"agency": heir.ref, "field": heir.field, "words": list(heir.words)}
                for heir in source.heirs
            ],
        }
        for source in mapping.sources(one.changes)
    ]


def _waiting_first(found: Sequence[Fate]) -> list[Fate]:
    return sorted(found, key=lambda fate: not fate.undecided)


def _undecided(found: Sequence[Fate]) -> int:
    return sum(fate.undecided for fate in found)


def _agency(session: Session, source: Source) -> dict[str, Any]:
    agency = session.get_one(Agency, source.agency_id)
    return {
        "id": agency.id,
        "name": agency.name,
        "fate": "ends" if source.ends else "stays",
        "to": [heir.ref for heir in source.heirs],
        "new_name": None,
    }


def _renamed(session: Session, one: Reorganisation) -> list[dict[str, Any]]:
    return [
        {
            "id": agency_id,
            "name": session.get_one(Agency, agency_id).name,
            "fate": "renamed",
            "to": [],
            "new_name": name,
        }
        for agency_id, name in mapping.renames(one.changes).items()
    ]


def _account(fate: Fate) -> dict[str, Any]:
    return {
        "id": fate.row.id,
        "username": getattr(fate.row, "username", ""),
        "agency_id": fate.source.agency_id,
        "to": fate.to,
        "undecided": fate.undecided,
    }


def _child(fate: Fate) -> dict[str, Any]:
    return {
        "id": fate.row.id,
        "name": getattr(fate.row, "name", ""),
        "agency_id": fate.source.agency_id,
        "to": fate.to,
        "undecided": fate.undecided,
    }
