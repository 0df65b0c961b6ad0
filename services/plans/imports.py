"""Importing a document: read it, keep it, propose its items as a draft."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common import clock, observe
from common.caller import Caller
from common.db import Database
from common.errors import ConflictError, NotAllowedError
from services.plans import drafts, progress
from services.plans.extract import MEDIA_TYPES, Extract, Tell, UnreadableDocumentError, form
from services.plans.extract.findings import finding
from services.plans.family import relations
from services.plans.model import Finding, Plan, PlanState, Source
from services.plans.proposals import Proposal, propose

MOST_ITEMS: Final = 5_000
_log = observe.logger(__name__)


Read = Callable[[bytes, str, Tell], Extract]
"""Reads a document of this name, telling how far it is.

`sandbox.reader.Reader.read` does so in a process apart.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says, and the items proposed from it."""

    extract: Extract
    proposals: list[Proposal]


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that came; `reading` is None where a plan was already made of it.

    `token` is what its sender asks by how far it is.
    """

    data: bytes
    filename: str
    sha256: str
    reading: Reading | None
    token: str | None = None


def read_upload(
    database: Database,
    caller: Caller,
    read: Read,
    *,
    data: bytes,
    filename: str,
    token: str | None = None,
) -> Upload:
    """Read a document, unless the caller's agency imported it before.

    It takes its time, so no transaction is open meanwhile; how far it is can be asked by `token`.
    Raises NotAllowedError and what `read` raises.
    """
    owner = _owner(caller)
    sha256 = hashlib.sha256(data).hexdigest()
    name = _safe_name(filename)
    with database.read() as session:
        known = session.scalar(_of_file(owner, sha256)) is not None
    if known:
        return Upload(data, name, sha256, None)
    with progress.following(database, caller, token) as tell:
        reading = _read(lambda: read(data, name, tell))
    return Upload(data, name, sha256, reading, token)


def import_plan(session: Session, caller: Caller, upload: Upload) -> Plan:
    """Return the draft of a document; the same file of the same agency gives the same plan."""
    owner = _owner(caller)
    progress.end(session, caller, upload.token)
    known = session.scalar(_of_file(owner, upload.sha256))
    if known is not None:
        return known
    if upload.reading is None:
        raise ConflictError(
            "the plan of this file was deleted a moment ago; send it again", retry_after_s=1
        )
    extract, proposals = upload.reading.extract, upload.reading.proposals
    plan = _plan(extract, caller, owner, upload)
    try:
        with session.begin_nested():
            session.add(plan)
    except IntegrityError:
        # Somebody imported the same file while we read it.
        return session.scalars(_of_file(owner, upload.sha256)).one()
    session.add(_source(plan.id, upload.data, extract))
    # First, since it is what the others matter little beside.
    nothing = [] if proposals else [finding("nothing-proposed")]
    session.add_all(_findings(plan.id, [*nothing, *extract.findings]))
    drafts.add_items(session, plan.id, proposals)
    relations.note(session, plan)
    _log.info("plan imported", plan=plan.id, items=len(proposals), findings=len(extract.findings))
    return plan


def _owner(caller: Caller) -> int:
    if caller.agency_id is None:
        raise NotAllowedError("your account belongs to no agency, so it cannot assign duties")
    return caller.agency_id


def _read(read: Callable[[], Extract]) -> Reading:
    extract = read()
    proposals = propose(extract)
    if len(proposals) > MOST_ITEMS:
        raise UnreadableDocumentError(
            f"{len(proposals)} duties were found; a plan has at most {MOST_ITEMS}. Send its parts "
            "as plans of their own.",
            f"Tìm thấy {len(proposals)} nhiệm vụ; một kế hoạch có tối đa {MOST_ITEMS}. Hãy gửi "
            "từng phần thành kế hoạch riêng.",
        )
    return Reading(extract, proposals)


def _of_file(owner: int, sha256: str) -> Select[Plan]:
    return select(Plan).where(Plan.owner_agency_id == owner, Plan.sha256 == sha256)


def _plan(extract: Extract, caller: Caller, owner: int, upload: Upload) -> Plan:
    plan = Plan(
        state=PlanState.DRAFT,
        owner_agency_id=owner,
        marked_draft=extract.draft,
        filename=upload.filename,
        media_type=MEDIA_TYPES.get(PurePath(upload.filename).suffix.casefold(), "text/plain"),
        sha256=upload.sha256,
        created_by=caller.user_id,
        created_by_name=caller.username,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    header = {
        "number": extract.number and extract.number[:100],
        "issued_on": dt.date.fromisoformat(extract.issued_on) if extract.issued_on else None,
        "issuer": extract.issuer,
        "title": extract.title or extract.document_type or PurePath(upload.filename).stem,
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


def _findings(plan_id: int, noted: Sequence[form.Finding]) -> list[Finding]:
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
        for one in noted
    ]
