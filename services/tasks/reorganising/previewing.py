"""The dry run of tasks' part: where every open duty would go, and what waits for a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.tasks.model import (
    ASKED,
    CLOSED,
    Agency,
    Assignment,
    Delegation,
    Incident,
    Plan,
    PlanItem,
)
from services.tasks.reorganising.planning import (
    BLOCKER,
    GIVEN,
    HELD,
    RECURRING,
    Line,
    Outlook,
    look,
)
from services.tasks.succession import Rules

_WAITING, _MOVING = 0, 1


def preview(session: Session, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return where the work would go, as JSON values; it changes nothing.

    `stated` has `rules` and `decisions` of a decree, and which lines to show: `undecided` only,
    of one `plan`, of one `agency_id`, `limit` of them from `start` on.
    """
    rules = Rules.of(session, stated["rules"], stated["decisions"])
    outlook = look(session, rules)
    wanted = [line for line in _ordered(outlook) if _wanted(line, stated)]
    start, limit = stated["start"], stated["limit"]
    shown = wanted[start : start + limit]
    plans = _plans(session, {line.plan_id for line in outlook.lines})
    names = _names(session, shown)
    more = start + limit < len(wanted)
    return {
        "counts": _counts(session, rules, outlook),
        "by_heir": _by_heir(outlook),
        "by_plan": _by_plan(outlook, plans),
        "items": [_shown(line, outlook, plans, names) for line in shown],
        "next": start + limit if more else None,
    }


def _ordered(outlook: Outlook) -> list[Line]:
    """Return the lines with those that wait first; agency by agency, plan by plan."""
    return sorted(
        outlook.lines,
        key=lambda line: (
            _WAITING if line.to is None else _MOVING,
            line.agency_id,
            line.plan_id,
            line.kind,
            line.row.id,
        ),
    )


def _wanted(line: Line, stated: Mapping[str, Any]) -> bool:
    return (
        (not stated.get("undecided") or line.to is None)
        and stated.get("plan") in {None, line.plan_id}
        and stated.get("agency_id") in {None, line.agency_id}
        and stated.get("kind") in {None, line.kind}
    )


def _counts(session: Session, rules: Rules, outlook: Outlook) -> dict[str, int]:
    held = outlook.of(HELD)
    absorbed = sum(len(others) for others in outlook.absorbing.values())
    ending = rules.ending
    return {
        "open": len(held),
        "moves": sum(line.moves for line in held) - sum(bool(line.merged_into) for line in held),
        "stays": sum(line.to == str(line.agency_id) for line in held),
        "merges": absorbed,
        "undecided": len(outlook.undecided),
        "coordinating": sum(line.row.role == "coordinating" for line in held),
        "requests": sum(line.row.extension_state in ASKED for line in held),
        "blockers": len(outlook.of(BLOCKER)),
        "recurring": len(outlook.of(RECURRING)) + _repeating(outlook),
        "given": len(outlook.of(GIVEN)),
        "delegations": _count(
            session, Delegation, Delegation.agency_id.in_(ending), Delegation.ended_at.is_(None)
        ),
        "incidents": _count(
            session, Incident, Incident.agency_id.in_(ending), Incident.resolved_at.is_(None)
        ),
        "closed": _count(
            session,
            Assignment,
            Assignment.agency_id.in_(sorted(rules.by_agency)),
            Assignment.work_state.in_(sorted(CLOSED)),
        ),
        "arriving": _count(
            session, PlanItem, PlanItem.fanned_out < PlanItem.party_count
        ),  # duties of plans just issued, which are not given yet
    }


def _repeating(outlook: Outlook) -> int:
    return sum(outlook.items[line.row.item_id].repeat_on is not None for line in outlook.of(HELD))


def _count(session: Session, table: Any, *which: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*which)) or 0


def _by_heir(outlook: Outlook) -> list[dict[str, Any]]:
    found = Counter(line.to for line in outlook.of(HELD) if line.moves and line.merged_into is None)
    return [{"to": ref, "assignments": count} for ref, count in found.most_common()]


def _by_plan(outlook: Outlook, plans: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Return for each agency and plan what waits, so that a whole plan can be decided at once."""
    waiting = Counter(_where(line) for line in outlook.undecided)
    proposed = Counter((*_where(line), line.choice.proposal) for line in outlook.undecided)
    return [
        {
            "agency_id": agency_id,
            "plan": plans[plan_id],
            "given": given,
            "undecided": count,
            "proposals": {
                str(key[3]): n for key, n in proposed.items() if key[:3] == where and key[3]
            },
        }
        for where, count in sorted(waiting.items())
        for agency_id, plan_id, given in [where]
    ]


def _where(line: Line) -> tuple[int, int, bool]:
    return line.agency_id, line.plan_id, line.kind == GIVEN


def _plans(session: Session, ids: set[int]) -> dict[int, dict[str, Any]]:
    rows = session.execute(select(Plan.id, Plan.number, Plan.title).where(Plan.id.in_(sorted(ids))))
    return {row.id: dict(row._mapping) for row in rows}  # noqa: SLF001 - its public name


def _names(session: Session, lines: Sequence[Line]) -> dict[int, str]:
    held = {line.row.agency_id for line in lines if line.kind != GIVEN}
    ids = held | {line.agency_id for line in lines}
    rows = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}


def _shown(
    line: Line, outlook: Outlook, plans: Mapping[int, Any], names: Mapping[int, str]
) -> dict[str, Any]:
    told = {
        "kind": line.kind,
        "plan": plans[line.plan_id],
        "agency": {"id": line.agency_id, "name": names.get(line.agency_id)},
        "proposal": line.choice.proposal,
        "to": line.to,
        "merged_into": line.merged_into,
        "assignment": None,
    }
    if line.kind == GIVEN:
        return told
    row, item = line.row, outlook.items[line.row.item_id]
    assignment = {
        "id": row.id,
        "holder": names.get(row.agency_id),
        "role": row.role,
        "label": item.label,
        "text": item.text,
        "work_state": row.work_state,
        "due_on": row.due_on,
        "extension_open": row.extension_state in ASKED,
        "repeats": item.repeat_on is not None,
        "absorbs": outlook.absorbing.get(row.id, []),
    }
    return told | {"assignment": assignment}
