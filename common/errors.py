"""What can go wrong, told so that every door can make an RFC 9457 problem of it.

Problem
├── InvalidInputError        422  the request's fields are wrong; `errors` names each
├── NotAuthenticatedError    401
├── NotAllowedError          403
├── NotFoundError            404
├── ConflictError            409  the state does not allow it
├── StaleVersionError        412
├── PreconditionRequiredError 428
├── TooLargeError            413
├── TooManyRequestsError     429
└── UnavailableError         503  a part we need is away; try again

Each service adds its own subclasses beside the rule they guard. A class's docstring is its
default `detail`; `type` is the last part of the problem's URI.
"""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: a JSON `pointer` (RFC 6901) into the body or `?name` of the query."""

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818 - the RFC's own word for it
    """Something went wrong."""

    type: ClassVar[str] = "problem"
    title: ClassVar[str] = "Problem"
    status: ClassVar[int] = 500

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        retry_after_s: int | None = None,
        **members: object,
    ) -> None:
        """Take the sentence to show, wrong fields, and further members of the problem body."""
        self.detail = detail or inspect.getdoc(type(self)) or self.title
        self.errors = tuple(errors)
        self.retry_after_s = retry_after_s
        self.members = members
        super().__init__(self.detail)


class InvalidInputError(Problem):
    """Some fields are missing or wrong; correct the ones listed and send again."""

    type = "invalid-input"
    title = "Invalid input"
    status = 422

    @classmethod
    def of(cls, pointer: str, detail: str) -> "InvalidInputError":
        """Return the problem for one field."""
        return cls(errors=[FieldError(pointer, detail)])


class MalformedRequestError(Problem):
    """The request could not be read."""

    type = "malformed-request"
    title = "Malformed request"
    status = 400


class NotAuthenticatedError(Problem):
    """Log in first: send a valid token in the Authorization header."""

    type = "not-authenticated"
    title = "Not logged in"
    status = 401


class NotAllowedError(Problem):
    """Your role or agency does not permit this."""

    type = "not-allowed"
    title = "Not allowed"
    status = 403


class NotFoundError(Problem):
    """There is nothing here that you may see."""

    type = "not-found"
    title = "Not found"
    status = 404


class ConflictError(Problem):
    """The present state does not allow this."""

    type = "conflict"
    title = "Conflict"
    status = 409


class StaleVersionError(Problem):
    """The record was changed by someone else since you read it; read it again and retry."""

    type = "stale-version"
    title = "Changed meanwhile"
    status = 412


class PreconditionRequiredError(Problem):
    """Say which version you read: send its ETag in the If-Match header."""

    type = "precondition-required"
    title = "If-Match required"
    status = 428


class TooLargeError(Problem):
    """The request is larger than this service accepts."""

    type = "too-large"
    title = "Too large"
    status = 413


class TooManyRequestsError(Problem):
    """Too many requests; wait before the next one."""

    type = "too-many-requests"
    title = "Too many requests"
    status = 429


class UnavailableError(Problem):
    """A part of the system is away; nothing was changed. Try again in a moment."""

    type = "unavailable"
    title = "Unavailable"
    status = 503
