"""Decrees as drafts: find, write, change, and decide what a person has to decide."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.errors import ConflictError, NotFoundError, StaleVersionError
from gateway.identity import audit
from gateway.identity.model import Agency, Reorganisation
from gateway.identity.reorganisations import mapping
from gateway.identity.reorganisations.mapping import UnfitReorganisationError

DRAFT: Final = "draft"
APPLIED: Final = "applied"
REVERTED: Final = "reverted"
MOST_DECISIONS: Final = 2000
_STATED: Final = ("title", "basis", "effective_on", "new_agencies", "changes")


class NotDraftError(ConflictError):
    """The reorganisation has been applied; only a draft can be changed."""

    type = "not-draft"
    title = "Not a draft"


def get(session: Session, number: int) -> Reorganisation:
    """Return the decree; raises NotFoundError."""
    found = session.get(Reorganisation, number)
    if found is None:
        raise NotFoundError
    return found


def listed(
    session: Session, status: str | None, before_id: int | None, limit: int
) -> Sequence[Reorganisation]:
    """Return up to `limit` + 1 decrees, the newest first, from before number `before_id`."""
    query = select(Reorganisation).order_by(Reorganisation.id.desc()).limit(limit + 1)
    if status:
        query = query.where(Reorganisation.status == status)
    if before_id is not None:
        query = query.where(Reorganisation.id < before_id)
    return session.scalars(query).all()


def create(session: Session, caller: Caller, fields: Mapping[str, Any]) -> Reorganisation:
    """Keep a draft of these `fields`, as the schema loads them; raises UnfitReorganisationError."""
    made = Reorganisation(
        **_stored(fields),
        decisions=[],
        status=DRAFT,
        created_at=clock.now(),
        created_by=caller.username,
        made={},
        touched=[],
        kept=[],
    )
    check(session, made)
    session.add(made)
    session.flush()
    _audit(session, caller, made, "created", title=made.title)
    return made


def change(
    session: Session, caller: Caller, number: int, version: int, fields: Mapping[str, Any]
) -> Reorganisation:
    """Set the `fields` given. Other changes make the decisions void: they were about the old."""
    draft = find_draft(session, number, version)
    stated = _stored(fields)
    if any(stated.get(name, getattr(draft, name)) != getattr(draft, name) for name in _STATED[3:]):
        draft.decisions = []
    for name, value in stated.items():
        setattr(draft, name, value)
    check(session, draft)
    session.flush()
    if draft.version != version:
        _audit(session, caller, draft, "changed", fields=sorted(fields))
    return draft


def decide(
    session: Session, caller: Caller, number: int, version: int, decisions: Sequence[Any]
) -> Reorganisation:
    """Add decisions; a later one counts before an earlier. Raises UnfitReorganisationError.

    A decision is about what there was when it was taken (`at`): duties given since wait again.
    """
    draft = find_draft(session, number, version)
    if len(draft.decisions) + len(decisions) > MOST_DECISIONS:
        detail = f"more than {MOST_DECISIONS} decisions; decide a whole plan or agency at once"
        raise UnfitReorganisationError.of("/decisions", detail)
    candidates = {one.agency_id: one.refs for one in mapping.sources(draft.changes)}
    for index, one in enumerate(decisions):
        _check_decision(one, candidates, f"/decisions/{index}")
    taken = {"at": clock.now().isoformat(), "by": caller.username}
    draft.decisions = [*draft.decisions, *({**one, **taken} for one in decisions)]
    session.flush()
    _audit(session, caller, draft, "decided", decisions=len(decisions))
    return draft


def find_draft(session: Session, number: int, version: int) -> Reorganisation:
    """Return the draft, locked; raises NotFoundError, StaleVersionError or NotDraftError."""
    found = session.get(Reorganisation, number, with_for_update=True)
    if found is None:
        raise NotFoundError
    if found.version != version:
        raise StaleVersionError
    if found.status != DRAFT:
        raise NotDraftError
    return found


def _check_decision(
    one: Mapping[str, Any], candidates: Mapping[int, frozenset[str]], at: str
) -> None:
    if one["from"] not in candidates:
        raise UnfitReorganisationError.of(f"{at}/from", "this agency loses nothing by the decree")
    if one["scope"] != "proposals" and one.get("to") not in candidates[one["from"]]:
        allowed = ", ".join(sorted(candidates[one["from"]]))
        raise UnfitReorganisationError.of(f"{at}/to", f"choose from {allowed}")


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    stated = {name: fields[name] for name in _STATED if name in fields}
    if "basis" in stated:
        basis = stated["basis"]
        stated["basis"] = {**basis, "issued_on": basis["issued_on"].isoformat()}
    return stated


def check(session: Session, draft: Reorganisation) -> None:
    """Raise UnfitReorganisationError where the draft does not fit the registry as it is now."""
    named = {agency_id for one in draft.changes for agency_id in one["from"]}
    named |= {
        int(one["agency"]) for c in draft.changes for one in c["to"] if one["agency"].isdecimal()
    }
    rows = session.execute(select(Agency.id, Agency.active).where(Agency.id.in_(named)))
    known = {row.id: row.active for row in rows}
    mapping.check(draft.changes, len(draft.new_agencies), known)
    _check_parents(session, draft.new_agencies)


def _check_parents(session: Session, new: Sequence[Mapping[str, Any]]) -> None:
    for index, one in enumerate(new):
        parent_id = one.get("parent_id")
        if parent_id is not None and session.get(Agency, parent_id) is None:
            at = f"/new_agencies/{index}/parent_id"
            raise UnfitReorganisationError.of(at, "there is no such agency")


def _audit(session: Session, caller: Caller, one: Reorganisation, act: str, **detail: Any) -> None:
    audit.record(session, f"reorganisation.{act}", f"reorganisation:{one.id}", by=caller, **detail)
