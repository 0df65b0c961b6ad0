"""Agencies, their addresses and their accounts, as the registry's events tell them."""

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.events import Event
from services.notify.model import Account, Agency, ContactPoint, ContactState, Medium

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_PUNCTUATION = re.compile(r"[\s().\-/]")
_LANDLINE: Final = "+842"
_LONGEST_EMAIL: Final = 254
DEFAULT_LANGUAGE: Final = "vi"


def learn_agency(session: Session, event: Event) -> bool:
    """Keep the agency an event tells; True when messages that wait for it should look again.

    They should when it has an address it did not have before, and when it is heard of at all.
    """
    data = event.data
    agency = session.get(Agency, data["id"], with_for_update=True)
    appeared = agency is None
    if agency is None:
        agency = Agency(id=data["id"], version=0)
        session.add(agency)
    if agency.version >= event.version:
        return False
    agency.slug, agency.name = data["slug"], data["name"]
    agency.active, agency.version = data["active"], event.version
    session.flush()
    gained = [
        _replace(session, agency.id, medium, data[field] if agency.active else None)
        for medium, field in ((Medium.EMAIL, "email"), (Medium.SMS, "phone"))
    ]
    return appeared or any(gained)


def learn_account(session: Session, event: Event) -> None:
    """Keep the account an event tells, unless a later version was heard already."""
    data = event.data
    account = session.get(Account, data["id"], with_for_update=True)
    if account is None:
        account = Account(id=data["id"], version=0)
        session.add(account)
    if account.version < event.version:
        account.agency_id, account.language = data["agency_id"], data["language"]
        account.active, account.version = data["active"], event.version


def addresses(session: Session, agency_id: int) -> dict[Medium, str]:
    """Return the agency's present address of each medium that has one, e-mail first."""
    rows = session.execute(
        select(ContactPoint.medium, ContactPoint.address)
        .where(ContactPoint.agency_id == agency_id, ContactPoint.state == ContactState.ACTIVE)
        .order_by(ContactPoint.medium, ContactPoint.id)
    )
    return {Medium(medium): address for medium, address in rows}


def name_of(session: Session, agency_id: int) -> str | None:
    """Return the agency's name; None while nothing was heard of it."""
    return session.scalar(select(Agency.name).where(Agency.id == agency_id))


def language_of(session: Session, agency_id: int) -> str:
    """Return the language to write to an agency in: the one all of its accounts chose, else vi."""
    chosen = session.scalars(
        select(Account.language).where(Account.agency_id == agency_id, Account.active).distinct()
    ).all()
    return chosen[0] if len(chosen) == 1 else DEFAULT_LANGUAGE


def language_of_account(session: Session, user_id: int) -> str:
    """Return the language an account reads."""
    chosen = session.scalar(select(Account.language).where(Account.id == user_id))
    return chosen or DEFAULT_LANGUAGE


def checked_email(text: str) -> tuple[str, str | None]:
    """Return an e-mail address and, if it is none, why."""
    address = text.strip()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        return address[:_LONGEST_EMAIL], "not an e-mail address"
    return address, None


def checked_phone(text: str) -> tuple[str, str | None]:
    """Return a number in international form and, if it takes no SMS, why.

    Numbers without country code are Vietnamese.
    """
    digits = _PUNCTUATION.sub("", text)
    if digits.startswith("0"):
        digits = f"+84{digits[1:]}"
    number = digits if digits.startswith("+") else f"+{digits}"
    if not _PHONE.fullmatch(number):
        return text.strip()[:_LONGEST_EMAIL], "not a telephone number"
    if number.startswith(_LANDLINE):
        return number, "a landline takes no SMS"
    return number, None


def _replace(session: Session, agency_id: int, medium: Medium, text: str | None) -> bool:
    """Make `text` the agency's only address of a medium; True if it is new and usable."""
    address, wrong = _checked(medium, text) if text else (None, None)
    found = None
    for point in _points(session, agency_id, medium):
        if point.address == address:
            found = point
        else:
            point.state, point.reason = ContactState.RETIRED, "the agency named another"
    if address is None:
        return False
    if found is None:
        found = ContactPoint(agency_id=agency_id, medium=medium, address=address, state="")
        session.add(found)
    had, found.reason = found.state, wrong
    found.state = ContactState.INVALID if wrong else ContactState.ACTIVE
    return found.state == ContactState.ACTIVE != had


def _points(session: Session, agency_id: int, medium: Medium) -> Sequence[ContactPoint]:
    return session.scalars(
        select(ContactPoint).where(
            ContactPoint.agency_id == agency_id, ContactPoint.medium == medium
        )
    ).all()


def _checked(medium: Medium, text: str) -> tuple[str, str | None]:
    return checked_email(text) if medium is Medium.EMAIL else checked_phone(text)
