"""The registry of agencies: find, register, change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, events
from common.caller import Caller, Role
from common.db import hold
from common.errors import FieldError, InvalidInputError, NotFoundError, StaleVersionError
from common.outbox import emit, emit_many
from gateway.identity import audit
from gateway.identity.keeping import require_keeper, require_place
from gateway.identity.model import Agency, search_text
from gateway.identity.names import fold, kind_of, slug_of
from gateway.identity.namesakes import FIELDS, Names, require_no_namesake

REGISTRY_LOCK: Final = 0x61676E6379
"""Key of the advisory lock held while agencies are added or moved.

No name may be added twice, and no two may each be put beneath the other."""
_DEEPEST: Final = 20


class UnfitAgencyError(InvalidInputError):
    """The agency cannot be as described; correct the fields listed."""

    type = "unfit-agency"
    title = "Unfit agency"


class InactiveAgencyError(InvalidInputError):
    """An agency of this name exists but is no longer active; name its successor."""

    type = "inactive-agency"
    title = "Inactive agency"


@dataclass(frozen=True, slots=True)
class Found:
    """An agency found by name, or registered because there was none."""

    agency: Agency
    created: bool


def get(session: Session, agency_id: int) -> Agency:
    """Return the agency; raises NotFoundError."""
    agency = session.get(Agency, agency_id)
    if agency is None:
        raise NotFoundError
    return agency


def listed(
    session: Session, filters: Mapping[str, Any], after_slug: str | None, limit: int
) -> Sequence[Agency]:
    """Return up to `limit` + 1 agencies in order of slug, from behind `after_slug`.

    `filters` may hold `q` (part of a name, whatever its marks), `kind`, `parent` and `active`.
    """
    query = select(Agency).order_by(Agency.slug).limit(limit + 1)
    if filters.get("q"):
        # Folded text holds no character that LIKE would read as a pattern.
        query = query.where(Agency.search.like(f"%{fold(filters['q'])}%"))
    for name, column in (("kind", Agency.kind), ("parent", Agency.parent_id)):
        if name in filters:
            query = query.where(column == filters[name])
    if "active" in filters:
        query = query.where(Agency.active.is_(filters["active"]))
    if after_slug is not None:
        query = query.where(Agency.slug > after_slug)
    return session.scalars(query).all()


def create(session: Session, caller: Caller, fields: Mapping[str, Any]) -> Agency:
    """Register an agency of these `fields`; its slug and, if unsaid, its kind come of its name.

    Raises KeptByAnotherError where the caller does not keep what it would stand beneath, and
    AgencyExistsError where an active agency of that place bears the name.
    """
    lock_registry(session)
    require_place(session, caller, fields.get("parent_id"))
    taken = set(session.scalars(select(Agency.slug)))
    agency = _new(fields, taken, caller)
    _check(session, agency)
    require_no_namesake(session, agency)
    session.add(agency)
    _tell(session, agency)
    audit.record(session, "agency.created", f"agency:{agency.id}", by=caller, name=agency.name)
    return agency


def change(
    session: Session,
    caller: Caller,
    agency_id: int,
    expected_version: int,
    fields: Mapping[str, Any],
) -> Agency:
    """Set the `fields` given and leave the others.

    Raises StaleVersionError, KeptByAnotherError where the caller does not keep the entry, or
    what it would stand beneath, and AgencyExistsError where it would become another's namesake.
    """
    if not FIELDS.isdisjoint(fields):
        lock_registry(session)  # who stands above or beside it must not be changed meanwhile
    agency = get(session, agency_id)
    changed = {name for name, value in fields.items() if value != getattr(agency, name)}
    require_keeper(session, caller, agency, changed)
    if "parent_id" in changed:
        require_place(session, caller, fields["parent_id"])
    if agency.version != expected_version:
        raise StaleVersionError
    for name, value in fields.items():
        setattr(agency, name, value)
    agency.search = search_text(agency.name, agency.aliases)
    _check(session, agency)
    if not FIELDS.isdisjoint(changed):  # two that are namesakes already can be told apart
        require_no_namesake(session, agency)
    session.flush()
    if agency.version != expected_version:  # else nothing was different
        _tell(session, agency)
        audit.record(
            session, "agency.changed", f"agency:{agency.id}", by=caller, fields=sorted(fields)
        )
    return agency


def find_or_create(
    session: Session, caller: Caller, wanted: Sequence[Mapping[str, Any]]
) -> list[Found]:
    """Return an agency for each of `wanted` (`name` and perhaps `kind`), in the same order.

    A name finds the agency that answers to it (`namesakes`), active before closed and older before
    younger; doing it again creates nothing. Raises InactiveAgencyError where only a closed agency
    bears the name: a person must decide.
    """
    lock_registry(session)
    known = session.scalars(select(Agency).order_by(Agency.active.desc(), Agency.id)).all()
    taken = {agency.slug for agency in known}
    names = Names(known)
    _refuse_inactive(wanted, names)
    found: list[Found] = []
    for item in wanted:
        agency = names.find(item["name"])
        created = agency is None
        if agency is None:
            agency = _new(item, taken, caller)
            session.add(agency)
            taken.add(agency.slug)
            names.add(agency)
        found.append(Found(agency, created))
    _tell_created(session, caller, [one.agency for one in found if one.created])
    return found


def _refuse_inactive(wanted: Sequence[Mapping[str, Any]], names: Names) -> None:
    errors = []
    for index, item in enumerate(wanted):
        agency = names.find(item["name"])
        if agency is not None and not agency.active:
            detail = f"agency {agency.id} ({agency.name}) is no longer active: name its successor"
            errors.append(FieldError(f"/agencies/{index}/name", detail))
    if errors:
        raise InactiveAgencyError(errors=errors)


def _new(fields: Mapping[str, Any], taken: set[str], by: Caller | None = None) -> Agency:
    name, aliases = fields["name"], fields.get("aliases", [])
    return Agency(
        slug=slug_of(name, taken),
        name=name,
        aliases=aliases,
        search=search_text(name, aliases),
        kind=fields.get("kind") or kind_of(name),
        parent_id=fields.get("parent_id"),
        email=fields.get("email"),
        phone=fields.get("phone"),
        active=fields.get("active", True),
        valid_from=fields.get("valid_from"),
        valid_to=fields.get("valid_to"),
        created_at=clock.now(),
        registered_by=by.agency_id if by and not by.has(Role.ADMIN) else None,
    )


def _check(session: Session, agency: Agency) -> None:
    if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
        raise UnfitAgencyError.of("/valid_to", "must not be before valid_from")
    with session.no_autoflush:
        check_parents(session, agency)


def check_parents(session: Session, agency: Agency) -> None:
    """Raise UnfitAgencyError unless a short line of agencies leads from `agency` to the top."""
    parent_id = agency.parent_id
    for _ in range(_DEEPEST):
        if parent_id is None:
            return
        parent = session.get(Agency, parent_id)
        if parent is None:
            raise UnfitAgencyError.of("/parent_id", "there is no such agency")
        if parent is agency:
            raise UnfitAgencyError.of("/parent_id", "an agency cannot stand above itself")
        parent_id = parent.parent_id
    raise UnfitAgencyError.of("/parent_id", f"more than {_DEEPEST} levels")


def found(session: Session, fields: Mapping[str, Any]) -> Agency:
    """Register an agency that a decree founds, under the registry's lock; it is not told yet."""
    agency = _new(fields, set(session.scalars(select(Agency.slug))))
    _check(session, agency)
    session.add(agency)
    session.flush()
    return agency


def tell_many(session: Session, agencies: Sequence[Agency]) -> None:
    """Tell the services the present state of `agencies`."""
    session.flush()
    changes = [(agency.id, agency.version, _state(agency)) for agency in agencies]
    if changes:
        emit_many(session, events.AGENCY_CHANGED, changes)


def _tell(session: Session, agency: Agency) -> None:
    session.flush()
    emit(session, events.AGENCY_CHANGED, agency.id, agency.version, _state(agency))


def _tell_created(session: Session, caller: Caller, agencies: Sequence[Agency]) -> None:
    if not agencies:
        return
    tell_many(session, agencies)
    slugs = [agency.slug for agency in agencies]
    audit.record(session, "agency.bulk_created", "agency", by=caller, slugs=slugs)


def _state(agency: Agency) -> dict[str, Any]:
    names = ("id", "slug", "name", "aliases", "kind", "parent_id", "email", "phone", "active")
    return {name: getattr(agency, name) for name in names}


def lock_registry(session: Session) -> None:
    """Hold the registry against whoever else adds, moves or reorganises agencies."""
    hold(session, REGISTRY_LOCK)
