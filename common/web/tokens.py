"""Service tokens: the gateway signs who asks (Ed25519, 60 s, one audience), services verify.

Only the gateway holds the private key, so a service that is broken into cannot mint.
"""

import threading
from collections import OrderedDict
from typing import Any, Generic, TypeVar

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import clock
from common.caller import Caller
from common.errors import NotAuthenticatedError

LIFETIME_S = 60
LEEWAY_S = 5
_REUSED_S = 30  # a minted token serves its caller for half its life: signing costs 55 µs
_CACHED = 4096

K = TypeVar("K")
V = TypeVar("V")


def generate_key_pair() -> tuple[str, str]:
    """Return a new (private, public) Ed25519 key pair in PEM."""
    private = Ed25519PrivateKey.generate()
    return (
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    )


class _Recent(Generic[K, V]):
    """A small thread-safe memory of the most recent entries, each with an expiry."""

    def __init__(self) -> None:
        self._entries: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, now_s: float) -> V | None:
        with self._lock:
            entry = self._entries.get(key)
        return entry[1] if entry and entry[0] > now_s else None

    def put(self, key: K, value: V, until_s: float) -> None:
        with self._lock:
            self._entries[key] = (until_s, value)
            while len(self._entries) > _CACHED:
                self._entries.popitem(last=False)


class Minter:
    """Signs callers for one audience at a time; lives in the gateway only."""

    def __init__(self, private_key: str) -> None:
        self._key = serialization.load_pem_private_key(private_key.encode(), password=None)
        self._recent: _Recent[tuple[Caller, str], str] = _Recent()

    def mint(self, caller: Caller, audience: str) -> str:
        """Return a token for `caller` that only the service `audience` accepts."""
        now_s = clock.now().timestamp()
        known = self._recent.get((caller, audience), now_s)
        if known:
            return known
        claims = {**caller.to_claims(), "aud": audience, "iat": int(now_s)}
        claims["exp"] = int(now_s) + LIFETIME_S
        assert isinstance(self._key, Ed25519PrivateKey)  # noqa: S101 - narrows the type
        token = jwt.encode(claims, self._key, algorithm="EdDSA")
        self._recent.put((caller, audience), token, now_s + _REUSED_S)
        return token


class Verifier:
    """Turns a bearer token into a `Caller`; one for each service."""

    def __init__(self, public_key: str, audience: str) -> None:
        self._key: Any = serialization.load_pem_public_key(public_key.encode())
        self._audience = audience
        self._recent: _Recent[str, Caller] = _Recent()

    def caller_of(self, authorization: str | None) -> Caller:
        """Return the caller of an Authorization header; raises NotAuthenticatedError."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise NotAuthenticatedError
        now_s = clock.now().timestamp()
        known = self._recent.get(token, now_s)
        if known:
            return known
        claims = self._claims(token, now_s)
        caller = Caller.from_claims(claims)
        self._recent.put(token, caller, float(claims["exp"]) + LEEWAY_S)
        return caller

    def _claims(self, token: str, now_s: float) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=["EdDSA"],
                audience=self._audience,
                # Judged below by our own clock, which fault tests move.
                options={
                    "require": ["sub", "exp", "aud", "iat"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except jwt.PyJWTError:
            raise NotAuthenticatedError("the token is not valid here; log in again") from None
        if claims["exp"] + LEEWAY_S <= now_s or claims["iat"] - LEEWAY_S > now_s:
            raise NotAuthenticatedError("the token has expired; log in again")
        return claims
