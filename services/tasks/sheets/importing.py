"""From an edited sheet to acts: a cell that differs from what holds now means an act.

Nothing is ever written past an act: guards, history and events are those of the act done by hand.
A sheet that is sent again changes nothing, because nothing differs any more; so an import that was
cut off is finished by sending it once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.db import Database
from common.errors import NotFoundError, Problem, StaleVersionError
from services.tasks import calendars
from services.tasks.assignments import Act, perform
from services.tasks.assignments.shape import joined, shown
from services.tasks.attempts import attempt, taken_back
from services.tasks.model import Assignment
from services.tasks.scope import reachable_by
from services.tasks.sheets.changes import Change, changes
from services.tasks.sheets.columns import Shown
from services.tasks.sheets.reading import Line, Sheet
from services.tasks.standing import Thresholds

MOST_TOLD: Final = 1_000
"""Changes, and problems, that a report names one by one; all are counted."""
_LOOKED_AT: Final = 500
_WRITTEN: Final = 100
"""Rows in one transaction: others write between them, and what is done stays done."""
LONGEST_S: Final = 60.0
"""After so long no further rows are begun; the gateway waits twice as long for the answer."""


@dataclass(slots=True)
class Report:
    """What came of a sheet."""

    rows: int
    dry_run: bool
    changed: int = 0
    failed: int = 0
    left: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "changed": self.changed,
            "unchanged": self.rows - self.changed - self.failed - self.left,
            "failed": self.failed,
            "left": self.left,
            "changes": self.changes[:MOST_TOLD],
            "problems": self.problems[:MOST_TOLD],
        }


def run(database: Database, caller: Caller, sheet: Sheet, *, dry_run: bool) -> Report:
    """Do what the sheet means in the name of `caller`, row by row; a dry run takes it all back.

    Rows that it does not come to within `LONGEST_S` are counted as left. It opens transactions of
    its own, many short ones: SQLite has one writer, all others would wait.
    """
    report = Report(len(sheet.lines), dry_run)
    sound = list(_sound(sheet, report))
    until_s = clock.monotonic() + LONGEST_S
    for some in _parts(sound, _LOOKED_AT):
        if clock.monotonic() >= until_s:
            report.left += len(some)
            continue
        with database.read() as session:
            differing = list(_differing(session, caller, sheet, some, report))
        for few in _parts(differing, _WRITTEN):
            if clock.monotonic() >= until_s:
                report.left += len(few)
                continue
            with database.write() as session, taken_back(session, wanted=dry_run):
                _write(session, caller, sheet, few, report)
    return report


def _parts(lines: Sequence[Line], size: int) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def _sound(sheet: Sheet, report: Report) -> Iterator[Line]:
    """Yield the rows whose cells can be read, each assignment once; the others fail."""
    seen: dict[int, int] = {}
    for line in sheet.lines:
        first = seen.setdefault(_id(line), line.number)
        if line.wrong:
            report.failed += 1
            report.problems += [_told(sheet, line, text, key) for key, text in line.wrong.items()]
        elif first != line.number:
            report.failed += 1
            text = f"row {first} is of the same assignment; leave one of them"
            report.problems.append(_told(sheet, line, text, "id"))
        else:
            yield line


def _differing(
    session: Session, caller: Caller, sheet: Sheet, lines: Sequence[Line], report: Report
) -> Iterator[Line]:
    """Yield the rows that ask for something; foreign ones, and cells that cannot be, fail."""
    known = _now(session, caller, lines)
    for line in lines:
        now = known.get(_id(line))
        if now is None:
            _fail(report, sheet, line, NotFoundError())
            continue
        wanted, wrong = changes(sheet, line, now)
        if wrong:
            report.failed += 1
            report.problems += [_told(sheet, line, text, key) for key, text in wrong.items()]
        elif wanted:
            yield line


def _write(
    session: Session, caller: Caller, sheet: Sheet, lines: Sequence[Line], report: Report
) -> None:
    known = _now(session, caller, lines)
    # In order of id, as bulk acts go: two of them never wait for each other.
    for line in sorted(lines, key=_id):
        now = known.get(_id(line))
        if now is None:
            _fail(report, sheet, line, NotFoundError())
            continue
        wanted, _ = changes(sheet, line, now)
        problem = attempt(session, partial(_act, session, caller, line, now, wanted))
        if problem:
            _fail(report, sheet, line, problem, wanted)
        elif wanted:
            report.changed += 1
            acts = [change.action.value for change in wanted]
            report.changes.append({"row": line.number, "id": _id(line), "acts": acts})


def _act(
    session: Session, caller: Caller, line: Line, now: Shown, wanted: Sequence[Change]
) -> None:
    """Do the acts of one row, one after the other; raises the Problem of the first refused."""
    version: int = now["version"]
    if line.values["version"] != version:
        raise StaleVersionError(
            "changed by someone else since the export; export the list anew and edit that"
        )
    for change in wanted:
        act = Act(caller, change.action, clock.now(), **change.body)
        version = perform(session, _id(line), version, act)["version"]


def _now(session: Session, caller: Caller, lines: Sequence[Line]) -> Mapping[int, Shown]:
    """Return the assignments of the rows as the caller sees them now, by id."""
    ids = [_id(line) for line in lines]
    rows = session.execute(joined(Assignment).where(Assignment.id.in_(ids), reachable_by(caller)))
    thresholds = Thresholds.on(clock.today(), calendars.load(session))
    return {row.id: shown(row, caller, thresholds) for row in rows}


def _fail(
    report: Report, sheet: Sheet, line: Line, problem: Problem, wanted: Sequence[Change] = ()
) -> None:
    """Count a row that failed; each wrong field is told of the cell that it came from.

    A refusal of the whole act has its problem's type and status.
    """
    report.failed += 1
    columns = {pointer: key for change in wanted for pointer, key in change.columns.items()}
    if not problem.errors:
        whole = _told(sheet, line, problem.detail)
        kind = f"urn:dondoc:problem:{problem.type}"
        report.problems.append(whole | {"type": kind, "status": problem.status})
    for error in problem.errors:
        key = columns.get(error.pointer.strip("/").split("/")[0])
        report.problems.append(_told(sheet, line, error.detail, key))


def _told(sheet: Sheet, line: Line, detail: str, key: str | None = None) -> dict[str, Any]:
    cell = sheet.cells.get(key) if key else None
    return {
        "row": line.number,
        "id": line.values.get("id"),
        "column": cell.letter if cell else None,
        "key": key,
        "title": cell.title if cell else None,
        "detail": detail,
        "type": None,
        "status": None,
    }


def _id(line: Line) -> int:
    found = line.values.get("id")
    return found if isinstance(found, int) else -line.number
