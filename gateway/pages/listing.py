"""Lists: links that keep their filters."""

from collections.abc import Mapping
from urllib.parse import urlencode


def link(path: str, kept: Mapping[str, str], **more: str) -> str:
    """Return `path` with a query of `kept` and `more`; the latter win."""
    query = urlencode({**kept, **more})
    return f"{path}?{query}" if query else path
