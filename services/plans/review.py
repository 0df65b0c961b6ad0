"""The reviewer's verdicts on a draft: correct, accept, reject, and take back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import InvalidInputError
from services.plans import access, drafts, remedies
from services.plans.changes import VERDICT, Record, recording
from services.plans.drafts import Choice
from services.plans.due import Deadline
from services.plans.model import (
    Finding,
    FindingState,
    Plan,
    PlanItem,
    PlanState,
    Review,
)
from services.plans.proposals import mentions
from services.plans.registry import Registry

Json = dict[str, Any]
CONFIRMED: Final = "Người rà soát đã chấp nhận nội dung này. / Accepted by the reviewer."
"""The note of findings that were confirmed by accepting what they speak of."""
CORRECTED: Final = "Đã sửa theo điểm này. / Put right."
"""The note of findings that a correction settled."""


def correct_header(
    session: Session, caller: Caller, plan_id: int, version: int, changes: Mapping[str, Any]
) -> Plan:
    """Change the header fields in `changes`, and settle the findings that asked for them.

    Raises what `access.find_draft` raises.
    """
    plan = access.find_draft(session, caller, plan_id, version)
    set_header(session, caller, plan, changes)
    return plan


def set_header(
    session: Session,
    caller: Caller,
    plan: Plan,
    changes: Mapping[str, Any],
    answered: Sequence[Finding] = (),
) -> None:
    """Change the header fields in `changes` of a draft that the caller may change.

    Settles the findings about what differs now, and `answered`: a form sends every field, so a
    field that is sent as it was says nothing about the findings on it.
    """
    with recording(session, caller, plan, "header") as record:
        record.header()
        new = {name: value for name, value in changes.items() if getattr(plan, name) != value}
        drafts.set_header(plan, changes)
        for field in (name for name, value in new.items() if value is not None):
            remedies.settle(session, record, caller, "set_header", CORRECTED, field=field)
        waiting = [one for one in answered if one.resolved_at is None]
        remedies.close(record, waiting, caller, FindingState.RESOLVED, CORRECTED)


def accept(
    session: Session,
    caller: Caller,
    plan_id: int,
    choice: Choice,
    *,
    confirm_findings: bool = False,
    expected_version: int | None = None,
) -> Plan:
    """Accept items, and with `confirm_findings` the error findings they contain as well.

    Otherwise errors stay open, and keep the plan from being issued until each is answered.

    Accepting all of an issued plan changes nothing, so that it may be repeated. Raises what
    `access.find_draft` raises otherwise, and InvalidInputError for unknown ids.
    """
    plan = access.find_owned(session, caller, plan_id)
    if choice.everything and plan.state != PlanState.DRAFT:
        return plan
    plan = access.find_draft(session, caller, plan_id, expected_version)
    chosen = drafts.chosen_items(session, plan_id, choice)
    with recording(session, caller, plan, "accept") as record:
        if len(chosen) == 1:
            record.item_id = chosen[0].id
        record.items(chosen, VERDICT)
        for item in chosen:
            item.review, item.reason = Review.ACCEPTED, None
        if confirm_findings:
            errors = remedies.open_findings(session, plan_id, "error")
            held = [f for f in errors if choice.everything or _held_by_any(chosen, f)]
            remedies.close(record, held, caller, FindingState.ACCEPTED, CONFIRMED)
    return plan


def reject(
    session: Session,
    caller: Caller,
    plan_id: int,
    choice: Choice,
    *,
    reason: str | None = None,
    expected_version: int | None = None,
) -> Plan:
    """Reject items, with the reason if given; they stay, and can be accepted again.

    Raises what `access.find_draft` raises, and InvalidInputError for unknown ids.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    chosen = drafts.chosen_items(session, plan_id, choice)
    with recording(session, caller, plan, "reject", reason) as record:
        if len(chosen) == 1:
            record.item_id = chosen[0].id
        record.items(chosen, VERDICT)
        for item in chosen:
            item.review, item.reason = Review.REJECTED, reason
    return plan


def _held_by_any(items: Sequence[PlanItem], finding: Finding) -> bool:
    return any(_holds(item, finding) for item in items)


def _holds(item: PlanItem, finding: Finding) -> bool:
    if finding.span_start is None or finding.span_end is None:
        return False
    return item.span_start <= finding.span_start and finding.span_end <= item.span_end


def correct_item(
    session: Session,
    caller: Caller,
    plan_id: int,
    item_id: int,
    version: int,
    changes: Mapping[str, Any],
) -> PlanItem:
    """Change an item's text, output, bindingness, deadline or parties, as far as given.

    `version` is the item's own; `settles` among the changes are findings that this puts right. A
    finding about the deadline is settled only by another day, operator or cycle: a form sends the
    deadline with every correction. Raises what `access.find_draft` raises, NotFoundError,
    StaleVersionError, and InvalidInputError for a finding that speaks of another place.
    """
    plan = access.find_draft(session, caller, plan_id)
    item = drafts.find_item(session, plan_id, item_id, version)
    settled = _settled(session, item, changes.get("settles", ()))
    with recording(session, caller, plan, "correct") as record:
        record.item_id = item.id
        record.items([item])
        due = item.deadline
        _apply(session, plan, record, item, changes)
        item.touch()
        if _meant(due) != _meant(item.deadline):
            remedies.settle(session, record, caller, "set_deadline", CORRECTED, item_id=item.id)
        waiting = [one for one in settled if one.resolved_at is None]
        remedies.close(record, waiting, caller, FindingState.RESOLVED, CORRECTED)
    return item


def _settled(session: Session, item: PlanItem, ids: Sequence[int]) -> list[Finding]:
    """Return the findings of `ids` that wait; raises InvalidInputError for those elsewhere."""
    found = remedies.find_open(session, item.plan_id, ids)
    elsewhere = [one.id for one in found if not remedies.is_about(one, item)]
    if elsewhere:
        raise InvalidInputError.of("/settles", f"not about this item: {elsewhere[:10]}")
    return found


def _apply(
    session: Session, plan: Plan, record: Record, item: PlanItem, changes: Mapping[str, Any]
) -> None:
    """Write `changes` into the item: plain fields, a `deadline` as stated, `parties` by name."""
    for name in ("text", "output", "bindingness"):
        if name in changes:
            setattr(item, name, changes[name])
    if "deadline" in changes:
        item.deadline = _stated(item.deadline, changes["deadline"])
    if "parties" in changes:
        stated = named(session, plan, changes["parties"])
        drafts.set_parties(session, item, mentions(stated))
        point(session, plan, record, changes["parties"])


def _stated(stored: Json | None, due: Mapping[str, Any] | None) -> Json | None:
    """Return the deadline as stated; the stored one, which knows more of itself, if it is that."""
    new = Deadline(**due).to_json() if due else None
    same = new is not None and stored is not None and _same(stored, new)
    return stored if same else new


def _same(stored: Json, new: Json) -> bool:
    return _meant(stored) == _meant(new) and stored["phrase"].split() == new["phrase"].split()


def _meant(deadline: Json | None) -> tuple[Any, ...]:
    """Return what a deadline says, whatever its words."""
    names = ("operator", "stated_on", "recurrence")
    return tuple(deadline[name] for name in names) if deadline else ()


def named(
    session: Session, plan: Plan, parties: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Return roles with names of `parties`, each given by `addressee` or by `agency_id`.

    Raises InvalidInputError for agencies that are not there or no longer active.
    """
    ids = [party["agency_id"] for party in parties if party.get("agency_id")]
    known = Registry(session, plan.owner_agency_id).by_ids(ids, active_only=True)
    found = []
    for place, party in enumerate(parties):
        agency_id = party.get("agency_id")
        if agency_id and agency_id not in known:
            raise InvalidInputError.of(f"/parties/{place}/agency_id", "no active agency")
        found.append((party["role"], known[agency_id].name if agency_id else party["addressee"]))
    return found


def point(
    session: Session, plan: Plan, record: Record, parties: Sequence[Mapping[str, Any]]
) -> None:
    """Let the names of parties that were given by `agency_id` mean those agencies, in this plan.

    Raises InvalidInputError where the reviewer said before that such a name means another.
    """
    ids = [party["agency_id"] for party in parties if party.get("agency_id")]
    for ref in Registry(session, plan.owner_agency_id).by_ids(ids, active_only=True).values():
        one = drafts.addressee_of(session, plan.id, ref.name)
        if one is None or one.agency_ids == [ref.id]:
            continue
        if one.agency_ids or one.group:
            said = f"“{one.name}” means another agency in this plan; choose anew whom it means"
            raise InvalidInputError.of("/parties", said)
        record.addressee(one)
        one.agency_ids = [ref.id]
