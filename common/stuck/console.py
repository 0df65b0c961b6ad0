"""What is stuck and waits for a person: one form in every service, and the log of what was done.

A service names its sources: queries of what waits now, so that an item is there as soon as its
cause is, and gone with it. Only what a person did about one is written down (docs/decisions/022).
The sources of the bus, which every service has, are in `common.stuck.bus`.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Index,
    Row,
    Select,
    String,
    Table,
    Text,
    and_,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from common.db import LIBRARY, Id, Instant
from common.errors import ConflictError, InvalidInputError, NotFoundError

A_DAY: Final = dt.timedelta(days=1)
LONGEST_CAUSE: Final = 500
_IDENT: Final = re.compile(r"([a-z]{1,20})\.([a-z_]{1,20})\.(\d{1,18})")

ACTS: Final = Table(
    "stuck_act",
    LIBRARY,
    Column("id", Id, primary_key=True),
    Column("source", String(20), nullable=False),
    Column("key", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("action", String(10), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),  # of `at`, in Viet Nam
    Column("actor_id", Id, nullable=False),
    Column("actor_name", String(100), nullable=False),
    Column("actor_agency_id", Id),
    Column("cause", Text, nullable=False),  # as it read then
    Column("note", Text, nullable=False),
    Index("ix_stuck_act_source", "source", "key", "at"),
)
"""Who tried again or settled what, and why; rows are only added."""


class Kind(StrEnum):
    """What is wrong, in the words of the console."""

    NO_LEAD = "no_lead"
    NO_CONTACT = "no_contact"
    UNKNOWN_AGENCY = "unknown_agency"
    FAILED_SEND = "failed_send"
    DEAD_LETTER = "dead_letter"
    OVERDUE_DECISION = "overdue_decision"
    RELAY_SILENT = "relay_silent"


class Action(StrEnum):
    """What a person may do about it."""

    RETRY = "retry"
    RESOLVE = "resolve"


class CannotRetryError(ConflictError):
    """Trying again mends nothing here: mend the cause, or resolve it with a reason."""

    type = "cannot-retry"
    title = "Cannot be tried again"


@dataclass(frozen=True, slots=True)
class Stuck:
    """How one item is told: in both languages, who must act, and the page where that is done.

    Without an agency it is for whoever runs the system.
    """

    vi: str
    en: str
    agency_id: int | None = None
    agency: str | None = None
    link: str | None = None


Act = Callable[[Session, Caller, int, str], None]
"""Does something about the item of a key, for the reason given."""


@dataclass(frozen=True, slots=True)
class Source:
    """One query of stuck items.

    `rows` selects, of what the caller may see, `key` (an id), `since` (an instant; `by_day` the
    last day in time) and whatever `show` tells of. An item is gone when its row is, or once
    somebody resolved it after `since`; after `latest`, where a row stands for several that go on
    coming. `retry` and `close` do what the two acts mean here.
    """

    name: str
    kind: Kind
    rows: Callable[[Caller], Select[*tuple[Any, ...]]]
    show: Callable[[Row[Any]], Stuck]
    by_day: bool = False
    retry: Act | None = None
    close: Act | None = None


class Place(NamedTuple):
    """Where an item stands in the one order of all services: the oldest first."""

    since: dt.datetime
    service: str
    source: str
    key: int

    @property
    def ident(self) -> str:
        """The item's id among all services', as `notify.message.12`."""
        return f"{self.service}.{self.source}.{self.key}"


def place_of(text: str) -> Place:
    """Return the place a cursor names; raises InvalidInputError."""
    since, _, ident = text.partition("~")
    found = _IDENT.fullmatch(ident)
    try:
        at = dt.datetime.fromisoformat(since)
    except ValueError:
        at = None
    if found is None or at is None or at.tzinfo is None:
        raise InvalidInputError.of("?cursor", "is none of this list; start again without it")
    return Place(at, found[1], found[2], int(found[3]))


def cursor_of(place: Place) -> str:
    """Return the cursor that continues after `place`."""
    # Without a "+", which the query of an address would take for a blank.
    since = place.since.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return f"{since}~{place.ident}"


@dataclass(frozen=True, slots=True)
class Console:
    """The stuck items of one service."""

    service: str
    sources: Sequence[Source]

    def find(
        self,
        session: Session,
        caller: Caller,
        *,
        limit: int,
        kind: Kind | None = None,
        after: Place | None = None,
    ) -> list[dict[str, Any]]:
        """Return up to `limit` items that the caller may see, the oldest first."""
        found: list[tuple[Place, dict[str, Any]]] = []
        for source in self.sources:
            if kind in {None, source.kind}:
                found += self._some(session, caller, source, limit, after)
        return [shown for _, shown in sorted(found, key=lambda one: one[0])[:limit]]

    def count(self, session: Session, caller: Caller) -> dict[str, int]:
        """Return how many items of each kind the caller may see."""
        counts = dict.fromkeys((kind.value for kind in Kind), 0)
        for source in self.sources:
            rows = _open(source, caller).subquery()
            counts[source.kind] += session.scalar(select(func.count()).select_from(rows)) or 0
        return counts

    def act(
        self, session: Session, caller: Caller, ident: str, action: Action, note: str
    ) -> dict[str, Any]:
        """Try an item again or settle it, and write down who did and why; return the act.

        Raises NotFoundError for an item that is gone or another's, CannotRetryError, and what
        trying again raises.
        """
        source, key = self._named(ident)
        query = _open(source, caller).subquery()
        row = session.execute(select(query).where(query.c.key == key)).one_or_none()
        if row is None:
            raise NotFoundError
        if action is Action.RETRY:
            if source.retry is None:
                raise CannotRetryError
            source.retry(session, caller, key, note)
        elif source.close is not None:
            source.close(session, caller, key, note)
        now = clock.now()
        written = {
            "source": source.name,
            "key": key,
            "kind": source.kind.value,
            "action": action.value,
            "at": now,
            "day": clock.local(now).date(),
            "actor_id": caller.user_id,
            "actor_name": caller.username,
            "actor_agency_id": caller.agency_id,
            "cause": source.show(row).vi[:LONGEST_CAUSE],
            "note": note,
        }
        session.execute(insert(ACTS).values(written))
        return self._shown_act(written)

    def log(self, session: Session, caller: Caller, limit: int) -> list[dict[str, Any]]:
        """Return the newest acts: to administrators all, to others those of their agency."""
        query = select(ACTS).order_by(ACTS.c.id.desc()).limit(limit)
        if not caller.has(Role.ADMIN):
            own = caller.agency_id is not None
            query = query.where(ACTS.c.actor_agency_id == caller.agency_id if own else false())
        return [self._shown_act(row._asdict()) for row in session.execute(query)]

    def _named(self, ident: str) -> tuple[Source, int]:
        found = _IDENT.fullmatch(ident)
        if found is None or found[1] != self.service:
            raise NotFoundError
        for source in self.sources:
            if source.name == found[2]:
                return source, int(found[3])
        raise NotFoundError

    def _some(
        self, session: Session, caller: Caller, source: Source, limit: int, after: Place | None
    ) -> Iterator[tuple[Place, dict[str, Any]]]:
        query = _open(source, caller).subquery()
        rows = select(query).order_by(query.c.since, query.c.key).limit(limit)
        if after is not None:
            rows = rows.where(self._beyond(source, query.c.since, query.c.key, after))
        for row in session.execute(rows):
            since = _midnight(row.since + A_DAY) if source.by_day else row.since
            place = Place(since, self.service, source.name, row.key)
            yield place, _shown(place, source, source.show(row))

    def _beyond(
        self, source: Source, since: ColumnElement[Any], key: ColumnElement[Any], after: Place
    ) -> ColumnElement[bool]:
        """Return the condition that a row stands behind `after`, whatever source that is of."""
        then: dt.date = after.since
        is_tie = True
        if source.by_day:
            then = clock.local(after.since).date() - A_DAY
            is_tie = _midnight(then + A_DAY) == after.since
        own, other = (self.service, source.name), (after.service, after.source)
        if not is_tie or own < other:
            return since > then
        if own > other:
            return since >= then
        return or_(since > then, and_(since == then, key > after.key))

    def _shown_act(self, act: dict[str, Any]) -> dict[str, Any]:
        return {
            "item": f"{self.service}.{act['source']}.{act['key']}",
            "kind": act["kind"],
            "action": act["action"],
            "at": act["at"],
            "by": {"id": act["actor_id"], "name": act["actor_name"]},
            "cause": act["cause"],
            "note": act["note"],
        }


def for_admins(caller: Caller) -> ColumnElement[bool]:
    """Return the predicate of what whoever runs the system alone may see."""
    return true() if caller.has(Role.ADMIN) else false()


def _open(source: Source, caller: Caller) -> Select[*tuple[Any, ...]]:
    """Return the rows of a source that nobody has resolved since they are stuck."""
    rows = source.rows(caller).subquery()
    newest = rows.c.latest if "latest" in rows.c else rows.c.since
    settled = ACTS.c.day > newest if source.by_day else ACTS.c.at >= newest
    resolved = exists().where(
        ACTS.c.source == source.name,
        ACTS.c.key == rows.c.key,
        ACTS.c.action == Action.RESOLVE.value,
        settled,
    )
    return select(rows).where(~resolved)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.VIETNAM).astimezone(dt.UTC)


def _shown(place: Place, source: Source, told: Stuck) -> dict[str, Any]:
    return {
        "id": place.ident,
        "service": place.service,
        "kind": source.kind.value,
        "since": place.since,
        "age_s": max(0, int((clock.now() - place.since).total_seconds())),
        "owner": {"agency_id": told.agency_id, "name": told.agency},
        "cause": {"vi": told.vi, "en": told.en},
        "link": told.link,
        "retryable": source.retry is not None,
        "cursor": cursor_of(place),
    }
