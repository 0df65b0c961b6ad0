import datetime as dt
from typing import Any

import pytest

from common import clock
from common.caller import Caller, Role
from common.errors import UnavailableError
from gateway.clients import SESSION_HEADER, Answer, Call, Logins, NoAnswerError, RefusedError
from gateway.clients.logins import LIFETIME, REMEMBERED_S
from tests.unit.gateway.fakes import Scripted, answer, refused, service
from tests.unit.gateway.world import NOON

USER = {
    "id": 2,
    "username": "so-y-te",
    "agency": {"id": 1, "slug": "so-y-te", "name": "Sở Y tế"},
    "roles": ["officer"],
    "language": "vi",
}


class Identity:
    """Identity as the logins see it: one live session, which can be ended."""

    def __init__(self) -> None:
        self.live = {"token"}
        self.expires_at = NOON + LIFETIME
        self.transport = Scripted(self._answer)
        self.logins = Logins(service("identity", self.transport))

    @property
    def asked(self) -> list[str]:
        """What was asked so far."""
        return [f"{call.method} {call.path}" for call in self.transport.calls]

    def _answer(self, call: Call) -> Answer:
        if call.headers[SESSION_HEADER] not in self.live:
            return refused(401, "session-ended")
        if call.path.endswith("/renewals"):
            self.expires_at = clock.now() + LIFETIME
        if call.method == "DELETE":
            self.live.clear()
            return Answer(204, {}, b"")
        body: dict[str, Any] = {"expires_at": self.expires_at.isoformat(), "user": USER}
        return answer(200, body)


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the monotonic clock's hand, which the test moves."""
    hand = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: hand[0])
    return hand


def test_a_token_becomes_a_caller(identity: Identity) -> None:
    with clock.frozen(NOON):
        login = identity.logins.of("token")
    assert login is not None
    assert login.caller == Caller(2, "so-y-te", 1, frozenset({Role.OFFICER}))
    assert login.user == USER


def test_a_login_is_remembered_for_some_seconds(identity: Identity, seconds: list[float]) -> None:
    with clock.frozen(NOON):
        for _ in range(3):
            identity.logins.of("token")
        assert len(identity.asked) == 1
        seconds[0] += REMEMBERED_S
        identity.logins.of("token")
    assert len(identity.asked) == 2


def test_what_is_no_session_is_asked_each_time(identity: Identity) -> None:
    assert identity.logins.of("other") is None
    assert identity.logins.of("other") is None
    assert len(identity.asked) == 2


@pytest.mark.parametrize("token", ["", "x" * 201, "tokén"])
def test_what_cannot_be_a_token_is_not_even_asked(identity: Identity, token: str) -> None:
    assert identity.logins.of(token) is None
    assert identity.asked == []


def test_logging_out_counts_at_once(identity: Identity) -> None:
    with clock.frozen(NOON):
        assert identity.logins.of("token")
        identity.logins.end("token", "192.0.2.1")
        assert identity.logins.of("token") is None


def test_use_prolongs_a_session_but_not_at_every_request(
    identity: Identity, seconds: list[float]
) -> None:
    with clock.frozen(NOON + dt.timedelta(minutes=4)):
        identity.logins.of("token")
    assert identity.asked == ["GET /sessions/current"]
    seconds[0] += REMEMBERED_S
    with clock.frozen(NOON + dt.timedelta(minutes=6)):
        login = identity.logins.of("token")
        assert login is not None
        assert login.expires_at == clock.now() + LIFETIME
    assert identity.asked[-1] == "POST /sessions/current/renewals"


def test_identity_away_is_not_taken_for_a_missing_session() -> None:
    def away(_call: Call) -> Answer:
        raise NoAnswerError("away")

    with pytest.raises(UnavailableError):
        Logins(service("identity", Scripted(away))).of("token")


def test_a_refused_log_in_is_told() -> None:
    logins = Logins(service("identity", Scripted(lambda _: refused(429, "locked-out"))))
    with pytest.raises(RefusedError) as refusal:
        logins.log_in("so-y-te", "wrong", "192.0.2.1")
    assert refusal.value.type == "locked-out"
