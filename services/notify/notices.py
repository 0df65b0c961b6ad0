"""From an event to a notice, an inbox item, and a message per contact and medium."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, events
from common.events import Event
from services.notify import contacts, messages, policy, segments, templates
from services.notify.model import EVERYBODY, InboxItem, Medium, Message, Notice, State

GRACE: Final = dt.timedelta(seconds=60)
"""How long an agency nothing was heard of may take to appear before that is an incident."""

UNREACHED: Final = "the agency has no usable e-mail address or telephone number"
FIRST_STEP: Final = 1
_PASSED: Final = "agency {} has the duty now"
_LONGEST: Final = {"text": 1500, "note": 1000, "name": 200, "title": 300, "label": 40, "plan": 40}


def announce(session: Session, event: Event) -> None:
    """Plan what an assignment event calls for; nothing if it was planned before."""
    kind = policy.kind_of(event.type, event.data)
    if kind is None:
        return
    agency_id = policy.recipient(policy.RULES[kind], event.data)
    if agency_id is None or _planned(session, event.id, agency_id):
        return
    notice = _notice(session, event, kind, agency_id)
    _add(session, notice)
    plan(session, notice)
    monitor_id = event.data.get("monitor_id")
    if event.type == events.ASSIGNMENT_ESCALATED and monitor_id is not None:
        # Who follows the work reads the same reminder; it is no reminder of a duty of theirs.
        _add(session, _notice(session, event, kind, event.data["assigner_agency_id"], monitor_id))


def announce_comment(session: Session, event: Event) -> None:
    """Put a comment into the inboxes of the other side and of who is mentioned; of no author."""
    data = event.data
    sides = dict.fromkeys((data["agency"]["id"], data["assigner_agency_id"]))
    for agency_id in sides:
        if agency_id != data["actor_agency_id"] and not _planned(session, event.id, agency_id):
            _add(session, _notice(session, event, policy.Kind.COMMENTED, agency_id))
    for one in data["mentioned"]:
        agency_id, account_id = one["agency_id"], one["id"]
        if agency_id is not None and not _planned(session, event.id, agency_id, account_id):
            kind = policy.Kind.MENTIONED
            _add(session, _notice(session, event, kind, agency_id, account_id))


def _notice(
    session: Session,
    event: Event,
    kind: policy.Kind,
    agency_id: int,
    account_id: int = EVERYBODY,
) -> Notice:
    """Return the notice of an event of one assignment."""
    assigner_id = event.data["assigner_agency_id"]
    return Notice(
        event_id=event.id,
        kind=kind,
        agency_id=agency_id,
        account_id=account_id,
        assignment_id=event.data["id"],
        assigner_agency_id=assigner_id,
        context=facts_of(event.data, contacts.name_of(session, assigner_id)),
        created_at=clock.now(),
    )


def pass_on(session: Session, event: Event) -> None:
    """Tell who took a duty over what its agency was not told before it was reorganised.

    What has left stays as it is, in the log of the agency that got it. Where the duty comes back,
    as by a revert, what waited there before waits again.
    """
    data = event.data
    heir_id, before_id = data["agency"]["id"], data["from_agency_id"]
    if heir_id == before_id:
        return
    waiting = session.scalars(
        select(Message)
        .where(
            Message.assignment_id == data["id"],
            Message.agency_id == before_id,
            Message.state.in_((State.DUE, State.NO_CONTACT)),
        )
        .order_by(Message.id)
        .with_for_update()  # or one that a sender takes meanwhile would be told to both
    ).all()
    for message in waiting:
        messages.move(session, message, State.CANCELLED, _PASSED.format(heir_id))
    for notice_id in dict.fromkeys(message.notice_id for message in waiting):
        notice = session.get_one(Notice, notice_id)
        if _planned(session, notice.event_id, heir_id):
            _take_back(session, notice.event_id, heir_id, before_id)
        else:
            passed = _for_heir(notice, heir_id, data["agency"]["name"])
            _add(session, passed)
            plan(session, passed)


def _take_back(session: Session, event_id: str, agency_id: int, before_id: int) -> None:
    """Let an agency's own messages wait again that were passed on to `before_id`."""
    passed = session.scalars(
        select(Message)
        .join(Notice, Notice.id == Message.notice_id)
        .where(
            Notice.event_id == event_id,
            Message.agency_id == agency_id,
            Message.state == State.CANCELLED,
            Message.reason == _PASSED.format(before_id),
        )
        .order_by(Message.id)
        .with_for_update(of=Message)
    ).all()
    for message in passed:
        message.settled_at, message.not_before = None, clock.now()
        messages.move(session, message, State.DUE)


def _for_heir(notice: Notice, heir_id: int, name: str) -> Notice:
    return Notice(
        event_id=notice.event_id,
        kind=notice.kind,
        agency_id=heir_id,
        assignment_id=notice.assignment_id,
        assigner_agency_id=notice.assigner_agency_id,
        context={**notice.context, "agency": _cut("name", name)},
        created_at=clock.now(),
    )


def announce_digest(session: Session, event: Event) -> None:
    """Plan a summary for the agency it was made for; nothing if it was planned before."""
    agency_id = event.data["agency"]["id"]
    if _planned(session, event.id, agency_id):
        return
    notice = Notice(
        event_id=event.id,
        kind=policy.Kind(f"digest_{event.data['kind']}"),
        agency_id=agency_id,
        assignment_id=None,
        assigner_agency_id=agency_id,
        context=digest_facts_of(event.data),
        created_at=clock.now(),
    )
    _add(session, notice)
    plan(session, notice)


def _add(session: Session, notice: Notice) -> None:
    """Add a notice and its place in the inbox."""
    session.add(notice)
    session.flush()
    session.add(
        InboxItem(
            notice_id=notice.id,
            agency_id=notice.agency_id,
            account_id=notice.account_id,
            created_at=notice.created_at,
        )
    )


def plan(session: Session, notice: Notice) -> list[Message]:
    """Add the messages that the notice's agency can be reached by; returns the new ones.

    An agency without any contact gets one message that says so, for the log and for a person to
    act on. Media that have a message already are left alone.
    """
    known = contacts.addresses(session, notice.agency_id)
    chosen = policy.media(
        policy.RULES[policy.Kind(notice.kind)],
        gently=notice.context.get("gently", False),
        contacts=known,
    )
    had = session.scalars(select(Message.medium).where(Message.notice_id == notice.id)).all()
    language = contacts.language_of(session, notice.agency_id)
    planned = []
    for medium in chosen:
        if medium not in had:
            message = _message(notice, medium, known.get(medium), language)
            planned.append(message)
            _begin(session, message, notice)
    return planned


def facts_of(data: Mapping[str, Any], assigner: str | None) -> dict[str, Any]:
    """Return what templates may say about an assignment event, as bounded JSON values."""
    number, title = data["plan"]["number"], _cut("title", data["plan"]["title"])
    is_request = data["bindingness"] == "request"
    return {
        "agency": _cut("name", data["agency"]["name"]),
        "assigner": _cut("name", assigner),
        "plan_id": data["plan"]["id"],
        "plan": _cut("plan", number or title),
        "plan_name": f"{_cut('plan', number)}: {title}" if number else title,
        "label": _cut("label", data["label"]),
        "text": _cut("text", data["text"]),
        "role": data["role"],
        "is_request": is_request,
        "gently": is_request or data["role"] == "coordinating" or not data.get("sms", True),
        "deadline": _iso(policy.day_of(data)),
        "note": _cut("note", data.get("note")),
        "days": abs(data.get("days_left", 0)),
        "decision": data.get("decision"),
        "wanted": _iso(data.get("wanted_on")),
        "offered": _iso(data.get("offered_on")),
        "review": _iso(data.get("review_on")),
        "own_day": _iso(data.get("contribute_by")),
        "actor": _cut("name", data.get("actor_name")),
        **_followed(data.get("followed") or {}),
    }


def _followed(followed: Mapping[str, Any]) -> dict[str, Any]:
    """Return which plan was changed, by which document, and how many duties that concerns."""
    about = followed.get("plan") or {}
    return {
        "change": followed.get("kind"),
        "changed_plan": _cut("plan", about.get("number") or about.get("title")),
        "by": _cut("plan", followed.get("number")),
        "duties": followed.get("duties", 0),
    }


def digest_facts_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what templates may say about a summary, as bounded JSON values."""
    return {
        "agency": _cut("name", data["agency"]["name"]),
        "day": data["day"].isoformat(),
        "counts": dict(data["counts"]),
        "lines": [
            {
                "agency": _cut("name", line["agency"]),
                "label": _cut("label", line["label"]),
                "text": _cut("title", line["text"]),
                "due_on": line["due_on"].isoformat() if line["due_on"] else None,
            }
            for line in data["lines"]
        ],
        "basis": _cut("note", data["basis"]),
        "gently": True,
        "deadline": None,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _message(notice: Notice, medium: Medium, address: str | None, language: str) -> Message:
    """Return a message of `notice`, with its text as a snapshot."""
    text = templates.render(notice.kind, language, notice.context)
    day = notice.context["deadline"]
    basis_day = dt.date.fromisoformat(day) if day else None
    return Message(
        natural_key=f"{notice.event_id}/{notice.agency_id}/{medium}/{FIRST_STEP}",
        notice_id=notice.id,
        kind=notice.kind,
        agency_id=notice.agency_id,
        assignment_id=notice.assignment_id,
        assigner_agency_id=notice.assigner_agency_id,
        medium=medium,
        step=FIRST_STEP,
        address=address,
        language=language,
        template=text.template,
        subject=text.subject,
        body=text.body,
        basis_day=basis_day,
        state=State.DUE,
        flagged=False,
        not_before=clock.now(),
        expires_at=policy.expires_at(policy.RULES[policy.Kind(notice.kind)], basis_day),
        attempts=0,
        tries=0,
        created_at=clock.now(),
    )


def _begin(session: Session, message: Message, notice: Notice) -> None:
    """Put a new message into its first state."""
    session.add(message)
    state, reason = State.DUE, None
    if message.medium == Medium.SMS:
        reason = _shorten_to_sms(message, notice)
        state = State.REJECTED if reason else State.DUE
    elif message.medium == Medium.NONE and contacts.name_of(session, message.agency_id) is None:
        # Its registration may still be on the way, on another service's outbox.
        message.not_before = clock.now() + GRACE
    elif message.medium == Medium.NONE:
        state, reason = State.NO_CONTACT, UNREACHED
    messages.move(session, message, state, reason)


def _shorten_to_sms(message: Message, notice: Notice) -> str | None:
    """Make the body the text of an SMS; returns why it cannot be one."""
    try:
        message.body = templates.render_sms(notice.kind, message.language, notice.context)
    except segments.UnsendableTextError as error:
        return error.errors[0].detail
    message.segments = segments.count(message.body).parts
    return None


def _planned(session: Session, event_id: str, agency_id: int, account_id: int = EVERYBODY) -> bool:
    found = session.scalar(
        select(Notice.id).where(
            Notice.event_id == event_id,
            Notice.agency_id == agency_id,
            Notice.account_id == account_id,
        )
    )
    return found is not None


def _cut(name: str, text: str | None) -> str:
    return segments.shorten(" ".join((text or "").split()), _LONGEST[name])
