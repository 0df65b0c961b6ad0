"""Versions as strong ETags: the number in the WHERE clause is the one in the header."""

import re

from common.errors import MalformedRequestError, PreconditionRequiredError

_STRONG = re.compile(r'"(\d{1,12})"')


def etag(version: int) -> str:
    """Return the entity tag of `version`, as `"7"`."""
    return f'"{version}"'


def expected_version(if_match: str | None) -> int:
    """Return the version that an If-Match header names.

    Raises PreconditionRequiredError if it is absent and MalformedRequestError if it is not one
    of our tags; `*` is refused too, since it would overwrite unseen changes.
    """
    if not if_match:
        raise PreconditionRequiredError
    match = _STRONG.fullmatch(if_match.strip())
    if match is None:
        raise MalformedRequestError('If-Match must be the ETag that was read, such as "7"')
    return int(match[1])


def unchanged(if_none_match: str | None, version: int) -> bool:
    """Tell whether the reader already holds `version`."""
    if not if_none_match:
        return False
    return etag(version) in {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
