"""The reviewer's acts: each is written down with what was before and after, and can be undone.

An act is undone only when nothing newer stands above it, as in an editor: so what `before` holds
always fits what is there.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.errors import ConflictError, NotFoundError
from services.plans import access, drafts
from services.plans.model import (
    COMPARISON,
    Addressee,
    Alias,
    Change,
    Finding,
    Plan,
    PlanItem,
    Relation,
    names_in,
)
from services.plans.proposals import Mention

Json = dict[str, Any]
VERDICT: Final = ("review", "reason")
"""What accepting and rejecting write of an item."""
WHOLE: Final = (
    "text", "span_start", "span_end", "output", "bindingness", "deadline", "review", "reason",
    "superseded", "origins",
)  # fmt: skip
"""Whatever an act may write of an item, besides its parties."""


class NotNewestError(ConflictError):
    """Something newer was done to the plan since, or this is undone already; undo the newest."""

    type = "not-newest-change"
    title = "Not the newest change"


class Record:
    """One act while it is being done: name what it will touch before touching it."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self.plan = plan
        self.item_id: int | None = None
        self._session = session
        self._before: Json = {}
        self._fields: dict[int, tuple[str, ...]] = {}
        self._items: dict[int, PlanItem] = {}
        self._names: dict[int, Addressee] = {}
        self._relations: list[Relation] = []

    @property
    def touched(self) -> bool:
        """Whether the act did anything at all."""
        return bool(self._before)

    def items(self, items: Iterable[PlanItem], fields: tuple[str, ...] = WHOLE) -> None:
        """Keep how items are, of which `fields` will be written."""
        new = [item for item in items if item.id not in self._fields]
        if new:
            self._before.setdefault("items", []).extend(self._shots(new, fields))
            self._remember(new, fields)

    def made(self, items: Sequence[PlanItem]) -> None:
        """Note that the act made these items."""
        self._before.setdefault("made", []).extend(item.id for item in items)
        self._remember(items, WHOLE)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Note that the act closed these findings."""
        ids = [one.id for one in findings]
        if ids:
            self._before.setdefault("findings", []).extend(ids)

    def header(self) -> None:
        """Keep how the plan's header is."""
        self._before["header"] = _header(self.plan)

    def addressee(self, one: Addressee) -> None:
        """Keep whom a name means in this plan."""
        if one.id not in self._names:
            self._names[one.id] = one
            self._before.setdefault("names", []).append(_meaning(one))

    def alias(self, one: Addressee) -> None:
        """Keep what the agency remembers of a name, as this act teaches it anew."""
        self._before["alias"] = {"key": one.key, "was": self._remembered(one.key)}

    def relation(self, one: Relation, *, new: bool = False) -> None:
        """Keep how a relation to another plan is; `new` if the act made it."""
        self._relations.append(one)
        self._before.setdefault("relations", []).append(_link(one) | {"stands": not new})

    def before(self) -> Json:
        """Return what undoing brings back."""
        return self._before

    def after(self) -> Json:
        """Return how all that was touched is now."""
        after: Json = {}
        if self._items:
            self._session.flush()
            kept = [(item, self._fields[item.id]) for item in self._items.values()]
            whole = [item for item, fields in kept if fields == WHOLE]
            verdicts = [item for item, fields in kept if fields != WHOLE]
            after["items"] = self._shots(whole, WHOLE) + self._shots(verdicts, VERDICT)
        if "header" in self._before:
            after["header"] = _header(self.plan)
        if self._names:
            after["names"] = [_meaning(one) for one in self._names.values()]
        if "alias" in self._before:
            self._session.flush()
            after["alias"] = self._remembered(self._before["alias"]["key"])
        if self._relations:
            after["relations"] = [
                _link(one) | {"stands": one not in self._session.deleted} for one in self._relations
            ]
        return after

    def _remembered(self, key: str) -> Json | None:
        alias = self._session.get(Alias, (self.plan.owner_agency_id, key))
        return _meaning(alias) if alias is not None else None

    def _remember(self, items: Iterable[PlanItem], fields: tuple[str, ...]) -> None:
        for item in items:
            self._items[item.id] = item
            self._fields[item.id] = fields

    def _shots(self, items: Sequence[PlanItem], fields: tuple[str, ...]) -> list[Json]:
        shots: list[Json] = [
            {"id": item.id, "label": item.label} | {name: getattr(item, name) for name in fields}
            for item in items
        ]
        if fields == WHOLE and items:
            named = drafts.mentions_of(self._session, items)
            for shot in shots:
                shot["parties"] = [_party(mention) for mention in named[shot["id"]]]
        return shots


@contextmanager
def recording(
    session: Session, caller: Caller, plan: Plan, action: str, note: str | None = None
) -> Iterator[Record]:
    """Write down the act of the block, unless it touches nothing; the plan gets a new version."""
    record = Record(session, plan)
    yield record
    if not record.touched:
        return
    plan.touch()
    session.flush()
    session.add(
        Change(
            plan_id=plan.id,
            at=clock.now(),
            actor_id=caller.user_id,
            actor_name=caller.username,
            action=action,
            item_id=record.item_id,
            note=note,
            before=record.before(),
            after=record.after(),
        )
    )
    session.flush()


def undo(
    session: Session,
    caller: Caller,
    plan_id: int,
    change_id: int,
    expected_version: int | None = None,
) -> Change:
    """Bring back what was before the newest change that stands; the change is marked undone.

    Raises what `access.find_draft` raises, NotFoundError, and NotNewestError.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    change = session.get(Change, change_id)
    if change is None or change.plan_id != plan.id:
        raise NotFoundError
    if drafts.newest_change(session, plan.id) != change.id:
        raise NotNewestError
    _bring_back(session, plan, change)
    change.undone_at = clock.now()
    change.undone_by = caller.user_id
    change.undone_by_name = caller.username
    plan.touch()
    session.flush()
    return change


def _bring_back(session: Session, plan: Plan, change: Change) -> None:
    before = change.before
    shots = {shot["id"]: shot for shot in before.get("items", ())}
    for item in _of_ids(session, PlanItem, shots):
        _restore(session, item, shots[item.id])
    for item in _of_ids(session, PlanItem, before.get("made", ())):
        item.superseded = True
        item.origins = []
    for finding in _of_ids(session, Finding, before.get("findings", ())):
        reopen(finding)
    if "header" in before:
        drafts.set_header(plan, _header_of(before["header"]))
    for meaning in names_in(before):
        one = session.get_one(Addressee, meaning["id"])
        one.agency_ids, one.group = meaning["agency_ids"], meaning["group"]
    if "alias" in before:
        _unteach(session, plan, before["alias"], change.after["alias"])
    for link in before.get("relations", ()):
        _relink(session, plan, link)


def _of_ids(session: Session, kind: Any, ids: Iterable[int]) -> Sequence[Any]:
    wanted = list(ids)
    return session.scalars(select(kind).where(kind.id.in_(wanted))).all() if wanted else []


def _restore(session: Session, item: PlanItem, shot: Mapping[str, Any]) -> None:
    for name in WHOLE:
        if name in shot:
            setattr(item, name, shot[name])
    if "parties" in shot:
        named = [Mention(party["role"], party["addressee"]) for party in shot["parties"]]
        drafts.set_parties(session, item, named)
    item.touch()


def reopen(finding: Finding) -> None:
    """Let a finding wait again."""
    finding.outcome = finding.note = None
    finding.resolved_at = finding.resolved_by = finding.resolved_by_name = None


def _unteach(
    session: Session, plan: Plan, before: Mapping[str, Any], taught: Mapping[str, Any] | None
) -> None:
    """Bring back what a name meant to the agency, unless another plan taught it anew since."""
    alias = session.get(Alias, (plan.owner_agency_id, before["key"]))
    if (_meaning(alias) if alias is not None else None) != taught:
        return
    kept = before["was"]
    if alias is not None and kept is None:
        session.delete(alias)
    elif kept is not None:
        meaning = {name: kept[name] for name in ("name", "agency_ids", "group")}
        session.merge(Alias(owner_agency_id=plan.owner_agency_id, key=before["key"], **meaning))


def _relink(session: Session, plan: Plan, link: Mapping[str, Any]) -> None:
    """Bring back how a relation was: away, there again, or with what it abolished then."""
    # Not by its id: SQLite gives the id of a deleted row again.
    relation = session.scalar(
        select(Relation).where(
            Relation.plan_id == plan.id,
            Relation.kind == link["kind"],
            Relation.other_id == link["other_id"],
        )
    )
    if not link["stands"]:
        forget_comparison(session, plan.id, link["other_id"])
        if relation is not None:
            session.delete(relation)
        return
    if relation is None:
        relation = Relation(
            plan_id=plan.id,
            other_id=link["other_id"],
            kind=link["kind"],
            confirmed_at=dt.datetime.fromisoformat(link["confirmed_at"]),
            confirmed_by=link["confirmed_by"],
            confirmed_by_name=link["confirmed_by_name"],
        )
        session.add(relation)
    relation.removed = link["removed"]


def forget_comparison(session: Session, plan_id: int, other_id: int) -> None:
    """Delete the findings that wait of comparing a draft with this parent; answered ones stay."""
    session.execute(
        delete(Finding).where(
            Finding.plan_id == plan_id,
            Finding.about_plan_id == other_id,
            Finding.code.in_(COMPARISON),
            Finding.resolved_at.is_(None),
        )
    )


def _link(one: Relation) -> Json:
    names = ("other_id", "kind", "confirmed_by", "confirmed_by_name")
    told = {name: getattr(one, name) for name in names}
    at = one.confirmed_at.isoformat()
    return told | {"removed": list(one.removed), "confirmed_at": at}


def _meaning(one: Addressee | Alias) -> Json:
    told: Json = {"name": one.name, "agency_ids": one.agency_ids, "group": one.group}
    return told | ({"id": one.id} if isinstance(one, Addressee) else {})


def _party(mention: Mention) -> Json:
    return {"role": mention.role, "addressee": mention.name}


def _header(plan: Plan) -> Json:
    shown = {name: getattr(plan, name) for name in drafts.HEADER}
    return shown | {"issued_on": plan.issued_on and plan.issued_on.isoformat()}


def _header_of(kept: Mapping[str, Any]) -> Json:
    day = kept["issued_on"]
    return {**kept, "issued_on": dt.date.fromisoformat(day) if day else None}
