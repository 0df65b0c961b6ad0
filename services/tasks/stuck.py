"""What is stuck in tasks: duties without a lead or an agency, decisions that are overdue."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from common import clock
from common.caller import Caller, Role
from common.stuck import Kind, Source, Stuck, bus
from services.tasks import incidents
from services.tasks.calendars import NATIONAL
from services.tasks.model import Agency, Assignment, Incident, PartyRole, Plan, PlanItem, WorkState
from services.tasks.scope import assigned_by, waits_for
from services.tasks.standing import Thresholds, extension_to_remind, is_open, review_overdue

BLOCKER_DAYS: Final = 3
"""So many working days whoever can resolve a blocker may leave it unanswered."""
LONGEST: Final = 160
_A = Assignment
_OWNER = aliased(Agency)
_DUTY = aliased(Assignment)
"""An incident's duty: by another name than in `seen_by`, which would else look at this join."""
_DOES: Final = (PartyRole.LEAD, PartyRole.EXECUTING)


def _given_by(caller: Caller) -> ColumnElement[bool]:
    return true() if caller.has(Role.ADMIN) else assigned_by(caller)


def _decisions(owner: Any, since: Any, *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the assignments in which the agency `owner` owes a decision."""
    return (
        select(
            _A.id.label("key"),
            since.label("since"),
            Agency.name.label("agency_name"),
            owner.label("owner_id"),
            _OWNER.name.label("owner_name"),
            PlanItem.label.label("label"),
            PlanItem.text.label("text"),
        )
        .join(Agency, Agency.id == _A.agency_id)
        .join(PlanItem, PlanItem.id == _A.item_id)
        .outerjoin(_OWNER, _OWNER.id == owner)
        .where(*which)
    )


def _reviews(caller: Caller) -> Select[*tuple[Any, ...]]:
    late = review_overdue(Thresholds.on(clock.today()))
    return _decisions(_A.assigner_agency_id, _A.review_due_on, late, _given_by(caller))


def _extensions(caller: Caller) -> Select[*tuple[Any, ...]]:
    late = extension_to_remind(clock.today())
    return _decisions(_A.assigner_agency_id, _A.extension_remind_on, late, _given_by(caller))


def _blockers(caller: Caller) -> Select[*tuple[Any, ...]]:
    latest = NATIONAL.last_day_late_by(BLOCKER_DAYS, clock.today()) + dt.timedelta(days=1)
    morning = dt.datetime.combine(latest, dt.time(), clock.VIETNAM)
    late = and_(_A.unblocker_id.is_not(None), _A.blocked_since < morning)
    theirs = or_(_given_by(caller), waits_for(caller))
    return _decisions(_A.unblocker_id, _A.blocked_since, late, theirs)


def _undecided(vi: str, en: str) -> Any:
    def show(row: Row[Any]) -> Stuck:
        text = " ".join(row.text.split())[:LONGEST]
        told = {"agency": row.agency_name, "duty": f"{row.label} “{text}”".strip()}
        return Stuck(
            vi=vi.format(**told),
            en=en.format(**told),
            agency_id=row.owner_id,
            agency=row.owner_name,
            link=f"/assignments/{row.key}",
        )

    return show


def _leadless(caller: Caller) -> Select[*tuple[Any, ...]]:
    """Return the duties that are still coordinated, but whose every responsible party is gone."""
    other, helper = aliased(Assignment), aliased(Assignment)
    led = select(other.id).where(
        other.item_id == _A.item_id,
        other.role.in_(_DOES),
        other.work_state != WorkState.WITHDRAWN,
    )
    helped = select(helper.id).where(
        helper.item_id == _A.item_id,
        helper.work_state.not_in((WorkState.WITHDRAWN, WorkState.COMPLETED)),
    )
    return (
        select(
            _A.item_id.label("key"),
            func.max(_A.updated_at).label("since"),
            func.max(_A.id).label("assignment_id"),
            Plan.assigner_agency_id.label("owner_id"),
            _OWNER.name.label("owner_name"),
            PlanItem.label.label("label"),
            PlanItem.text.label("text"),
        )
        .join(PlanItem, PlanItem.id == _A.item_id)
        # Not by who gave the withdrawn one: that stays when the plan is handed on.
        .join(Plan, Plan.id == PlanItem.plan_id)
        .outerjoin(_OWNER, _OWNER.id == Plan.assigner_agency_id)
        .where(_A.work_state == WorkState.WITHDRAWN, _A.role.in_(_DOES))
        .where(true() if caller.has(Role.ADMIN) else Plan.assigner_agency_id == caller.agency_id)
        .where(~led.exists(), helped.exists())
        .group_by(_A.item_id, Plan.assigner_agency_id, _OWNER.name, PlanItem.label, PlanItem.text)
    )


def _without_lead(row: Row[Any]) -> Stuck:
    text = " ".join(row.text.split())[:LONGEST]
    return Stuck(
        vi=f"Nhiệm vụ {row.label} “{text}” không còn cơ quan chủ trì; hãy giao lại hoặc thu hồi "
        "các cơ quan phối hợp.",
        en=f"The duty {row.label} “{text}” has no lead any more; give it to another agency, or "
        "withdraw those that coordinate.",
        agency_id=row.owner_id,
        agency=row.owner_name,
        link=f"/assignments/{row.assignment_id}",
    )


def _unknown(caller: Caller) -> Select[*tuple[Any, ...]]:
    """Return agencies with open duties that are no longer active, or that no registry told of."""
    gone = or_(Agency.active.is_(False), Agency.version == 0)
    return (
        select(
            Agency.id.label("key"),
            func.min(_A.created_at).label("since"),
            func.max(_A.created_at).label("latest"),
            func.count().label("count"),
            func.min(_A.assigner_agency_id).label("owner_id"),
            func.max(_A.assigner_agency_id).label("last_owner_id"),
            func.min(_OWNER.name).label("owner_name"),
            Agency.name.label("agency_name"),
            Agency.active.label("active"),
        )
        .join(_A, _A.agency_id == Agency.id)
        .outerjoin(_OWNER, _OWNER.id == _A.assigner_agency_id)
        .where(gone, is_open(), _given_by(caller))
        .group_by(Agency.id, Agency.name, Agency.active)
    )


def _nobody(row: Row[Any]) -> Stuck:
    vi, en = (
        ("chưa có trong danh bạ cơ quan", "is not in the registry of agencies yet")
        if row.active
        else ("đã ngừng hoạt động", "is no longer active")
    )
    one = row.owner_id == row.last_owner_id
    return Stuck(
        vi=f"{row.agency_name} {vi}, còn {row.count} nhiệm vụ đang mở; hãy giao cho cơ quan khác.",
        en=f"{row.agency_name} {en}; {row.count} duties are open: give them to another agency.",
        agency_id=row.owner_id if one else None,
        agency=row.owner_name if one else None,
        link=f"/assignments?agency={row.key}",
    )


def _unreceived(caller: Caller) -> Select[*tuple[Any, ...]]:
    """Return steps that nobody could be told; of the duty's own agency `_unknown` tells."""
    return _incidents(caller, incidents.NO_RECEIVER).where(
        or_(_DUTY.id.is_(None), Incident.agency_id.is_distinct_from(_DUTY.agency_id))
    )


def _unlooked(caller: Caller) -> Select[*tuple[Any, ...]]:
    """Return what went to an heir that nobody chose for it."""
    return _incidents(caller, incidents.UNDECIDED_HEIR)


def _incidents(caller: Caller, kind: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Incident.id.label("key"),
            Incident.opened_at.label("since"),
            Incident.detail.label("detail"),
            Incident.assignment_id.label("assignment_id"),
            Agency.name.label("agency_name"),
            _DUTY.assigner_agency_id.label("owner_id"),
            _OWNER.name.label("owner_name"),
        )
        .outerjoin(Agency, Agency.id == Incident.agency_id)
        .outerjoin(_DUTY, _DUTY.id == Incident.assignment_id)
        .outerjoin(_OWNER, _OWNER.id == _DUTY.assigner_agency_id)
        .where(Incident.kind == kind, Incident.resolved_at.is_(None))
        .where(incidents.seen_by(caller))
    )


def _step(row: Row[Any]) -> Stuck:
    about = f" #{row.assignment_id}" if row.assignment_id else ""
    return Stuck(
        vi=f"Một bước nhắc việc{about} không có người nhận: {row.detail}",
        en=f"A step of the ladder{about} has nobody to receive it: {row.detail}",
        agency_id=row.owner_id,
        agency=row.owner_name,
        link=f"/assignments/{row.assignment_id}" if row.assignment_id else None,
    )


def _unchosen(row: Row[Any]) -> Stuck:
    about = f" #{row.assignment_id}" if row.assignment_id else ""
    return Stuck(
        vi=f"Việc{about} đến sau khi chốt phương án sắp xếp, đã về {row.agency_name} theo đề xuất; "
        "hãy xem lại rồi xác nhận.",
        en=f"Work{about} that came after a reorganisation was decided went to {row.agency_name} as "
        "proposed; look at it and settle it.",
        agency_id=row.owner_id,
        agency=row.owner_name,
        link=f"/assignments/{row.assignment_id}" if row.assignment_id else None,
    )


def _close(session: Session, caller: Caller, key: int, note: str) -> None:
    incidents.resolve(session, caller, key, note)


SOURCES: Final = (
    Source(
        "review",
        Kind.OVERDUE_DECISION,
        _reviews,
        _undecided(
            "{agency} đã báo hoàn thành, quá hạn xác nhận: {duty}",
            "{agency} submitted, and the decision is overdue: {duty}",
        ),
        by_day=True,
    ),
    Source(
        "extension",
        Kind.OVERDUE_DECISION,
        _extensions,
        _undecided(
            "{agency} xin gia hạn, quá hạn trả lời: {duty}",
            "{agency} asked for more time, and the answer is overdue: {duty}",
        ),
        by_day=True,
    ),
    Source(
        "blocker",
        Kind.OVERDUE_DECISION,
        _blockers,
        _undecided(
            "Vướng mắc của {agency} chưa được trả lời: {duty}",
            "The blocker of {agency} is not answered: {duty}",
        ),
    ),
    Source("item", Kind.NO_LEAD, _leadless, _without_lead),
    Source("agency", Kind.UNKNOWN_AGENCY, _unknown, _nobody),
    Source("incident", Kind.UNKNOWN_AGENCY, _unreceived, _step, close=_close),
    Source("heir", Kind.OVERDUE_DECISION, _unlooked, _unchosen, close=_close),
    *bus.SOURCES,
)
