"""Signatures the browser carries back: CSRF tokens tied to the session, and one-time messages."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, URLSafeTimedSerializer

NOTICE_AGE_S: Final = 120


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs and checks with one secret of the gateway."""

    secret: str

    def csrf(self, session: str) -> str:
        """Return the token that every form of the visitor with `session` carries."""
        return hmac.new(
            self.secret.encode(), f"csrf:{session}".encode(), hashlib.sha256
        ).hexdigest()

    def fits(self, token: str, session: str) -> bool:
        """Tell whether `token` was made for `session`; takes the same time either way."""
        return bool(session) and hmac.compare_digest(token.encode(), self.csrf(session).encode())

    def write(self, notices: Sequence[str]) -> str:
        """Return `notices` as a signed cookie value."""
        return str(self._notices().dumps(list(notices)))

    def read(self, cookie: str) -> list[str]:
        """Return the notices of a cookie; a forged or old one holds none."""
        try:
            return [str(text) for text in self._notices().loads(cookie, max_age=NOTICE_AGE_S)]
        except BadSignature:
            return []

    def _notices(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="dondoc.pages.notices")
