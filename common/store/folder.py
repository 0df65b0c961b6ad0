"""A store in a local folder: `ab/abcdef…`, readable to its owner alone."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from common.errors import UnavailableError
from common.store.port import CHUNK, LostFileError, size_of

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_PRIVATE: Final = 0o700


class FolderStore:
    """Files below `root`, which is made when the first one comes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, digest: str, content: BinaryIO) -> None:
        """Write beside its place, then rename: a crash leaves the whole file or none."""
        path = self._path(digest)
        with _away():
            if path.is_file() and path.stat().st_size == size_of(content):
                return
            self._make(path.parent)
            _write(path, content)

    def get(self, digest: str) -> bytes:
        """Return the content of the file."""
        with _away():
            try:
                return self._path(digest).read_bytes()
            except FileNotFoundError:
                raise LostFileError from None

    def delete(self, digest: str) -> None:
        """Remove the file."""
        with _away():
            self._path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Yield the names of the files; what a crash left beside them is none."""
        with _away():
            for path in self.root.glob("??/*"):
                if _DIGEST.fullmatch(path.name):
                    yield path.name

    def why_away(self) -> str | None:
        """Try to write a file."""
        try:
            with _away():
                self._make(self.root)
                with tempfile.TemporaryFile(dir=self.root):
                    return None
        except UnavailableError as error:
            return error.detail

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"no SHA-256 in hexadecimal: {digest[:70]!r}")
        return self.root / digest[:2] / digest

    def _make(self, folder: Path) -> None:
        # Not parents=True for the last two: their parents would get the common mode.
        self.root.parent.mkdir(parents=True, exist_ok=True)
        for each in dict.fromkeys((self.root, folder)):
            if not each.is_dir():
                each.mkdir(mode=_PRIVATE, exist_ok=True)
                _sync(each.parent)


def _write(path: Path, content: BinaryIO) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")  # its mode is 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(content, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the names in `folder` survive a crash of the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _away() -> Iterator[None]:
    """Tell a full or missing disk as what it is to the caller: the store is away."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnavailableError(f"the store of files cannot be used: {reason}") from error
