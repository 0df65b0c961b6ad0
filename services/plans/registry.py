"""The service's copy of the agency registry: keeping it and looking agencies up in it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, delete, insert, literal, or_, select
from sqlalchemy.orm import Session

from common.db import insert_into
from services.plans.model import Agency, AgencyName, Successor
from services.plans.names import Key, class_of, heirs, key_of, kinds_of

CANDIDATES: Final = 5
_LOCAL: Final = frozenset({"commune", "district"})


class Ref(NamedTuple):
    """An agency as results and events show it."""

    id: int
    slug: str
    name: str
    kind: str


_REF: Final = (Agency.id, Agency.slug, Agency.name, Agency.kind)


def put(session: Session, agency: Mapping[str, Any], aliases: Iterable[str], version: int) -> None:
    """Store an agency (`id slug name kind parent_id active`) unless a newer state is known."""
    row = {name: agency[name] for name in ("id", "slug", "name", "kind", "parent_id", "active")}
    row |= {"stand_in": class_of(agency["name"]) is not None, "version": version}
    # One statement: an issue and the event of the agency it created may write the same row at once.
    upsert = insert_into(session, Agency).values(row)
    newer = upsert.on_conflict_do_update(
        index_elements=["id"],
        set_={name: upsert.excluded[name] for name in row if name != "id"},
        where=Agency.version < upsert.excluded.version,
    )
    written = session.scalar(
        newer.returning(Agency.id), execution_options={"populate_existing": True}
    )
    if written is None:
        return
    _put_names(session, agency["id"], [agency["name"], agency["slug"].replace("-", " "), *aliases])


def _put_names(session: Session, agency_id: int, names: Iterable[str]) -> None:
    keys = {key for name in names if (key := key_of(name)).base}
    session.execute(delete(AgencyName).where(AgencyName.agency_id == agency_id))
    rows = [{"agency_id": agency_id, **key._asdict()} for key in sorted(keys)]
    if rows:
        session.execute(insert(AgencyName), rows)


class Registry:
    """The agencies as one plan's owner may address them; reads lazily, each answer once."""

    def __init__(self, session: Session, owner_agency_id: int) -> None:
        self._session = session
        self._owner_agency_id = owner_agency_id
        self._members: dict[str, tuple[Ref, ...]] = {}

    def by_ids(self, ids: Collection[int], *, active_only: bool) -> dict[int, Ref]:
        """Return the known agencies among `ids`."""
        if not ids:
            return {}
        active = [Agency.active.is_(True)] if active_only else []
        rows = self._session.execute(select(*_REF).where(Agency.id.in_(sorted(ids)), *active))
        return {row.id: Ref(*row) for row in rows}

    def by_keys(self, keys: Collection[Key]) -> dict[Key, list[Ref]]:
        """Return for each key the active agencies that it can name, if exact ones those alone."""
        named: defaultdict[str, dict[Ref, list[Key]]] = defaultdict(dict)
        for row in self._named(AgencyName.base.in_({key.base for key in keys})):
            key, ref = Key(*row[:3]), Ref(*row[3:])
            named[key.base].setdefault(ref, []).append(key)
        return {key: _best(key, named[key.base]) for key in keys}

    def candidates(self, key: Key, proposed: str | None = None) -> list[Ref]:
        """Return a few agencies that a person may have meant by an unresolved name.

        For a body abolished in 2025 these are its successors (domain.md §9): offered, never
        taken, since fields differ. `proposed` names, divided by ";", those that a finding
        proposes by the field of the duties; they come first.
        """
        first = [key_of(name).base for name in (proposed or "").split(";") if name.strip()]
        after = [*first, *heirs(key.base)]
        like = or_(
            AgencyName.base.in_([key.base, *after]),
            # A successor at the communes' level is named with its commune.
            *(AgencyName.base.startswith(base + " ", autoescape=True) for base in after),
            AgencyName.base.startswith(key.base + " ", autoescape=True),
            literal(key.base).startswith(AgencyName.base + " "),
        )
        rows = list(self._named(like, limit=4 * CANDIDATES))
        rows.sort(key=lambda row: first.index(row.base) if row.base in first else len(first))
        decreed = self._decreed(key)
        return list(dict.fromkeys([*decreed, *(Ref(*row[3:]) for row in rows)]))[:CANDIDATES]

    def _decreed(self, key: Key) -> list[Ref]:
        """Return who took over, by decree, from an agency of this name."""
        rows = self._session.execute(
            select(*_REF)
            .join(Successor, Successor.heir_id == Agency.id)
            .join(AgencyName, AgencyName.agency_id == Successor.agency_id)
            .where(AgencyName.base == key.base, Agency.active.is_(True))
            .order_by(Successor.reorganisation_id, Successor.place)
        )
        return list(dict.fromkeys(Ref(*row) for row in rows))

    def members(self, group: str) -> tuple[Ref, ...]:
        """Return the active agencies of a class, by name; none for the class `addressees`.

        A commune or district addresses only what lies below it, never the province's offices.
        """
        if group not in self._members:
            self._members[group] = self._read_members(group)
        return self._members[group]

    def _read_members(self, group: str) -> tuple[Ref, ...]:
        found = self._session.execute(
            select(*_REF)
            .where(Agency.active.is_(True), Agency.stand_in.is_(False))
            .where(Agency.kind.in_(kinds_of(group)))
            .order_by(Agency.name, Agency.id)
        )
        refs = tuple(Ref(*row) for row in found)
        owner = self._session.get(Agency, self._owner_agency_id)
        if owner is None or owner.kind not in _LOCAL:
            return refs
        below = self._below(owner.id)
        return tuple(ref for ref in refs if ref.id in below)

    def _below(self, top: int) -> set[int]:
        rows = self._session.execute(select(Agency.id, Agency.parent_id)).all()
        children: defaultdict[int | None, list[int]] = defaultdict(list)
        for child, parent in rows:
            children[parent].append(child)
        found: set[int] = set()
        ahead = [top]
        while ahead:
            new = [child for child in children[ahead.pop()] if child not in found]
            found.update(new)
            ahead.extend(new)
        return found

    def _named(self, condition: ColumnElement[bool], limit: int | None = None) -> Iterable[Any]:
        statement = (
            select(AgencyName.base, AgencyName.level, AgencyName.place, *_REF)
            .join(Agency, Agency.id == AgencyName.agency_id)
            .where(Agency.active.is_(True), condition)
            .order_by(Agency.name, Agency.id)
            .limit(limit)
        )
        return self._session.execute(statement).all()


def _best(key: Key, named: Mapping[Ref, list[Key]]) -> list[Ref]:
    exact = [ref for ref, keys in named.items() if key in keys]
    return exact or [ref for ref, keys in named.items() if any(key.agrees(k) for k in keys)]
