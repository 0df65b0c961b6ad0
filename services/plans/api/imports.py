"""The route that a document comes in by."""

from typing import Final

from flask import current_app

from common.errors import InvalidInputError
from common.web import Ask, Early, Reply
from services.plans import browsing, imports, views
from services.plans.api.door import REVIEWERS, door
from services.plans.schemas.outgoing import DraftSchema

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
    )


@door.post(
    "/plans/imports",
    access=REVIEWERS,
    files=True,
    prepare=_read_upload,
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
