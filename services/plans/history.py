"""The log of what reviewers changed: as extracted and as it is now, by whom and when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.plans import access, drafts
from services.plans.model import Change, PlanItem, names_in
from services.plans.names import key_of

Json = dict[str, Any]
SHOWN: Final = 20
"""Items of one act whose differences are shown; `count` tells how many there are."""
_COMPARED: Final = (
    "text", "output", "bindingness", "deadline", "parties", "review", "reason", "superseded",
)  # fmt: skip


def list_changes(
    session: Session,
    caller: Caller,
    plan_id: int,
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: Sequence[Any] | None,
) -> list[Json]:
    """Return up to `limit` + 1 acts, the newest first.

    `filters`: `item`, for acts on one item alone, and `standing`, for those not undone.
    """
    plan = access.find_reviewed(session, caller, plan_id)
    statement = select(Change).where(Change.plan_id == plan_id).order_by(Change.id.desc())
    if "item" in filters:
        statement = statement.where(Change.item_id == filters["item"])
    if filters.get("standing"):
        statement = statement.where(Change.undone_at.is_(None))
    if after is not None:
        statement = statement.where(Change.id < after[0])
    found = session.scalars(statement.limit(limit + 1)).all()
    newest = None
    if "undo" in access.actions(caller, plan):
        newest = drafts.newest_change(session, plan_id)
    return [show(one, undoable=one.id == newest) for one in found]


def show(one: Change, *, undoable: bool) -> Json:
    """Return an act with the differences it made."""
    before, after = one.before, one.after
    touched = after.get("items", ())
    return {
        "id": one.id,
        "at": one.at,
        "by": {"id": one.actor_id, "name": one.actor_name},
        "action": one.action,
        "item": one.item_id,
        "note": one.note,
        "count": len(touched),
        "differences": list(_differences(before, after)),
        "findings": before.get("findings", []),
        "undone_at": one.undone_at,
        "undone_by": one.undone_by and {"id": one.undone_by, "name": one.undone_by_name},
        "undoable": undoable,
    }


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Json]:
    was = {shot["id"]: shot for shot in before.get("items", ())}
    for now in list(after.get("items", ()))[:SHOWN]:
        yield from _fields(_COMPARED, was.get(now["id"], {}), now, now["id"], now["label"])
    if "header" in before:
        now = after["header"]
        yield from _fields(tuple(now), before["header"], now, None, "")
    for then, now in zip(names_in(before), names_in(after), strict=True):
        yield from _fields(("agency_ids", "group"), then, now, None, now["name"])
    for then, now in zip(before.get("relations", ()), after.get("relations", ()), strict=True):
        yield from _fields(("relation", "abolished"), _linked(then), _linked(now), None, "")


def _linked(link: Mapping[str, Any]) -> Json:
    kind = link["kind"] if link["stands"] else None
    return {"relation": kind, "abolished": len(link["removed"])}


def _fields(
    names: Sequence[str], then: Json, now: Json, item: int | None, label: str
) -> Iterator[Json]:
    for name in names:
        if then.get(name) != now.get(name) and name != "id":
            yield {
                "item": item,
                "label": label,
                "field": name,
                "before": then.get(name),
                "after": now.get(name),
            }


def corrected(item: PlanItem, parties: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the fields in which an item differs from what was extracted or first made."""
    original = item.original
    names = [n for n in ("text", "output", "bindingness") if getattr(item, n) != original[n]]
    if item.deadline != original["deadline"]:
        names.append("deadline")
    if _folded(parties) != _folded(original["parties"]):
        names.append("parties")
    return names


def _folded(parties: Sequence[Mapping[str, str]]) -> set[tuple[str, str]]:
    return {(party["role"], str(key_of(party["addressee"]))) for party in parties}
