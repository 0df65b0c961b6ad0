"""What an operation declares, what its view is asked, and what it replies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from marshmallow import Schema
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from common.caller import Caller, Role
from common.db import Database
from common.errors import NotAuthenticatedError
from common.web.cursors import Cursors
from common.web.tokens import Verifier

Access = frozenset[Role] | None
"""The roles of which one suffices; None for an open route."""

OPEN: Final[Access] = None
ANYONE: Final[Access] = frozenset(Role)
DEFAULT_LIMIT, LARGEST_LIMIT = 50, 200

Row = TypeVar("Row")
View = Callable[..., "Reply"]
ViewT = TypeVar("ViewT", bound=View)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a view answers: JSON-ready `data`, and the resource's version as its ETag."""

    data: Any = None
    version: int | None = None
    status: int | None = None
    location: str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def raw(
        cls, content: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> "Reply":
        """Return an answer that is not JSON, such as a stored document."""
        return cls(data=content, content_type=content_type, headers=headers or {})


@dataclass(frozen=True, slots=True)
class Early:
    """A request before its transaction is opened: who asks for what, and the files that came."""

    caller: Caller
    files: MultiDict[str, FileStorage]
    database: Database
    query: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One declared route."""

    method: str
    rule: str
    view: View
    access: Access
    summary: str
    body: Schema | None = None
    query: Schema | None = None
    replies: Schema | None = None
    status: int = 200
    paged: bool = False
    versioned: bool = False  # If-Match is required
    versionable: bool = False  # If-Match is honoured when it is sent
    idempotent: bool = False
    files: bool = False
    by_session: bool = False  # open only since the session's own token is what it reads
    media_type: str = "application/json"  # of the answer
    # For the page of the API alone; tests hold both against what the operation takes.
    example: Mapping[str, Any] | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of parts of the path
    # What takes long and needs no transaction: SQLite has one writer, all others would wait.
    prepare: Callable[[Early], Any] | None = None


@dataclass(frozen=True, slots=True)
class Kit:
    """What the operations of one application share."""

    service: str
    database: Database
    verifier: Verifier
    cursors: Cursors


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, checked and loaded."""

    session: Session
    body: dict[str, Any]
    query: dict[str, Any]
    expected_version: int | None
    files: MultiDict[str, FileStorage]
    limit: int
    after: list[Any] | None
    request_id: str | None
    known_caller: Caller | None
    cursor: Callable[[Sequence[Any]], str]
    prepared: Any = None  # what the operation's `prepare` returned

    @property
    def caller(self) -> Caller:
        """The authenticated caller; raises NotAuthenticatedError on an open route without one."""
        if self.known_caller is None:
            raise NotAuthenticatedError
        return self.known_caller

    @property
    def version(self) -> int:
        """The version that If-Match named; only for operations declared `versioned`."""
        if self.expected_version is None:
            raise TypeError("the operation is not declared versioned")
        return self.expected_version

    def page(
        self,
        rows: Sequence[Row],
        key: Callable[[Row], Sequence[Any]],
        show: Callable[[Row], Any] = lambda row: row,
    ) -> Reply:
        """Return a page of `rows`, of which there are up to `limit` + 1 to tell if more follow.

        `key` gives a row's sort key as JSON values, `show` its JSON form.
        """
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        cursor = self.cursor(key(shown[-1])) if more else None
        return Reply({"items": [show(row) for row in shown], "next": cursor})
