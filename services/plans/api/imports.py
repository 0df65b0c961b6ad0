"""The route that a document comes in by."""

from typing import Final

from flask import current_app

from common.errors import InvalidInputError
from common.web import Ask, Early, Reply
from services.plans import browsing, imports, progress, views
from services.plans.api.door import REVIEWERS, door
from services.plans.extract import Stage, percent
from services.plans.schemas.incoming import ImportQuerySchema
from services.plans.schemas.outgoing import DraftSchema, ImportProgressSchema

READER: Final = "dondoc.plans.reader"
"""Where the application keeps its `sandbox.reader.Reader`."""
_SHOWN_FINDINGS: Final = 200


def _read_upload(early: Early) -> imports.Upload:
    file = early.files.get("file")
    if file is None:
        raise InvalidInputError.of("/file", "send the document as the multipart field `file`")
    return imports.read_upload(
        early.database,
        early.caller,
        current_app.extensions[READER].read,
        data=file.stream.read(),
        filename=file.filename or "",
        token=early.query.get("progress"),
    )


@door.post(
    "/plans/imports",
    access=REVIEWERS,
    files=True,
    prepare=_read_upload,
    query=ImportQuerySchema(),
    idempotent=True,
    status=201,
    replies=DraftSchema(),
    summary="Read a document and keep it as a draft",
)
def import_plan(ask: Ask) -> Reply:
    """Answer the draft; a file imported before gives the plan that came of it."""
    plan = imports.import_plan(ask.session, ask.caller, ask.prepared)
    findings = browsing.list_findings(
        ask.session, ask.caller, plan.id, {}, limit=_SHOWN_FINDINGS - 1, after=None
    )
    shown = views.plan(ask.session, ask.caller, plan) | {"findings": findings}
    return Reply(shown, version=plan.version, location=f"/plans/{plan.id}")


@door.get(
    "/plans/imports/<token>",
    access=REVIEWERS,
    replies=ImportProgressSchema(),
    summary="Tell how far an own import is",
)
def show_progress(ask: Ask, token: str) -> Reply:
    """Answer its stage; there is nothing to tell of before it begins and after it ends."""
    found = progress.find(ask.session, ask.caller, token)
    shown = {
        "stage": found.stage,
        "done": found.done,
        "total": found.total,
        "percent": percent(Stage(found.stage), found.done, found.total),
        "since": found.since,
    }
    return Reply(shown)
