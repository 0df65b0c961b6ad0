"""Routes of the files of an assignment."""

from typing import Final, NamedTuple
from urllib.parse import quote

from flask import current_app, request

from common.caller import Caller
from common.errors import InvalidInputError, UnavailableError
from common.store import Store, fetch
from common.web import ANYONE, Ask, Early, Reply
from services.tasks import delegations, files
from services.tasks.api.door import ACTORS, door
from services.tasks.assignments import show_file
from services.tasks.schemas.files import FileSchema, UploadQuery

KEEPER: Final = "dondoc.tasks.files"
"""Where the application keeps its `Keeper`."""


class Keeper(NamedTuple):
    """The store, if one is set up, and how large a file may be."""

    store: Store | None
    limit_mb: int


def _receive(early: Early) -> files.Arrived:
    file = early.files.get("file")
    if file is None:
        raise InvalidInputError.of("/file", "send the document as the multipart field `file`")
    keeper = _keeper()
    with early.database.read() as session:
        caller = delegations.standing_in(session, early.caller, _acting_for())
    return files.receive(
        early.database,
        keeper.store,
        caller,
        (request.view_args or {})["assignment_id"],
        (file.stream, file.filename or ""),  # type: ignore[arg-type]  # a spooled file
        keeper.limit_mb,
    )


@door.post(
    "/assignments/<int:assignment_id>/files",
    access=ACTORS,
    files=True,
    prepare=_receive,
    query=UploadQuery(),
    idempotent=True,
    status=201,
    replies=FileSchema(),
    summary="Hand in a file, to be named as evidence within a day",
)
def upload_file(ask: Ask, assignment_id: int) -> Reply:
    """Keep the file; the same content again is the same file."""
    caller: Caller = delegations.standing_in(ask.session, ask.caller, ask.query.get("acting_for"))
    kept = files.keep(ask.session, caller, assignment_id, ask.prepared)
    return Reply(
        show_file(kept), location=f"/assignments/{assignment_id}/files/{ask.prepared.digest}"
    )


@door.get(
    "/assignments/<int:assignment_id>/files/<file_id>",
    access=ANYONE,
    media_type="*/*",
    summary="A file as it was handed in",
)
def download_file(ask: Ask, assignment_id: int, file_id: str) -> Reply:
    """Give the file out, to be saved and not shown; its id is its ETag."""
    found = files.find(ask.session, ask.caller, assignment_id, file_id)
    headers = {
        "ETag": f'"{found.sha256}"',
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
    }
    if request.if_none_match.contains(found.sha256):
        return Reply(b"", status=304, content_type=found.media_type, headers=headers)
    store = _keeper().store
    if store is None:
        raise UnavailableError("no store of files is set up here; see DONDOC_STORE")
    return Reply.raw(fetch(store, found.sha256), found.media_type, headers)


def _keeper() -> Keeper:
    found = current_app.extensions[KEEPER]
    assert isinstance(found, Keeper)  # noqa: S101 - narrows the type
    return found


def _acting_for() -> int | None:
    """Return whom the query names; it is checked whole with the rest of the request."""
    given = request.args.get("acting_for", "")
    return int(given) if given.isdecimal() and len(given) < 19 else None  # noqa: PLR2004 - 2**63
