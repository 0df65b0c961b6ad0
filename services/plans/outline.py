"""The headings under which a plan's items stand, for going through it part by part."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.plans import access, browsing
from services.plans.model import PlanItem, Review

Json = dict[str, Any]


def list_sections(session: Session, caller: Caller, plan_id: int) -> list[Json]:
    """Return the headings with items below them, in order, with how many there are and wait."""
    _, stored = browsing.source(session, caller, plan_id)
    rows = session.execute(
        select(PlanItem.label, PlanItem.review, func.count())
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(access.item_visible_to(caller))
        .group_by(PlanItem.label, PlanItem.review)
    )
    items: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for label, review, count in rows:
        for above in _ancestors(label):
            items[above] += count
            pending[above] += count if review == Review.PENDING else 0
    return [
        section | {"items": items[section["label"]], "pending": pending[section["label"]]}
        for section in _walk(stored.extract["sections"], "")
        if items[section["label"]]
    ]


def _ancestors(label: str) -> Iterator[str]:
    """Yield `III`, `III.4`, `III.4.a` of the last."""
    parts = label.split(".")
    return (".".join(parts[: n + 1]) for n in range(len(parts)))


def _walk(sections: Sequence[Mapping[str, Any]], above: str) -> Iterator[Json]:
    for one in sections:
        own = str(one["label"]).strip(" .)(")
        label = ".".join(part for part in (above, own) if part)[:100]
        yield {"label": label, "title": one["title"], "span": list(one["span"])}
        yield from _walk(one["children"], label)
