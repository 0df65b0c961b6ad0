"""Where accounts, child units and contacts of an agency go when it loses duties.

One heir gets everything. Where there are several, a person says who gets an account or a child
unit; contacts are never guessed: they end with the agency.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.identity.model import Account, Agency, Reorganisation
from gateway.identity.reorganisations import mapping
from gateway.identity.reorganisations.mapping import Source

ACCOUNTS: Final = "accounts"
CHILDREN: Final = "children"
TOP: Final = "none"
"""Instead of a ref: no agency stands above."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one account or child unit: `to` is a ref, None while nobody decided."""

    row: Account | Agency
    source: Source
    to: str | None

    @property
    def undecided(self) -> bool:
        """Whether a person has to decide."""
        return self.to is None


@dataclass(frozen=True, slots=True)
class ContactFate:
    """What becomes of an agency's e-mail address and number: `to` takes them, or they end."""

    agency: Agency
    to: str | None


def accounts(session: Session, one: Reorganisation) -> list[Fate]:
    """Return the fate of every open account of the agencies that lose duties, in their order."""
    by_id = {source.agency_id: source for source in mapping.sources(one.changes)}
    query = select(Account).where(Account.agency_id.in_(by_id), Account.active)
    rows = session.scalars(query.order_by(Account.agency_id, Account.username)).unique()
    return [
        Fate(row, by_id[row.agency_id], _decided(one, ACCOUNTS, by_id[row.agency_id], row.id))
        for row in rows
        if row.agency_id is not None
    ]


def children(session: Session, one: Reorganisation) -> list[Fate]:
    """Return the fate of every active child unit that does not lose its duties itself."""
    by_id = {source.agency_id: source for source in mapping.sources(one.changes)}
    ending = [source.agency_id for source in by_id.values() if source.ends]
    query = select(Agency).where(Agency.parent_id.in_(by_id), Agency.id.not_in(ending))
    rows = session.scalars(query.where(Agency.active).order_by(Agency.parent_id, Agency.name))
    found = []
    for row in rows:
        source = by_id[row.parent_id or 0]
        up = _above(session, one, source, row) if _goes_up(session, source, row) else None
        found.append(Fate(row, source, up or _decided(one, CHILDREN, source, row.id)))
    return found


def _above(session: Session, one: Reorganisation, source: Source, child: Agency) -> str:
    """Return the ref of what stands above `child` once `source` does not; TOP if nothing does."""
    heirs = {other.agency_id: other.only_heir for other in mapping.sources(one.changes)}
    parent_id = session.get_one(Agency, source.agency_id).parent_id
    while parent_id is not None and heirs.get(parent_id) == str(child.id):
        parent_id = session.get_one(Agency, parent_id).parent_id  # nobody stands above themselves
    return TOP if parent_id is None else heirs.get(parent_id) or str(parent_id)


def _goes_up(session: Session, source: Source, child: Agency) -> bool:
    """Tell whether a child comes a level up: an heir itself, or a commune without its district."""
    if str(child.id) in source.refs:
        return True
    kind = session.get_one(Agency, source.agency_id).kind
    return source.ends and kind == "district" and child.kind == "commune"


def contacts(session: Session, one: Reorganisation) -> list[ContactFate]:
    """Return where the addresses of agencies that end go: to an only heir that has none."""
    found = []
    taken: set[str] = set()
    for source in mapping.sources(one.changes):
        agency = session.get_one(Agency, source.agency_id)
        if not source.ends or not (agency.email or agency.phone):
            continue
        heir = source.only_heir
        free = heir is not None and heir not in taken and not _has_contact(session, one, heir)
        if free and heir is not None:
            taken.add(heir)
        found.append(ContactFate(agency, heir if free else None))
    return found


def undecided(session: Session, one: Reorganisation) -> int:
    """Return how many accounts and child units wait for a person."""
    fates: Iterable[Fate] = (*accounts(session, one), *children(session, one))
    return sum(fate.undecided for fate in fates)


def without_contact(session: Session, one: Reorganisation) -> list[str]:
    """Return the refs of the heirs that nobody could be told at."""
    given = {fate.to for fate in contacts(session, one)}
    refs = {heir.ref: None for source in mapping.sources(one.changes) for heir in source.heirs}
    return [ref for ref in refs if ref not in given and not _has_contact(session, one, ref)]


def names(session: Session, one: Reorganisation) -> dict[str, str]:
    """Return the name behind each ref that the decree uses."""
    refs = {ref for source in mapping.sources(one.changes) for ref in source.refs}
    refs |= {str(source.agency_id) for source in mapping.sources(one.changes)}
    refs |= {str(agency_id) for agency_id in mapping.renames(one.changes)}
    ids = [int(ref) for ref in refs if ref.isdecimal()]
    rows = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(ids)))
    new = {f"new{n}": stated["name"] for n, stated in enumerate(one.new_agencies, 1)}
    return {str(row.id): row.name for row in rows} | new


def last_day(one: Reorganisation) -> dt.date:
    """Return the last day of the agencies that end."""
    return one.effective_on - dt.timedelta(days=1)


def _decided(one: Reorganisation, scope: str, source: Source, row_id: int) -> str | None:
    if source.only_heir:
        return source.only_heir
    found = _latest(one.decisions, scope, source.agency_id, row_id)
    return found or (None if source.ends else str(source.agency_id))


def _latest(
    decisions: Sequence[Mapping[str, Any]], scope: str, agency_id: int, row_id: int
) -> str | None:
    for said in reversed(decisions):
        mine = said["scope"] == scope and said["from"] == agency_id
        if mine and (not said.get("ids") or row_id in said["ids"]):
            return str(said["to"])
    return None


def _has_contact(session: Session, one: Reorganisation, ref: str) -> bool:
    number = mapping.new_number(ref)
    if number:
        new = one.new_agencies[number - 1]
        return bool(new.get("email") or new.get("phone"))
    agency = session.get_one(Agency, int(ref))
    return bool(agency.email or agency.phone)
