"""Reorganisations: plans go to who took over from their owner, and successors are proposed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from services.plans.folding import fold_words
from services.plans.model import Agency, HandedOver, Plan, PlanItem, RevertedDecree, Successor


def apply(session: Session, stated: Mapping[str, Any]) -> bool:
    """Follow a decree; False if it was followed, or reverted, before.

    `stated` is the data of its event.

    A document that the heir imported itself stays with the one that ended: one owner has it once.
    """
    if session.get(RevertedDecree, stated["id"]) is not None:
        return False
    mine = Successor.reorganisation_id == stated["id"]
    if session.scalar(select(Successor.agency_id).where(mine).limit(1)) is not None:
        return False
    rows = list(_rows(stated))
    if rows:  # a decree may only rename
        session.execute(insert(Successor), rows)
    for rule in stated["rules"]:
        if rule["ends"]:
            _hand_over(session, stated, rule)
    return True


def revert(session: Session, number: int) -> None:
    """Give plans back that are still where decree `number` put them; it holds should it come later.

    Events that failed are tried again later, so that a revert may overtake its decree.
    """
    if session.get(RevertedDecree, number) is None:
        session.add(RevertedDecree(reorganisation_id=number))
    for one in session.scalars(select(HandedOver).where(HandedOver.reorganisation_id == number)):
        _move(session, one.plan_id, one.to_agency_id, one.from_agency_id)
    session.execute(delete(HandedOver).where(HandedOver.reorganisation_id == number))
    session.execute(delete(Successor).where(Successor.reorganisation_id == number))


def _rows(stated: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for rule in stated["rules"]:
        fields: dict[int, str | None] = {}
        for heir in rule["heirs"]:
            fields.setdefault(heir["agency"], heir["field"])
        for place, (heir_id, field) in enumerate(fields.items()):
            yield {
                "reorganisation_id": stated["id"],
                "agency_id": rule["agency_id"],
                "heir_id": heir_id,
                "place": place,
                "field": field,
            }


def _hand_over(session: Session, stated: Mapping[str, Any], rule: Mapping[str, Any]) -> None:
    plans = session.execute(
        select(Plan.id, Plan.title, Plan.sha256).where(Plan.owner_agency_id == rule["agency_id"])
    ).all()
    for plan in plans:
        heir_id = _heir(session, stated["decisions"], rule, plan)
        twin = select(Plan.id).where(Plan.owner_agency_id == heir_id, Plan.sha256 == plan.sha256)
        if session.scalar(twin) is not None:
            continue
        _move(session, plan.id, rule["agency_id"], heir_id)
        session.add(
            HandedOver(
                reorganisation_id=stated["id"],
                plan_id=plan.id,
                from_agency_id=rule["agency_id"],
                to_agency_id=heir_id,
            )
        )


def _move(session: Session, plan_id: int, from_id: int, to_id: int) -> None:
    mine = (Plan.id == plan_id) & (Plan.owner_agency_id == from_id)
    session.execute(
        update(Plan).where(mine).values(owner_agency_id=to_id, version=Plan.version + 1)
    )


def _heir(
    session: Session, decisions: Sequence[Mapping[str, Any]], rule: Mapping[str, Any], plan: Any
) -> int:
    """Return whose the plan is: as decided, else by the field its duties speak of, else the first.

    The same as tasks decides for who assigns, so that issuing and confirming stay in one house.
    """
    heirs = rule["heirs"]
    first: int = heirs[0]["agency"]
    if len(heirs) == 1:
        return first
    proposal = _by_words(session, rule, plan)
    chosen: int | None = None
    for said in decisions:
        if said["from"] != rule["agency_id"]:
            continue
        if said["scope"] == "proposals":
            chosen = proposal or chosen
        elif said["scope"] == "given" and said.get("plan") == plan.id:
            chosen = said["to"]
    return chosen or proposal or first


def _by_words(session: Session, rule: Mapping[str, Any], plan: Any) -> int | None:
    texts = session.scalars(select(PlanItem.text).where(PlanItem.plan_id == plan.id))
    text = _without_name(session, rule["agency_id"], fold_words(" ".join([plan.title, *texts])))
    heirs = rule["heirs"]
    scores: dict[int, int] = {}
    for heir in heirs:
        found = sum(_says(text, word) for word in heir["words"])
        scores[heir["agency"]] = scores.get(heir["agency"], 0) + found
    (best, heir_id), *others = sorted(((n, one) for one, n in scores.items()), reverse=True)
    return None if best == 0 or (others and others[0][0] == best) else heir_id


def _without_name(session: Session, agency_id: int, text: str) -> str:
    """Return `text` without the agency's own name, whose words do not tell a duty's field."""
    agency = session.get(Agency, agency_id)
    name = fold_words(agency.name) if agency else ""
    return re.sub(rf"\b{re.escape(name)}\b", " | ", text) if name else text


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(fold_words(word))}\b", text) is not None
