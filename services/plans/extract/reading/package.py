"""Office packages: ZIP files of XML parts, opened within limits and without entities."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final, NamedTuple

from lxml import etree
from lxml.etree import LxmlError, _Element

from common.archives import BROKEN, SwollenError, declares_entities, unpacked
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.progress import Stage, Tell, silent

MAX_UNPACKED: Final = 200 * 1024 * 1024
"""Pictures are counted too, though they are never unpacked."""
MAX_XML: Final = 48 * 1024 * 1024
"""Some 3,000 pages; bounds the memory a part takes."""
MAX_PARTS: Final = 4_000
_MAX_RATIO: Final = 400
_MOST_DIGITS: Final = 9
_RATIO_FROM: Final = 1024 * 1024
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
     b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip


class Names(NamedTuple):
    """How a kind of package is called in a message, in English and Vietnamese."""

    english: str
    vietnamese: str


class Package:
    """An opened package; `read` and `parse` give None for a part that is not there.

    All raise `UnreadableDocumentError` for a part that is damaged, swollen or declares entities.
    """

    def __init__(self, archive: zipfile.ZipFile, main_part: str, names: Names) -> None:
        """Take an archive whose parts were checked; the bytes of its main part are kept."""
        self._archive = archive
        self._parts = frozenset(archive.namelist())
        self._main_part = main_part
        self._main: bytes | None = None
        self._names = names

    def read(self, name: str) -> bytes | None:
        """Return the bytes of an XML part."""
        if name == self._main_part:
            if self._main is None:
                self._main = self._unpacked(name)
            return self._main
        return self._unpacked(name) if name in self._parts else None

    def _unpacked(self, name: str) -> bytes:
        with _told(self._names):
            try:
                xml = unpacked(self._archive, name, MAX_XML)
            except SwollenError:
                raise _swollen() from None
        if declares_entities(xml):
            raise UnreadableDocumentError(
                "The document declares XML entities, which no office program writes. Save it anew "
                "in one and send that.",
                "Tệp khai báo thực thể XML, điều không phần mềm văn phòng nào làm. Hãy lưu lại "
                "bằng phần mềm đó rồi gửi lại.",
            )
        # The strict form of the standard has other names for the same words.
        for strict, usual in _STRICT:
            xml = xml.replace(strict, usual)
        return xml

    def parse(self, name: str) -> _Element | None:
        """Return the root of an XML part."""
        xml = self.read(name)
        if xml is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        with _told(self._names):
            return etree.fromstring(xml, parser)

    def children(
        self, name: str, parent: str | tuple[str, ...], tags: tuple[str, ...], tell: Tell = silent
    ) -> Iterator[_Element]:
        """Yield the elements of `tags` that stand right in a `parent`, each dropped afterwards.

        A long document is never in memory as a whole tree. Tells how much of the part is read.
        """
        xml = self.read(name)
        if xml is None:
            return
        parents = (parent,) if isinstance(parent, str) else parent
        stream = BytesIO(xml)
        steps = iter(etree.iterparse(
            stream, events=("end",), tag=tags,
            resolve_entities=False, no_network=True, load_dtd=False,
        ))  # fmt: skip
        while (element := self._next(steps)) is not None:
            above = element.getparent()
            if above is None or above.tag not in parents:
                continue
            tell(Stage.TEXT, stream.tell(), len(xml))
            yield element
            element.clear()
            while element.getprevious() is not None:
                del above[0]

    def _next(self, steps: Iterator[tuple[str, _Element]]) -> _Element | None:
        # Only the parser's own errors tell of damage; those of who reads the element do not.
        with _told(self._names):
            return next(steps, (None, None))[1]


@contextmanager
def _told(names: Names) -> Iterator[None]:
    """Raise `UnreadableDocumentError` for what a damaged archive or its XML raises."""
    try:
        yield
    except (*BROKEN, LxmlError) as error:
        raise UnreadableDocumentError(
            f"The {names.english} file is damaged. Open it in the program it was made with, save "
            "it again and send that.",
            f"Tệp {names.english} đã hỏng. Hãy mở bằng phần mềm đã soạn tệp, lưu lại rồi gửi lại.",
        ) from error


@contextmanager
def opened(data: bytes, main_part: str, names: Names) -> Iterator[Package]:
    """Open a package that must have `main_part`.

    Raises `UnreadableDocumentError` for a damaged, encrypted or swollen file.
    """
    with _told(names):
        archive = zipfile.ZipFile(BytesIO(data))
    with archive:
        _check(archive.infolist(), main_part, names)
        yield Package(archive, main_part, names)


def _check(parts: list[zipfile.ZipInfo], main_part: str, names: Names) -> None:
    if not any(part.filename == main_part for part in parts):
        raise UnreadableDocumentError(
            f"The file is a ZIP archive but no {names.english} document. Send the document itself "
            "as DOCX, XLSX, ODT or PDF.",
            f"Đây là tệp nén ZIP, không phải {names.vietnamese}. Hãy gửi chính văn bản ở dạng "
            "DOCX, XLSX, ODT hoặc PDF.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _RATIO_FROM and part.file_size > part.compress_size * _MAX_RATIO
        for part in parts
    )
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or swollen:
        raise _swollen()


def _swollen() -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "The document unpacks to far more than its size. Save it again without pictures or empty "
        "rows and send that.",
        "Văn bản giải nén ra lớn hơn nhiều so với kích thước tệp. Hãy lưu lại bản không có "
        "hình ảnh, dòng trống rồi gửi lại.",
    )


def encrypted() -> UnreadableDocumentError:
    """Return the problem of a document that needs a password."""
    return UnreadableDocumentError(
        "The document is encrypted. Remove its password and send it again.",
        "Văn bản được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
    )


def number(text: str | None, default: int, limit: int) -> int:
    """Return a small whole number of an attribute as written, `default` for anything else."""
    if not text or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return default
    return value if (value := int(text)) <= limit else default
