"""Importing a document: read it, keep it, propose its items as a draft."""

import datetime as dt
import hashlib
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common import clock, observe
from common.caller import Caller
from common.errors import NotAllowedError
from services.plans import drafts
from services.plans.extract import Extract, UnreadableDocumentError, read
from services.plans.model import Finding, Plan, PlanState, Source
from services.plans.proposals import propose

MOST_ITEMS: Final = 5_000
MEDIA_TYPES: Final = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".htm": "text/html",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_log = observe.logger(__name__)


def extract_document(data: bytes, filename: str) -> Extract:
    """Return what is read from a document; the one place where hostile files are parsed.

    Raises UnreadableDocumentError for what is empty, broken, too large or no document.
    """
    return read(data, filename)


def import_plan(session: Session, caller: Caller, *, data: bytes, filename: str) -> Plan:
    """Return the draft of a document; the same file of the same agency gives the same plan.

    Raises UnreadableDocumentError or NotAllowedError; then nothing is kept.
    """
    if caller.agency_id is None:
        raise NotAllowedError("your account belongs to no agency, so it cannot assign duties")
    sha256 = hashlib.sha256(data).hexdigest()
    known = session.scalar(_of_file(caller.agency_id, sha256))
    if known is not None:
        return known
    name = _safe_name(filename)
    extract = extract_document(data, name)
    proposals = propose(extract)
    if len(proposals) > MOST_ITEMS:
        raise UnreadableDocumentError(
            f"{len(proposals)} duties were found; a plan has at most {MOST_ITEMS}"
        )
    plan = _plan(extract, caller, caller.agency_id, name, sha256)
    try:
        with session.begin_nested():
            session.add(plan)
    except IntegrityError:
        # Somebody imported the same file while we read it.
        return session.scalars(_of_file(caller.agency_id, sha256)).one()
    session.add(_source(plan.id, data, extract))
    session.add_all(_findings(plan.id, extract))
    drafts.add_items(session, plan.id, proposals)
    _log.info("plan imported", plan=plan.id, items=len(proposals), findings=len(extract.findings))
    return plan


def _of_file(owner: int, sha256: str) -> Select[Plan]:
    return select(Plan).where(Plan.owner_agency_id == owner, Plan.sha256 == sha256)


def _plan(extract: Extract, caller: Caller, owner: int, filename: str, sha256: str) -> Plan:
    plan = Plan(
        state=PlanState.DRAFT,
        owner_agency_id=owner,
        marked_draft=extract.draft,
        filename=filename,
        media_type=MEDIA_TYPES.get(PurePath(filename).suffix.casefold(), "text/plain"),
        sha256=sha256,
        created_by=caller.user_id,
        created_by_name=caller.username,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    header = {
        "number": extract.number and extract.number[:100],
        "issued_on": dt.date.fromisoformat(extract.issued_on) if extract.issued_on else None,
        "issuer": extract.issuer,
        "title": extract.title or extract.document_type or PurePath(filename).stem,
        "document_type": extract.document_type and extract.document_type[:100],
    }
    drafts.set_header(plan, header)
    return plan


def _safe_name(filename: str) -> str:
    """Return the last part of the file name a browser sent, without control characters."""
    last = PurePath(filename.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-255:] or "document"


def _source(plan_id: int, data: bytes, extract: Extract) -> Source:
    read_object: dict[str, Any] = extract.to_json()
    text = read_object.pop("text")
    return Source(plan_id=plan_id, content=data, text=text, extract=read_object)


def _findings(plan_id: int, extract: Extract) -> list[Finding]:
    return [
        Finding(
            plan_id=plan_id,
            code=one.code,
            severity=one.severity,
            message_vi=one.message,
            message_en=one.message_en,
            span_start=one.span[0] if one.span else None,
            span_end=one.span[1] if one.span else None,
            suggestion=one.suggestion,
        )
        for one in extract.findings
    ]
