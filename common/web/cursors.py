"""Keyset cursors: opaque, signed over the sort key and the filters they belong to."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from itsdangerous import BadSignature, URLSafeSerializer

from common.errors import MalformedRequestError


class Cursors:
    """Makes and reads the cursors of one service."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def encode(self, scope: str, filters: Mapping[str, Any], key: Sequence[Any]) -> str:
        """Return the cursor that continues after the row with sort key `key` (JSON values)."""
        return self._serializer(scope, filters).dumps(list(key))

    def decode(self, scope: str, filters: Mapping[str, Any], cursor: str) -> list[Any]:
        """Return the sort key; raises MalformedRequestError for a forged or foreign cursor."""
        try:
            key = self._serializer(scope, filters).loads(cursor)
        except BadSignature:
            raise MalformedRequestError(
                "the cursor does not belong to this list; start again without it"
            ) from None
        return list(key)

    def _serializer(self, scope: str, filters: Mapping[str, Any]) -> URLSafeSerializer:
        salt = orjson.dumps([scope, filters], option=orjson.OPT_SORT_KEYS, default=str)
        return URLSafeSerializer(self._secret, salt=salt)
