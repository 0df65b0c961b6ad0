"""Routes of spreadsheets: a list as a file, and an edited file as acts."""

from collections.abc import Mapping
from typing import Any, Final

from common import clock
from common.caller import Caller
from common.errors import InvalidInputError
from common.web import ANYONE, Ask, Reply
from common.web.operation import Early
from services.tasks import assignments, delegations, sheets
from services.tasks.api.door import ACTORS, door
from services.tasks.schemas.assignments import ListQuery
from services.tasks.schemas.sheets import ImportQuery, ReportSchema
from services.tasks.sheets.writing import MEDIA_TYPE

_NAME: Final = "nhiem-vu-{:%Y-%m-%d}.xlsx"


@door.get(
    "/assignments.xlsx",
    access=ANYONE,
    query=ListQuery(exclude=("as_of",)),  # an edited sheet of the past could not come back
    media_type=MEDIA_TYPE,
    summary="The list as a spreadsheet, up to 50,000 rows",
)
def export_assignments(ask: Ask) -> Reply:
    """Return what the list has under the same filters, in its order."""
    stated = dict(ask.query)
    if "state" in stated:
        stated["state"] = assignments.expand_states(stated["state"])
    caller = delegations.standing_in(ask.session, ask.caller, stated.pop("acting_for", None))
    content = sheets.export(ask.session, caller, assignments.Filters(**stated))
    name = _NAME.format(clock.today())
    return Reply.raw(content, MEDIA_TYPE, {"Content-Disposition": f'attachment; filename="{name}"'})


def _import(early: Early) -> Mapping[str, Any]:
    """Do the import: it opens transactions of its own, many short ones instead of a long one."""
    file = early.files.get("file")
    if file is None:
        raise InvalidInputError.of("/file", "choose an XLSX file")
    with early.database.read() as session:
        caller: Caller = delegations.standing_in(
            session, early.caller, early.query.get("acting_for")
        )
    sheet = sheets.read_sheet(file.stream.read())
    return sheets.run(early.database, caller, sheet, dry_run=early.query["dry_run"]).to_json()


@door.post(
    "/assignments/imports",
    access=ACTORS,
    query=ImportQuery(),
    replies=ReportSchema(),
    files=True,
    idempotent=True,
    prepare=_import,
    summary="Do what an edited spreadsheet means, or see what that would be",
)
def import_assignments(ask: Ask) -> Reply:
    """Return the report; a row that fails hinders no other."""
    return Reply(ask.prepared)
