"""Applying a decree, in one transaction: agencies, accounts, contacts, and one event for others."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from common import clock, events
from common.caller import Caller
from common.errors import ConflictError
from common.outbox import emit
from gateway.identity import agencies, audit
from gateway.identity.model import Account, Agency, Reorganisation, search_text
from gateway.identity.reorganisations import drafts, fates, mapping
from gateway.identity.reorganisations.mapping import UnfitReorganisationError
from gateway.identity.reorganisations.preview import rules
from gateway.identity.reorganisations.rows import Rows

MOST_ALIASES: Final = 50


class UndecidedError(ConflictError):
    """Somebody has to decide first where some accounts, units or duties go."""

    type = "reorganisation-undecided"
    title = "Not everything is decided"


class NotYetInForceError(ConflictError):
    """The decree takes effect later; apply it from that day on."""

    type = "not-yet-in-force"
    title = "Not yet in force"


def apply(session: Session, caller: Caller, number: int, version: int) -> Reorganisation:
    """Apply the draft; raises UndecidedError, NotYetInForceError or what changed in between."""
    one = drafts.find_draft(session, number, version)
    agencies.lock_registry(session)
    _check(session, one)
    plan = _Plan(session, one)
    rows = Rows(session)
    made = _found(session, one, rows)
    plan.carry_out(rows, made)
    _check_parents(session, rows)
    one.made = {ref: agency.id for ref, agency in made.items()}
    one.touched = rows.finish()
    one.status, one.applied_at, one.applied_by = drafts.APPLIED, clock.now(), caller.username
    session.flush()
    emit(session, events.REORGANISATION_APPLIED, one.id, one.version, told(session, one, caller))
    detail: dict[str, Any] = {"title": one.title, "rows": len(one.touched)}
    audit.record(session, "reorganisation.applied", f"reorganisation:{one.id}", by=caller, **detail)
    return one


def told(session: Session, one: Reorganisation, caller: Caller) -> dict[str, Any]:
    """Return the data of the event: the mapping with numbers in place of refs, and decisions."""
    numbers = _Numbers(one.made)
    stated = [
        {**rule, "heirs": [{**heir, "agency": numbers[heir["agency"]]} for heir in rule["heirs"]]}
        for rule in rules(one)
    ]
    heirs = sorted({heir["agency"] for rule in stated for heir in rule["heirs"]})
    named = [session.get_one(Agency, heir) for heir in heirs]
    return {
        **_about(one, caller),
        "agencies": [{"id": a.id, "slug": a.slug, "name": a.name, "kind": a.kind} for a in named],
        "rules": stated,
        "decisions": [
            {
                **said,
                "to": numbers[said["to"]] if said.get("to") else None,
                "at": dt.datetime.fromisoformat(said["at"]),
            }
            for said in one.decisions
            if said["scope"] not in {fates.ACCOUNTS, fates.CHILDREN}
        ],
    }


def _about(one: Reorganisation, caller: Caller) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "basis": {**one.basis, "issued_on": dt.date.fromisoformat(one.basis["issued_on"])},
        "effective_on": one.effective_on,
        "actor_id": caller.user_id,
        "actor_name": caller.username,
        "actor_agency_id": caller.agency_id,
    }


class _Numbers:
    """The number behind each ref, once the new agencies exist."""

    def __init__(self, made: Mapping[str, int]) -> None:
        self._made = made

    def __getitem__(self, ref: str) -> int:
        return self._made[ref] if ref in self._made else int(ref)


class _Plan:
    """What is to be done, read before anything is changed: fates look at the present registry."""

    def __init__(self, session: Session, one: Reorganisation) -> None:
        self._session = session
        self._one = one
        self._sources = mapping.sources(one.changes)
        self._accounts = fates.accounts(session, one)
        self._children = fates.children(session, one)
        self._contacts = fates.contacts(session, one)

    def carry_out(self, rows: Rows, made: Mapping[str, Agency]) -> None:
        """Change every row that the decree concerns."""
        numbers = _Numbers({ref: agency.id for ref, agency in made.items()})
        for agency_id, name in mapping.renames(self._one.changes).items():
            _rename(rows, self._agency(agency_id), name)
        for contact in self._contacts:
            if contact.to is not None:
                self._hand_contact(rows, contact.agency, numbers[contact.to])
        for source in self._sources:
            if source.ends:
                self._end(rows, source, numbers)
        for fate in self._accounts:
            assert isinstance(fate.row, Account)  # noqa: S101 - by construction
            rows.set(fate.row, agency_id=numbers[str(fate.to)])
        for fate in self._children:
            parent_id = None if fate.to == fates.TOP else numbers[str(fate.to)]
            rows.set(fate.row, parent_id=parent_id)

    def _end(self, rows: Rows, source: mapping.Source, numbers: _Numbers) -> None:
        agency = self._agency(source.agency_id)
        rows.set(agency, active=False, valid_to=fates.last_day(self._one))
        if source.only_heir:
            # Whoever still writes the old name means the heir; of several, a person says which.
            heir = self._agency(numbers[source.only_heir])
            _learn_names(rows, heir, [agency.name, *agency.aliases])

    def _hand_contact(self, rows: Rows, agency: Agency, heir_id: int) -> None:
        heir = self._agency(heir_id)
        rows.set(heir, email=heir.email or agency.email, phone=heir.phone or agency.phone)

    def _agency(self, agency_id: int) -> Agency:
        return self._session.get_one(Agency, agency_id)


def _check(session: Session, one: Reorganisation) -> None:
    if one.effective_on > clock.today():
        raise NotYetInForceError(f"the decree takes effect on {one.effective_on}")
    drafts.check(session, one)
    waiting = fates.undecided(session, one)
    if waiting:
        raise UndecidedError(
            f"{waiting} accounts or units wait for a decision: see the dry run", undecided=waiting
        )


def _found(session: Session, one: Reorganisation, rows: Rows) -> dict[str, Agency]:
    """Register the agencies that the decree founds, by ref; not those that no change names."""
    made = {}
    stated = {f"new{number}": fields for number, fields in enumerate(one.new_agencies, 1)}
    for ref in mapping.founded(one.changes):
        made[ref] = agencies.found(session, {**stated[ref], "valid_from": one.effective_on})
        rows.add(made[ref])
    return made


def _check_parents(session: Session, rows: Rows) -> None:
    """Raise UnfitReorganisationError where an agency would stand above itself."""
    with session.no_autoflush:
        for agency in rows.agencies:
            try:
                agencies.check_parents(session, agency)
            except agencies.UnfitAgencyError as wrong:
                why = wrong.errors[0].detail
                detail = f"{agency.name} (agency {agency.id}): {why}; give it another parent first"
                raise UnfitReorganisationError.of("/changes", detail) from wrong


def _rename(rows: Rows, agency: Agency, name: str) -> None:
    old = agency.name
    rows.set(agency, name=name)
    _learn_names(rows, agency, [old])


def _learn_names(rows: Rows, agency: Agency, names: list[str]) -> None:
    known = dict.fromkeys([*agency.aliases, *(name for name in names if name != agency.name)])
    aliases = list(known)[-MOST_ALIASES:]
    rows.set(agency, aliases=aliases, search=search_text(agency.name, aliases))
