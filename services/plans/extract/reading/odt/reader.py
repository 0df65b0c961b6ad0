"""An ODT file, read as blocks.

lxml over `content.xml` is enough: no kept library gives numbers of lists as printed, tracked
changes or merged cells (docs/decisions/010-pdf.md tells the figures).
"""

from __future__ import annotations

import re
from typing import Final

from services.plans.extract.blocks import Block, Note, Reading
from services.plans.extract.progress import Tell, silent
from services.plans.extract.reading.decode import legacy_note
from services.plans.extract.reading.legacy import Encoding, recognise
from services.plans.extract.reading.odt.body import Body
from services.plans.extract.reading.odt.names import DRAW, OFFICE, TABLE, TEXT
from services.plans.extract.reading.odt.styles import Styles
from services.plans.extract.reading.package import Names, Package, encrypted, opened

_CONTENT: Final = "content.xml"
_STYLED: Final = (
    f"{OFFICE}font-face-decls", f"{OFFICE}styles", f"{OFFICE}automatic-styles",
)  # fmt: skip
_CHILDREN: Final = (
    f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TEXT}section", f"{TEXT}tracked-changes",
    f"{TABLE}table", f"{DRAW}frame", f"{TEXT}numbered-paragraph", f"{TEXT}alphabetical-index",
)  # fmt: skip
_TAG: Final = re.compile(r"<[^<>]{0,400}>")
_SAMPLE: Final = 400_000


def read_odt(data: bytes, tell: Tell = silent) -> Reading:
    """Return the blocks of an ODT file.

    Raises `UnreadableDocumentError` for a damaged or encrypted file, one that unpacks to more
    than the limits of `package`, and one whose XML declares entities.
    """
    with opened(data, _CONTENT, Names("ODT", "văn bản ODT")) as package:
        if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
            raise encrypted()
        return _read(package, tell)


def _read(package: Package, tell: Tell) -> Reading:
    body = Body(_styles_of(package), _encoding_of(package))
    changes = 0
    for child in package.children(_CONTENT, f"{OFFICE}text", _CHILDREN, tell):
        if child.tag == f"{TEXT}tracked-changes":
            changes += len(list(child.iterchildren(f"{TEXT}changed-region")))
        else:
            body.take(child)
    notes: list[Note] = [legacy_note(one) for one in sorted(body.encodings)]
    if changes:
        notes.append(("tracked-changes", {"count": str(changes)}))
    # A note inside a table that only sets text side by side is met twice.
    footnotes = list(dict.fromkeys(body.notes))
    if footnotes:
        notes.append(("notes-appended", {"count": str(len(footnotes))}))
    asides = [Block(f"[{at}] {text}", aside=True) for at, text in enumerate(footnotes, start=1)]
    return Reading((*body.blocks, *asides), tuple(notes))


def _styles_of(package: Package) -> Styles:
    styles = Styles()
    root = package.parse("styles.xml")
    if root is not None:
        styles.add(root.iterchildren(*_STYLED))
    for container in package.children(_CONTENT, f"{OFFICE}document-content", _STYLED):
        styles.add([container])
        if container.tag == f"{OFFICE}automatic-styles":
            # They stand before the text. Their elements live on: nothing of them is dropped.
            break
    return styles


def _encoding_of(package: Package) -> Encoding | None:
    """Return the encoding of a text whose legacy font was replaced by another."""
    xml = (package.read(_CONTENT) or b"")[:_SAMPLE].decode("utf-8", "replace")
    return recognise(_TAG.sub(" ", xml))
