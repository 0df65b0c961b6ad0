"""Routes of sessions. All are open: the session's own token, in a header, is what opens them.

The gateway resolves every request's token here, before it can name a caller, and puts the
`Authorization: Bearer` of the public API into that header.
"""

from flask import request

from common.errors import Problem
from common.web import OPEN, Ask, Door, Reply
from gateway.clients.logins import SESSION_HEADER
from gateway.identity import schemas, sessions
from gateway.identity.api.refusing import address, refusal
from gateway.identity.api.shapes import session_shown

door = Door("sessions")


@door.post(
    "/sessions",
    access=OPEN,
    body=schemas.CredentialsSchema(),
    replies=schemas.NewSessionSchema(),
    status=201,
    example={"username": "so-y-te", "password": "xin-chao"},
    summary="Log in",
)
def open_session(ask: Ask) -> Reply:
    """Open a session."""
    opened = sessions.log_in(ask.session, ask.body["username"], ask.body["password"], address())
    if isinstance(opened, Problem):
        return refusal(opened)
    return Reply({"token": opened.token, **session_shown(opened.login)})


@door.get(
    "/sessions/current",
    access=OPEN,
    by_session=True,
    replies=schemas.CurrentSessionSchema(),
    summary="Show who is logged in, and until when",
)
def show_session(ask: Ask) -> Reply:
    """Return the session whose token came along."""
    return Reply(session_shown(sessions.current(ask.session, _token())))


@door.post(
    "/sessions/current/renewals",
    access=OPEN,
    by_session=True,
    replies=schemas.CurrentSessionSchema(),
    summary="Prolong the session; the gateway does so by itself when it is used",
)
def renew_session(ask: Ask) -> Reply:
    """Prolong the session whose token came along."""
    return Reply(session_shown(sessions.renew(ask.session, _token())))


@door.delete("/sessions/current", access=OPEN, by_session=True, status=204, summary="Log out")
def end_session(ask: Ask) -> Reply:
    """End the session whose token came along."""
    sessions.end(ask.session, _token(), address())
    return Reply()


def _token() -> str | None:
    return request.headers.get(SESSION_HEADER)
