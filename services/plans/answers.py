"""What the reviewer answers to a finding: why it may stand, or the remedy applied at once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import ConflictError, InvalidInputError, NotFoundError
from services.plans import access, addressing, drafts, remedies, review
from services.plans.changes import recording
from services.plans.due import Deadline
from services.plans.model import Finding, FindingState, Plan
from services.plans.remedies import Cabinet, Remedy
from services.plans.schemas.incoming import HeaderSchema


class FindingResolvedError(ConflictError):
    """The finding was answered before."""

    type = "finding-resolved"
    title = "Finding already resolved"


class NoRemedyError(ConflictError):
    """No single value settles this finding; correct the item, or say why it may stand."""

    type = "no-remedy"
    title = "No remedy to apply"


def keep(
    session: Session,
    caller: Caller,
    plan_id: int,
    finding_id: int,
    note: str,
    expected_version: int | None = None,
) -> Finding:
    """Let a finding stand for the reason in `note`.

    Raises what `access.find_draft` raises, NotFoundError and FindingResolvedError.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    found = _find_open(session, plan, finding_id)
    with recording(session, caller, plan, "answer", note) as record:
        remedies.close(record, [found], caller, FindingState.ACCEPTED, note)
    return found


def apply(
    session: Session,
    caller: Caller,
    plan_id: int,
    finding_id: int,
    given: Mapping[str, Any],
    expected_version: int | None = None,
) -> Finding:
    """Put right what a finding names, with the `value` given or else the one it proposes.

    `agency_ids` and `remember` say whom a name means. Raises what `keep` raises, NoRemedyError,
    and InvalidInputError for a value that does not fit.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    found = _find_open(session, plan, finding_id)
    remedy = Cabinet(session, plan.id).remedy(found)
    if remedy is None:
        raise NoRemedyError
    value = given["value"] or remedy.value
    if remedy.act == "set_header":
        review.set_header(session, caller, plan, _header(remedy, value), [found])
    elif remedy.act == "map_addressee":
        _map(session, caller, plan, remedy, given)
    elif remedy.act == "set_deadline":
        _set_deadline(session, caller, plan, remedy, value, found)
    else:
        raise NoRemedyError
    return found


def _find_open(session: Session, plan: Plan, finding_id: int) -> Finding:
    found = session.get(Finding, finding_id)
    if found is None or found.plan_id != plan.id:
        raise NotFoundError
    if found.resolved_at is not None:
        raise FindingResolvedError
    return found


def _header(remedy: Remedy, value: str | None) -> dict[str, Any]:
    if not value:
        raise InvalidInputError.of("/value", "type what the document lacks")
    field = str(remedy.field)
    try:
        return dict(HeaderSchema().load({field: value}))
    except ValidationError as error:
        said = error.messages_dict[field]
        raise InvalidInputError.of("/value", " ".join(map(str, said))) from None


def _map(
    session: Session, caller: Caller, plan: Plan, remedy: Remedy, given: Mapping[str, Any]
) -> None:
    if not given["agency_ids"]:
        raise InvalidInputError.of("/agency_ids", "choose at least one agency")
    addressing.decide(
        session,
        caller,
        plan.id,
        name=str(remedy.addressee),
        agency_ids=given["agency_ids"],
        group=None,
        remember=given["remember"],
    )


def _set_deadline(
    session: Session,
    caller: Caller,
    plan: Plan,
    remedy: Remedy,
    value: str | None,
    found: Finding,
) -> None:
    if not value:
        raise InvalidInputError.of("/value", "give the day as YYYY-MM-DD")
    item = drafts.find_item(session, plan.id, int(str(remedy.item_id)))
    stored = item.deadline and Deadline.from_json(item.deadline)
    due = {
        "phrase": stored.phrase if stored else value,
        "operator": "by",
        "stated_on": _day(value),
        "recurrence": stored.recurrence if stored else None,
    }
    changes = {"deadline": due, "settles": [found.id]}
    review.correct_item(session, caller, plan.id, item.id, item.version, changes)


def _day(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise InvalidInputError.of("/value", "give the day as YYYY-MM-DD") from None
