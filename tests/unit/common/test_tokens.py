"""A service token names its caller, for one service and a short time."""

import datetime as dt
from collections.abc import Callable

import jwt
import pytest

from common import clock
from common.caller import Caller
from common.errors import NotAuthenticatedError
from common.web.tokens import LEEWAY_S, LIFETIME_S, Minter, Verifier, generate_key_pair
from tests.conftest import KEYS

NOON = dt.datetime(2026, 11, 21, 5, tzinfo=dt.UTC)


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller("officer", "head", user_id=9, agency_id=4)


def test_caller_arrives_as_sent(minter: Minter, caller: Caller) -> None:
    token = minter.mint(caller, "tasks")
    assert Verifier(KEYS[1], "tasks").caller_of(f"Bearer {token}") == caller


def test_token_dies_after_its_minute(minter: Minter, caller: Caller) -> None:
    verifier = Verifier(KEYS[1], "tasks")
    with clock.frozen(NOON):
        header = f"Bearer {minter.mint(caller, 'tasks')}"
        verifier.caller_of(header)
    with clock.frozen(NOON + dt.timedelta(seconds=LIFETIME_S + LEEWAY_S)):
        with pytest.raises(NotAuthenticatedError):
            verifier.caller_of(header)
        with pytest.raises(NotAuthenticatedError):
            Verifier(KEYS[1], "tasks").caller_of(header)


def test_token_from_the_future_is_refused(minter: Minter, caller: Caller) -> None:
    with clock.frozen(NOON):
        header = f"Bearer {minter.mint(caller, 'tasks')}"
    with clock.frozen(NOON - dt.timedelta(minutes=2)), pytest.raises(NotAuthenticatedError):
        Verifier(KEYS[1], "tasks").caller_of(header)


def test_token_of_another_key_is_refused(caller: Caller) -> None:
    token = Minter(generate_key_pair()[0]).mint(caller, "tasks")
    with pytest.raises(NotAuthenticatedError):
        Verifier(KEYS[1], "tasks").caller_of(f"Bearer {token}")


def test_unsigned_token_is_refused(caller: Caller) -> None:
    claims = caller.to_claims() | {"aud": "tasks", "iat": 0, "exp": 9_999_999_999}
    token = jwt.encode(claims, "", algorithm="none")
    with pytest.raises(NotAuthenticatedError):
        Verifier(KEYS[1], "tasks").caller_of(f"Bearer {token}")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc", "Bearer  "])
def test_other_authorization_is_refused(header: str | None) -> None:
    with pytest.raises(NotAuthenticatedError):
        Verifier(KEYS[1], "tasks").caller_of(header)
