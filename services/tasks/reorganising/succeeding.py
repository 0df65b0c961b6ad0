"""Who took over from whom, kept for what comes later: late plans, periods, statistics, archives."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from services.tasks.model import CLOSED, Assignment, Inherited, PlanItem, Succession, WorkState
from services.tasks.reorganising.planning import parts
from services.tasks.succession import Duty, Rules, folded

_A: Final = Assignment.__table__


def succeed(session: Session, decree: int, stated: Mapping[str, Any], rules: Rules) -> None:
    """Keep the succession, and of divided agencies whose field each closed duty is of."""
    rows = [
        {
            "reorganisation_id": decree,
            "agency_id": rule["agency_id"],
            "heir_id": heir["agency"],
            "place": place,
            "ends": rule["ends"],
            "field": heir["field"],
            "words": heir["words"],
            "final_id": None,
        }
        for rule in stated["rules"]
        for place, heir in enumerate(_merged(rule["heirs"]))
    ]
    if rows:
        session.execute(insert(Succession), rows)
    _inherit(session, decree, rules)
    refold(session)


def _merged(heirs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each heir once, with the words of all of its fields."""
    found: dict[int, dict[str, Any]] = {}
    for heir in heirs:
        known = found.setdefault(heir["agency"], {**heir, "words": []})
        known["words"] = [*known["words"], *heir["words"]]
    return list(found.values())


def refold(session: Session) -> None:
    """Write anew who has everything of an agency by now, through all decrees that hold."""
    only: dict[int, int] = {}
    several: set[int] = set()
    ended = select(Succession.agency_id, Succession.heir_id).where(Succession.ends)
    for row in session.execute(ended):
        several |= {row.agency_id} if row.agency_id in only else set()
        only.setdefault(row.agency_id, row.heir_id)
    chain = {agency: heir for agency, heir in only.items() if agency not in several}
    table = Succession.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the type
    session.execute(update(table).values(final_id=None))
    by_final: dict[int, list[int]] = {}
    for agency in chain:
        by_final.setdefault(_last(chain, agency), []).append(agency)
    for final, agencies in by_final.items():
        for some in parts(sorted(agencies)):
            mine = table.c.agency_id.in_(some) & table.c.ends
            session.execute(update(table).where(mine).values(final_id=final))


def _last(chain: Mapping[int, int], agency: int) -> int:
    passed = {agency}
    while chain.get(agency, agency) not in passed:
        agency = chain[agency]
        passed.add(agency)
    return agency


def _inherit(session: Session, decree: int, rules: Rules) -> None:
    """Say of closed work of divided agencies to which field it belongs, where that is told."""
    divided = [rule.agency_id for rule in rules.by_agency.values() if rule.only_heir is None]
    columns = (_A.c.id, _A.c.agency_id, _A.c.plan_id, PlanItem.text, PlanItem.output)
    query = (
        select(*columns)
        .join(PlanItem, PlanItem.id == _A.c.item_id)
        .where(_A.c.agency_id.in_(sorted(divided)), _A.c.work_state.in_(sorted(CLOSED)))
        .where(_A.c.work_state != WorkState.WITHDRAWN)
        .where(_A.c.id.not_in(select(Inherited.assignment_id)))
    )
    rows = []
    for row in session.execute(query):
        duty = Duty(row.agency_id, row.plan_id, folded(row.text, row.output), row.id)
        choice = rules.choose(duty)
        heir = choice.to or choice.proposal
        if heir is not None and heir != str(row.agency_id):
            rows.append(
                {"assignment_id": row.id, "reorganisation_id": decree, "heir_id": int(heir)}
            )
    for some in parts(range(len(rows)), 1000):
        session.execute(insert(Inherited), [rows[i] for i in some])
