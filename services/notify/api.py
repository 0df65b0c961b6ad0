"""The HTTP door of notify: the message log, the inbox, and where providers report."""

from collections.abc import Sequence
from typing import Any, Final

from flask import current_app

from common.caller import Caller, Role
from common.db import Database
from common.stuck import Console
from common.web import ANYONE, OPEN, Ask, Door, Reply
from common.web.stuck import add_stuck
from services.notify import contacts, delivery, inbox, messages, service, templates
from services.notify.model import RETRYABLE, Attempt, DeliveryEvent, InboxItem, Message, Notice
from services.notify.schemas import (
    InboxItemShown,
    InboxQuery,
    KannelReport,
    MessageDetail,
    MessageQuery,
    MessageShown,
    StatusReport,
    UnreadShown,
)
from services.notify.stuck import sources

PROVIDED: Final = "dondoc.notify.provided"
"""Where the application keeps the media whose provider is set up."""


def _provided() -> frozenset[str]:
    found: frozenset[str] = current_app.extensions[PROVIDED]
    return found


door = Door("notify")
add_stuck(door, Console("notify", sources(_provided)))


@door.get(
    "/messages",
    access=ANYONE,
    query=MessageQuery(),
    replies=MessageShown(),
    paged=True,
    summary="What was sent to whom, with its receipts, the newest first",
)
def list_messages(ask: Ask) -> Reply:
    """List the messages the caller may see."""
    rows = messages.listed(ask.session, ask.caller, ask.query, ask.limit, ask.after)
    receipts = messages.receipts_of(ask.session, [message.id for message, _ in rows])
    return ask.page(
        rows,
        lambda row: [row[0].id],
        lambda row: _message(ask.caller, row[0], row[1], receipts[row[0].id]),
    )


@door.get(
    "/messages/<int:message_id>",
    access=ANYONE,
    replies=MessageDetail(),
    summary="One message with each of its tries",
)
def show_message(ask: Ask, message_id: int) -> Reply:
    """Show one message."""
    return _detail(ask, messages.visible(ask.session, ask.caller, message_id))


@door.post(
    "/messages/<int:message_id>/retry",
    access={Role.COORDINATOR, Role.ADMIN},
    replies=MessageDetail(),
    idempotent=True,
    summary="Send a parked, rejected, undelivered, suppressed or unreached message again",
)
def retry_message(ask: Ask, message_id: int) -> Reply:
    """Send a message again."""
    message = service.retry(ask.session, ask.caller, message_id)
    ask.session.flush()
    return _detail(ask, message)


@door.get(
    "/inbox",
    access=ANYONE,
    query=InboxQuery(),
    replies=InboxItemShown(),
    paged=True,
    summary="Notices of the caller's agency, the newest first; `unread` counts those not read",
)
def list_inbox(ask: Ask) -> Reply:
    """List the inbox."""
    unread = ask.query["unread"]
    rows = inbox.listed(ask.session, ask.caller, ask.limit, ask.after, unread=unread)
    language = ask.query.get("language") or contacts.language_of_account(
        ask.session, ask.caller.user_id
    )
    page = ask.page(rows, lambda row: [row[0].id], lambda row: _item(language, *row))
    return Reply(page.data | _unread(ask))


@door.post(
    "/inbox/<int:item_id>/read",
    access=ANYONE,
    replies=UnreadShown(),
    summary="Mark a notice as read by the caller",
)
def read_item(ask: Ask, item_id: int) -> Reply:
    """Mark one notice as read."""
    inbox.read(ask.session, ask.caller, item_id)
    return Reply(_unread(ask))


@door.post(
    "/inbox/read-all",
    access=ANYONE,
    replies=UnreadShown(),
    summary="Mark all notices as read by the caller",
)
def read_all_items(ask: Ask) -> Reply:
    """Mark all notices as read."""
    inbox.read_all(ask.session, ask.caller)
    return Reply(_unread(ask))


def receipts_door(database: Database, signer: delivery.Signer) -> Door:
    """Return the door where providers report; the token in the address is their permission."""
    receipts = Door("receipts", url_prefix="/receipts")

    @receipts.get(
        "/<token>", access=OPEN, query=KannelReport(), summary="Take Kannel's delivery report"
    )
    def take_kannel_report(ask: Ask, token: str) -> Reply:
        kind = delivery.kind_of_kannel(ask.query["type"], ask.query["reply"])
        attempt_id = signer.attempt_id(token)
        # Kannel reports by GET, for which a door opens no write transaction.
        with database.write() as session:
            delivery.receive(session, attempt_id, "kannel", kind, ask.query)
        return Reply({"kind": kind})

    @receipts.post(
        "/<token>", access=OPEN, body=StatusReport(), summary="Take a JSON gateway's report"
    )
    def take_status_report(ask: Ask, token: str) -> Reply:
        kind = delivery.kind_of_status(ask.body["status"])
        delivery.receive(ask.session, signer.attempt_id(token), "json", kind, ask.body)
        return Reply({"kind": kind})

    return receipts


def _unread(ask: Ask) -> dict[str, int]:
    return {"unread": inbox.unread_count(ask.session, ask.caller)}


def _detail(ask: Ask, message: Message) -> Reply:
    name = contacts.name_of(ask.session, message.agency_id)
    receipts = messages.receipts_of(ask.session, [message.id])[message.id]
    shown = _message(ask.caller, message, name, receipts)
    tries = [_attempt(found) for found in messages.attempts_of(ask.session, message.id)]
    return Reply(shown | {"tries": tries}, version=message.version)


def _message(
    caller: Caller, message: Message, agency: str | None, receipts: Sequence[DeliveryEvent]
) -> dict[str, Any]:
    readable = messages.may_read(caller, message)
    return {
        "id": message.id,
        "kind": message.kind,
        "assignment_id": message.assignment_id,
        "agency": {"id": message.agency_id, "name": agency},
        "channel": message.medium,
        "address": message.address,
        "language": message.language,
        "template": message.template,
        "subject": message.subject if readable else None,
        "body": message.body if readable else None,
        "segments": message.segments,
        "state": message.state,
        "reason": message.reason,
        "possible_duplicate": message.flagged,
        "attempts": message.attempts,
        "retryable": message.state in RETRYABLE,
        "created_at": message.created_at,
        "settled_at": message.settled_at,
        "receipts": [{"kind": event.kind, "at": event.received_at} for event in receipts],
        "version": message.version,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "no": attempt.no,
        "provider": attempt.provider,
        "address": attempt.address,
        "started_at": attempt.started_at,
        "ended_at": attempt.ended_at,
        "outcome": attempt.outcome,
        "provider_ref": attempt.provider_ref,
        "detail": attempt.detail,
    }


def _item(language: str, item: InboxItem, notice: Notice, read_at: object) -> dict[str, Any]:
    text = templates.render(notice.kind, language, notice.context)
    return {
        "id": item.id,
        "kind": notice.kind,
        "assignment_id": notice.assignment_id,
        "plan_id": notice.context.get("plan_id"),
        "title": text.subject,
        "text": text.body,
        "created_at": item.created_at,
        "read_at": read_at,
    }
