"""Archives of strangers: nothing in them is believed before it was seen."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from common.archives import (
    BROKEN,
    CHUNK,
    METHODS,
    SwollenError,
    declares_entities,
    listed,
    unpacked,
)


def packed(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        archive.writestr("part.xml", content)
    return whole.getvalue()


def read(archive: bytes, most: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return unpacked(opened, "part.xml", most)


def test_a_part_is_counted_wherever_its_mark_is_cut() -> None:
    for place in range(CHUNK - 4, CHUNK + 1):
        assert listed(io.BytesIO(bytes(place) + b"PK\x01\x02" + bytes(CHUNK))) == 1


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_part_is_unpacked_as_it_was(method: int) -> None:
    assert read(packed(b"<a/>" * 50_000, method), 200_000) == b"<a/>" * 50_000


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_part_beyond_what_is_allowed_is_refused(method: int) -> None:
    with pytest.raises(SwollenError):
        read(packed(b"<a/>" * 50_000, method), 199_999)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_cannot_be_unpacked_in_pieces_is_refused_before(method: int) -> None:
    archive = packed(bytes(100_000_000), method)
    assert len(archive) < 20_000
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile):
        read(archive, 1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_stated_size_is_not_believed() -> None:
    archive = bytearray(packed(bytes(1_000_000)))
    entry = archive.index(b"PK\x01\x02")
    archive[entry + 24 : entry + 28] = struct.pack("<I", 1_000)
    with pytest.raises((SwollenError, *BROKEN)):
        read(bytes(archive), 500)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_damaged_part_raises_what_is_told_of(method: int) -> None:
    archive = bytearray(packed(bytes(range(256)) * 100, method))
    archive[60:120] = b"\xff" * 60
    with pytest.raises(BROKEN):
        read(bytes(archive), 1_000_000)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "utf-16-le", "utf-16-be"])
def test_entities_are_seen_in_any_encoding(encoding: str) -> None:
    assert declares_entities("<!DOCTYPE a [<!ENTITY b 'c'>]>".encode(encoding))
    assert not declares_entities("<a>&amp;</a>".encode(encoding))
