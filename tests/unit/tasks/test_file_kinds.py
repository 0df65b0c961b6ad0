import contextlib
import io
import itertools
import struct
import zipfile

import pytest

from services.tasks.files import UnacceptableFileError
from services.tasks.files.kinds import (
    DOCX,
    ODS,
    ODT,
    PDF,
    TEXT,
    XLSX,
    Kind,
    kind_of,
)
from services.tasks.files.names import LONGEST, clean

WORD = "[Content_Types].xml"


def packed(*names: str, types: str = "", mimetype: str = "") -> bytes:
    """Return a ZIP archive of parts that are empty but for these two."""
    contents = {WORD: types, "mimetype": mimetype}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        for name in names:
            package.writestr(name, contents.get(name, ""))
    return whole.getvalue()


def told(content: bytes) -> Kind:
    return kind_of(io.BytesIO(content))


def odf(kind: Kind, *more: str) -> bytes:
    return packed("mimetype", "content.xml", *more, mimetype=kind.media_type)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", PDF),
        (packed(WORD, "word/document.xml"), DOCX),
        (packed(WORD, "xl/workbook.xml"), XLSX),
        (odf(ODT), ODT),
        (odf(ODS), ODS),
        ("Kết quả: đạt 95 %\n".encode(), TEXT),
        (b"\xef\xbb\xbfa;b\r\n1;2\r\n", TEXT),
        (b"5 < 7 and <= 9\n", TEXT),
    ],
)
def test_a_document_is_told_by_its_content(content: bytes, kind: Kind) -> None:
    assert told(content) == kind


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
    ],
)
def test_a_picture_is_told_by_its_content(content: bytes, media_type: str) -> None:
    assert told(content).media_type == media_type


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"MZ\x90\0", "program"),
        (b"\x7fELF\x02", "program"),
        (b"#!/bin/sh\n", "script"),
        (b"<!DOCTYPE html><p>", "HTML"),
        (b"\n  <html>", "HTML"),
        (b"\xef\xbb\xbf<svg onload='x'>", "HTML"),
        (b'<?xml version="1.0"?>', "HTML"),
        (b"{\\rtf1", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "before 2007"),
        (packed("a.txt"), "archive"),
        (packed(WORD, "word/document.xml", "word/vbaProject.bin"), "macros"),
        (packed(WORD, "word/document.xml", types="vnd.ms-word.MacroEnabled"), "macros"),
        (packed(WORD, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "macros"),
        (odf(ODT, "Basic/Standard/a.xml"), "macros"),
        (packed("mimetype", "content.xml", mimetype="application/x-else"), "archive"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        ("Kết quả".encode("utf-16"), "PDF"),
        (b"\x00\x01\x02", "PDF"),
        (b"text that breaks off \xe1\xba", "PDF"),
    ],
)
def test_what_a_machine_would_run_is_refused_with_a_remedy(content: bytes, why: str) -> None:
    with pytest.raises(UnacceptableFileError, match=why):
        told(content)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_package_whose_part_is_damaged_is_refused(method: int) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as package:
        package.writestr(WORD, bytes(range(256)) * 8)
        package.writestr("word/document.xml", "")
    begin = 30 + len(WORD)
    damaged = bytearray(whole.getvalue())
    damaged[begin : begin + 40] = b"\xff" * 40
    with pytest.raises(UnacceptableFileError, match="damaged"):
        told(bytes(damaged))


def test_a_package_with_a_name_that_is_no_text_is_refused() -> None:
    content = packed(WORD, "word/document.xml", "ả.xml").replace("ả".encode(), b"\xff\xfe\xff")
    with pytest.raises(UnacceptableFileError, match="damaged"):
        told(content)


def test_any_one_wrong_byte_of_a_package_is_a_refusal_at_most() -> None:
    content = packed(WORD, "word/document.xml")
    for place, byte in itertools.product(range(4, len(content)), (0x00, 0x7F, 0xFF)):
        damaged = bytearray(content)
        damaged[place] = byte
        with contextlib.suppress(UnacceptableFileError):
            told(bytes(damaged))


def test_parts_are_counted_before_the_list_of_them_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = packed(WORD, "word/document.xml", *(f"{number}.xml" for number in range(5_000)))
    end = content.rindex(b"PK\x05\x06")
    stated = content[: end + 8] + struct.pack("<HH", 2, 2) + content[end + 12 :]
    monkeypatch.delattr(zipfile, "ZipFile")
    with pytest.raises(UnacceptableFileError, match="more than 5000 parts"):
        told(stated)


def test_marks_are_found_only_where_a_page_would_begin() -> None:
    assert told(b"see <b> below\n" * 10) == TEXT


def test_content_is_left_at_its_start() -> None:
    content = io.BytesIO(b"%PDF-1.7\n")
    kind_of(content)
    assert content.tell() == 0


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Báo cáo quý I.pdf", "Báo cáo quý I.pdf"),
        ("C:\\Users\\lan\\báo cáo.PDF", "báo cáo.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("minutes.exe", "minutes.exe.pdf"),
        ("exe\u202efdp.pdf", "exefdp.pdf"),
        ("a\r\nb\0.pdf", "ab.pdf"),
        ('a"b?<c>.pdf', "a b c.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "tep.pdf"),
        ("x" * 300 + ".pdf", "x" * LONGEST + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(given: str, name: str) -> None:
    assert clean(given, PDF) == name


def test_text_keeps_an_ending_of_text_alone() -> None:
    assert clean("rows.csv", TEXT) == "rows.csv"
    assert clean("run.bat", TEXT) == "run.bat.txt"
