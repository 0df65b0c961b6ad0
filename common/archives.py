"""ZIP archives that strangers send: unpacked within limits, and counted before they are opened.

Office documents and workbooks are such archives. Nothing that their directory says is trusted. The
readers of plans count after opening: they run in a process apart that is bounded as a whole.
"""

import lzma
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    OverflowError,
    ValueError,  # also of a name that is no text
)
"""What reading a broken archive raises, by what is broken: the directory, a name, or a part."""
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What office formats allow (ECMA-376 part 2); of others zipfile cannot unpack a piece only."""
CHUNK: Final = 256 * 1024
_PART: Final = b"PK\x01\x02"
"""What each entry of an archive's directory begins with."""
_PIECE: Final = 64 * 1024
_DECLARING: Final = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


class SwollenError(Exception):
    """A part unpacks to more than was allowed."""


def listed(content: BinaryIO) -> int:
    """Return how many parts the archive can have at most, leaving `content` at its end.

    Counted by their marks: ZipFile makes an object of each part at once, and never looks at the
    number that the end of the archive states.
    """
    content.seek(0)
    count, before = 0, b""
    while chunk := content.read(CHUNK):
        window = before + chunk
        count += window.count(_PART)
        before = window[1 - len(_PART) :]
    return count


def unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a part, piece by piece, as its stated size may be a lie.

    Raises SwollenError for more than `most` bytes, and one of BROKEN; so too for a way of packing
    that no office document uses.
    """
    if archive.getinfo(name).compress_type not in METHODS:
        raise zipfile.BadZipFile(name)
    found = bytearray()
    with archive.open(name) as part:
        while len(found) <= most and (piece := part.read(_PIECE)):
            found += piece
    if max(len(found), archive.getinfo(name).file_size) > most:
        raise SwollenError(name)
    return bytes(found)


def declares_entities(xml: bytes) -> bool:
    """Tell whether XML declares a document type or an entity, in any encoding that can hide it."""
    return any(mark in xml for mark in _DECLARING)
