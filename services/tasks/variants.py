"""Rules of a kind of plan: shown, tried on the open work, set by an administrator.

What holds for a plan is copied into it, so that no reader of assignments joins another table.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.db import hold, insert_into
from common.errors import FieldError, InvalidInputError, StaleVersionError
from services.tasks.model import (
    OPEN,
    Action,
    Assignment,
    Beyond,
    Plan,
    PlanKind,
    Variant,
    VariantRow,
    faults,
)

KINDS: Final = tuple(PlanKind)
LOCK: Final = 5_280_028
"""Names the advisory lock of whoever sets rules, shared by whoever copies them into a plan."""


class UnsoundVariantError(InvalidInputError):
    """With these rules some work could not go on; `rule` names what they break."""

    type = "unsound-variant"
    title = "Unsound rules"


def load(stated: Mapping[str, Any]) -> Variant:
    """Return the variant of a loaded body; raises UnsoundVariantError naming each broken rule."""
    needs: defaultdict[Action, frozenset[str]] = defaultdict(frozenset)
    for one in stated["needs"]:
        needs[Action(one["action"])] |= frozenset(one["fields"])
    variant = Variant(
        off=frozenset(Action(name) for name in stated["off"]),
        needs={action: names for action, names in needs.items() if names},
        head_submits=stated["head_submits"],
        max_extensions=stated["max_extensions"],
        extension_days=stated["extension_days"],
        beyond=Beyond(stated["beyond"]),
        review_days=stated["review_days"],
    )
    found = faults(variant)
    if found:
        raise UnsoundVariantError(
            f"{found[0].detail}.",
            errors=[FieldError(one.pointer, one.detail) for one in found],
            rule=found[0].rule,
        )
    return variant


def list_variants(session: Session) -> list[dict[str, Any]]:
    """Return the rules of every kind, whether set or not."""
    known = _last(session)
    return [_shown(kind, known) for kind in KINDS]


def show(session: Session, kind: PlanKind) -> dict[str, Any]:
    """Return the rules of one kind, as JSON values."""
    return _shown(kind, _last(session))


def rules_for(session: Session, kind: PlanKind) -> dict[str, Any] | None:
    """Return what is copied into a plan of `kind`: its kind's rules, else the default ones.

    They are held against `put`, which would miss a plan that is just being stored.
    """
    hold(session, LOCK, shared=True)
    rows = session.scalars(
        select(VariantRow)
        .where(VariantRow.kind.in_([kind, PlanKind.DEFAULT]))
        .order_by(VariantRow.version)
    )
    last = {row.kind: row.rules for row in rows}
    return last.get(kind, last.get(PlanKind.DEFAULT))


def preview(session: Session, kind: PlanKind, variant: Variant) -> dict[str, Any]:
    """Return how many plans, and how much open work by its state, the rules would touch."""
    known = _last(session)
    held = known.get(kind) or known.get(PlanKind.DEFAULT)
    same = variant == Variant.of(held.rules if held else None)
    rows = () if same else _touched(session, _plans_of(kind, known))
    by_state = {row.work_state: row.n for row in rows}
    plans = 0 if same else session.scalar(_count_plans(_plans_of(kind, known)))
    return {"plans": plans, "assignments": sum(by_state.values()), "by_state": by_state}


def put(
    session: Session, caller: Caller, kind: PlanKind, variant: Variant, expected_version: int
) -> tuple[int, dict[str, Any]]:
    """Set the rules of `kind`; returns their version and what they touch, as `preview`.

    Raises StaleVersionError if they were set since `expected_version`.
    """
    hold(session, LOCK)
    known = _last(session)
    version = known[kind].version if kind in known else 0
    if version != expected_version:
        raise StaleVersionError(current_version=version)
    touched = preview(session, kind, variant)
    row = {
        "kind": kind,
        "version": version + 1,
        "rules": variant.as_json(),
        "at": clock.now(),
        "actor_id": caller.user_id,
        "actor_name": caller.username,
    }
    # Should two ever get past the lock, the key decides.
    first = insert_into(session, VariantRow).values(row).on_conflict_do_nothing()
    if session.scalar(first.returning(VariantRow.version)) is None:
        raise StaleVersionError(current_version=version + 1)
    session.execute(
        update(Plan)
        .where(_plans_of(kind, known))
        .values(rules=variant.as_json())
        .execution_options(synchronize_session=False)
    )
    return version + 1, touched


def _last(session: Session) -> dict[str, VariantRow]:
    """Return the rules that hold, by kind; a kind without rules of its own is left out."""
    rows = session.scalars(select(VariantRow).order_by(VariantRow.version))
    return {row.kind: row for row in rows}


def _shown(kind: PlanKind, known: Mapping[str, VariantRow]) -> dict[str, Any]:
    own = known.get(kind)
    held = own or known.get(PlanKind.DEFAULT)
    return {
        "kind": kind,
        "version": own.version if own else 0,
        "set_at": own.at if own else None,
        "set_by": own.actor_name if own else None,
        "rules": Variant.of(held.rules if held else None).as_json(),
    }


def _plans_of(kind: PlanKind, known: Mapping[str, VariantRow]) -> ColumnElement[bool]:
    """Return the condition for plans whose rules are those of `kind`."""
    if kind is PlanKind.DEFAULT:
        return Plan.kind.not_in(sorted(known.keys() - {PlanKind.DEFAULT}))
    return Plan.kind == kind


def _count_plans(which: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(Plan).where(which)


def _touched(session: Session, which: ColumnElement[bool]) -> Sequence[Any]:
    return session.execute(
        select(Assignment.work_state, func.count().label("n"))
        .join(Plan, Plan.id == Assignment.plan_id)
        .where(which, Assignment.work_state.in_(sorted(OPEN)))
        .group_by(Assignment.work_state)
    ).all()
