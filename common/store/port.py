"""What a store of files offers, and reading from one with a check of the content."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

from common.errors import Problem

CHUNK: Final = 256 * 1024


class LostFileError(Problem):
    """The stored file is missing, or is no longer what was handed in; tell the administrator."""

    type = "file-damaged"
    title = "File damaged"
    status = 500


class Store(Protocol):
    """Files by the SHA-256 of their content, in 64 lower-case hexadecimal digits.

    Each method raises UnavailableError when the store is away.
    """

    def put(self, digest: str, content: BinaryIO) -> None:
        """Keep `content`, read from its start, under its digest; once there, it is left alone.

        When this returns the file survives a crash, and no reader ever sees a part of it.
        """

    def get(self, digest: str) -> bytes:
        """Return the content as it is stored; raises LostFileError if there is none."""

    def delete(self, digest: str) -> None:
        """Remove the file; does nothing if there is none."""

    def digests(self) -> Iterator[str]:
        """Yield the digest of every file, in no order."""

    def why_away(self) -> str | None:
        """Return why files cannot be kept now, or None."""


def digest_of(content: BinaryIO) -> str:
    """Return the SHA-256 of `content`, which is left at its start."""
    content.seek(0)
    found = hashlib.sha256()
    while chunk := content.read(CHUNK):
        found.update(chunk)
    content.seek(0)
    return found.hexdigest()


def fetch(store: Store, digest: str) -> bytes:
    """Return the content of `digest`; raises LostFileError if it is not what was stored."""
    content = store.get(digest)
    if hashlib.sha256(content).hexdigest() != digest:
        raise LostFileError
    return content


def size_of(content: BinaryIO) -> int:
    """Return how many bytes `content` has, which is left at its start."""
    size = content.seek(0, 2)
    content.seek(0)
    return size
