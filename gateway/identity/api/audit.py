"""The route that shows the audit log."""

from common.caller import Role
from common.web import Ask, Door, Reply
from gateway.identity import audit, schemas
from gateway.identity.api.shapes import entry_shown

door = Door("audit")


@door.get(
    "/audit",
    access={Role.ADMIN},
    query=schemas.AuditQuerySchema(),
    replies=schemas.AuditEntrySchema(),
    paged=True,
    summary="List acts on agencies, accounts and sessions, the newest first",
)
def list_audit(ask: Ask) -> Reply:
    """Return a page of the audit log."""
    entries = audit.listed(
        ask.session,
        action=ask.query.get("action"),
        subject=ask.query.get("subject"),
        before_id=int(ask.after[0]) if ask.after else None,
        limit=ask.limit,
    )
    return ask.page(entries, lambda entry: [entry.id], entry_shown)
