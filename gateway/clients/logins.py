"""Who is behind a session token: asked of identity, remembered for a few seconds."""

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import orjson

from common import clock
from common.caller import Caller, Role
from gateway.clients.service import WRITE_TIMEOUT_S, Service, accepted
from gateway.clients.transport import Answer, Call

REMEMBERED_S: Final = 5.0
"""How long another process may go on accepting a session that was ended here."""
RENEWED_AFTER: Final = dt.timedelta(minutes=5)
"""A session is prolonged at most so often, or each request would be a write."""
LIFETIME: Final = dt.timedelta(hours=12)
_MOST = 10_000
_LONGEST_TOKEN = 200
_UNAUTHORIZED = 401
_CURRENT: Final = "/sessions/current"

SESSION_HEADER: Final = "Dondoc-Session"
"""Carries the session's token to identity, which alone looks at it."""
ADDRESS_HEADER: Final = "Dondoc-Address"
"""Carries the client's address to identity, which counts refused log-ins by it."""


@dataclass(frozen=True, slots=True)
class Login:
    """A live session: who it is, as `POST /sessions` shows the user, and until when."""

    caller: Caller
    user: dict[str, Any]
    expires_at: dt.datetime


class Logins:
    """Starts, finds and ends sessions; safe for several threads."""

    def __init__(self, identity: Service) -> None:
        self._identity = identity
        self._known: OrderedDict[str, tuple[float, Login]] = OrderedDict()
        self._lock = threading.Lock()

    def log_in(self, username: str, password: str, address: str) -> dict[str, Any]:
        """Return `{"token", "expires_at", "user"}`; raises RefusedError (401, 422 or 429)."""
        headers = {"Content-Type": "application/json", ADDRESS_HEADER: address}
        body = orjson.dumps({"username": username, "password": password})
        call = Call("POST", "/sessions", "", headers, body, WRITE_TIMEOUT_S)
        session: dict[str, Any] = orjson.loads(accepted(self._identity.send(call, None)).body)
        return session

    def of(self, token: str) -> Login | None:
        """Return the login behind `token`, None if there is none; raises UnavailableError."""
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        key = hashlib.sha256(token.encode()).hexdigest()
        known = self._recall(key)
        if known is not None:
            return known
        login = self._ask(token)
        if login is not None:
            self._remember(key, login)
        return login

    def change_password(
        self, token: str, caller: Caller, passwords: tuple[str, str], address: str
    ) -> None:
        """Change one's own password, the present one and the new; only this session goes on.

        Raises RefusedError: 422 for a wrong present or a weak new one, 429 after too many.
        """
        current, new = passwords
        headers = {"Content-Type": "application/json"}
        headers |= {SESSION_HEADER: token, ADDRESS_HEADER: address}
        body = orjson.dumps({"current_password": current, "new_password": new})
        path = "/accounts/current/password"
        accepted(
            self._identity.send(Call("POST", path, "", headers, body, WRITE_TIMEOUT_S), caller)
        )

    def end(self, token: str, address: str) -> None:
        """Log out: this process forgets the session at once, the others within `REMEMBERED_S`."""
        self.forget(token)
        headers = {SESSION_HEADER: token, ADDRESS_HEADER: address}
        accepted(self._identity.send(Call("DELETE", _CURRENT, headers=headers), None))

    def forget(self, token: str) -> None:
        """Ask identity anew when the token is next seen: it was, or is about to be, ended here."""
        with self._lock:
            self._known.pop(hashlib.sha256(token.encode()).hexdigest(), None)

    def _ask(self, token: str) -> Login | None:
        answer = self._identity.send(self._call("GET", token), None)
        if answer.status == _UNAUTHORIZED:
            return None
        login = _login(accepted(answer))
        if login.expires_at - clock.now() < LIFETIME - RENEWED_AFTER:
            renewed = self._identity.send(self._call("POST", token, "/renewals"), None)
            return None if renewed.status == _UNAUTHORIZED else _login(accepted(renewed))
        return login

    def _recall(self, key: str) -> Login | None:
        with self._lock:
            until_s, login = self._known.get(key, (0.0, None))
        return login if until_s > clock.monotonic() else None

    def _remember(self, key: str, login: Login) -> None:
        with self._lock:
            self._known[key] = (clock.monotonic() + REMEMBERED_S, login)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    @staticmethod
    def _call(method: str, token: str, below: str = "") -> Call:
        return Call(method, f"{_CURRENT}{below}", headers={SESSION_HEADER: token})


def _login(answer: Answer) -> Login:
    session = orjson.loads(answer.body)
    user = session["user"]
    agency = user["agency"]
    caller = Caller(
        user_id=user["id"],
        username=user["username"],
        agency_id=agency["id"] if agency else None,
        roles=frozenset(Role(role) for role in user["roles"]),
    )
    return Login(caller, user, dt.datetime.fromisoformat(session["expires_at"]))
