"""What is stuck on the bus, in every service: given-up events, and a relay that is silent.

The relay shows every few seconds that it lives, as a row; the worker keeps a list of the broker's
dead letters and looks whether one is wanted back. So the web process, which opens no connection to
the broker, can tell of both.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    Row,
    Select,
    String,
    Table,
    Text,
    delete,
    exists,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from common import clock, outbox
from common.caller import Caller
from common.db import LIBRARY, Id, Instant, insert_into
from common.outbox import OUTBOX
from common.stuck.console import Kind, Source, Stuck, for_admins

RELAY: Final = "relay"
SILENT_S: Final = 8.0
"""A relay that has not shown itself for so long is stuck: it does so every 5 s or after each batch,
so with 10 s from the cause this leaves a slow batch its time."""
LONGEST: Final = 300

BEATS: Final = Table(
    "heartbeat",
    LIBRARY,
    Column("name", String(20), primary_key=True),
    Column("at", Instant, nullable=False),
)
DEAD: Final = Table(
    "dead_letter",
    LIBRARY,
    Column("id", Id, primary_key=True),
    Column("event_id", String(64), nullable=False, unique=True),
    Column("type", String(100), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("wanted_at", Instant),  # when somebody asked to send it again
)
"""What lies in the broker's queue of dead letters, as the worker saw it last."""


def beat(session: Session) -> None:
    """Show that the relay lives."""
    row = {"name": RELAY, "at": clock.now()}
    adding = insert_into(session, BEATS).values(row)
    session.execute(adding.on_conflict_do_update(index_elements=["name"], set_=row))


def keep_dead(session: Session, letters: Sequence[Mapping[str, str]]) -> None:
    """Keep the list of dead letters: `event_id`, `type`, `subject`, `reason`; others are gone."""
    ids = [letter["event_id"] for letter in letters]
    session.execute(delete(DEAD).where(DEAD.c.event_id.not_in(ids)))
    now = clock.now()
    rows = [{**letter, "found_at": now, "wanted_at": None} for letter in letters]
    if rows:
        session.execute(insert_into(session, DEAD).on_conflict_do_nothing(), rows)


def any_dead(session: Session) -> bool:
    """Tell whether the list holds anything."""
    return session.scalar(select(DEAD.c.id).limit(1)) is not None


def wanted(session: Session) -> list[str]:
    """Return the ids of the dead letters that somebody asked to send again."""
    return list(session.scalars(select(DEAD.c.event_id).where(DEAD.c.wanted_at.is_not(None))))


def forget_dead(session: Session, event_ids: Sequence[str]) -> None:
    """Drop dead letters that were sent again."""
    session.execute(delete(DEAD).where(DEAD.c.event_id.in_(event_ids)))


def _parked(caller: Caller) -> Select[*tuple[Any, ...]]:
    columns = OUTBOX.c
    return select(
        columns.id.label("key"),
        columns.parked_at.label("since"),
        columns.type,
        columns.subject,
        columns.error.label("reason"),
    ).where(columns.parked_at.is_not(None), for_admins(caller))


def _send_again(session: Session, _caller: Caller, key: int, _note: str) -> None:
    ids = session.scalars(select(OUTBOX.c.event_id).where(OUTBOX.c.id == key)).all()
    outbox.unpark(session, ids)


def _dead(caller: Caller) -> Select[*tuple[Any, ...]]:
    columns = DEAD.c
    return select(
        columns.id.label("key"),
        columns.found_at.label("since"),
        columns.type,
        columns.subject,
        columns.reason,
    ).where(for_admins(caller))


def _want(session: Session, _caller: Caller, key: int, _note: str) -> None:
    session.execute(update(DEAD).where(DEAD.c.id == key).values(wanted_at=clock.now()))


def _letter(row: Row[Any]) -> Stuck:
    what = f"{row.type or '?'} {row.subject}".strip()
    why = (row.reason or "?")[:LONGEST]
    return Stuck(
        vi=f"Sự kiện {what} đã bị bỏ lại: {why}",
        en=f"The event {what} was given up: {why}",
    )


def _silent(caller: Caller) -> Select[*tuple[Any, ...]]:
    latest = clock.now() - dt.timedelta(seconds=SILENT_S)
    key, ours = literal(0).label("key"), BEATS.c.name == RELAY
    stopped = select(key, BEATS.c.at.label("since")).where(ours, BEATS.c.at < latest)
    # Never begun, while events wait.
    oldest = func.min(OUTBOX.c.created_at)
    waiting = select(key, oldest.label("since")).where(
        OUTBOX.c.parked_at.is_(None), ~exists().where(ours)
    )
    either = union_all(stopped, waiting.having(oldest < latest)).subquery()
    return select(either).where(for_admins(caller))


def _mute(_row: Row[Any]) -> Stuck:
    return Stuck(
        vi="Bộ chuyển sự kiện của dịch vụ im lặng: tiến trình worker hoặc bộ trung chuyển tin "
        "không chạy; việc mới chưa tới các dịch vụ khác.",
        en="The service's relay is silent: its worker or the broker is down; what is new does not "
        "reach the other services.",
    )


SOURCES: Final = (
    Source("outbox", Kind.DEAD_LETTER, _parked, _letter, retry=_send_again),
    Source("broker", Kind.DEAD_LETTER, _dead, _letter, retry=_want),
    Source("relay", Kind.RELAY_SILENT, _silent, _mute),
)
"""Those of every service; they are for administrators alone."""
