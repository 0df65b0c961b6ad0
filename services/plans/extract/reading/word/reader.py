"""A DOCX file, read as blocks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element

from services.plans.extract.blocks import Block, Note, Reading
from services.plans.extract.progress import Tell, silent
from services.plans.extract.reading.decode import legacy_note
from services.plans.extract.reading.legacy import Encoding, recognise
from services.plans.extract.reading.package import Names, Package, opened
from services.plans.extract.reading.word.body import Body
from services.plans.extract.reading.word.inline import Inline
from services.plans.extract.reading.word.names import W
from services.plans.extract.reading.word.numbering import read_numbering
from services.plans.extract.reading.word.styles import Styles

_DOCUMENT: Final = "word/document.xml"
_CHILDREN: Final = (f"{W}p", f"{W}tbl", f"{W}sdt", f"{W}customXml", f"{W}ins", f"{W}moveTo")
_TEXT: Final = re.compile(rb"<w:t(?:\s[^>]*)?>([^<]{1,2000})|<w:(softHyphen)/>")
_SAMPLE: Final = 4_000
_LETTERHEAD: Final = re.compile(r"CỘNG H[ÒO][ÀA] XÃ HỘI|^Số\s?:")
_HEAD_BLOCKS: Final = 30


def read_word(data: bytes, tell: Tell = silent) -> Reading:
    """Return the blocks of a DOCX file.

    Raises `UnreadableDocumentError` for a damaged or encrypted file, one that unpacks to more
    than the limits of `package`, one whose XML declares entities, and one without any text.
    """
    with opened(data, _DOCUMENT, Names("DOCX", "văn bản Word")) as package:
        return _read(package, tell)


def _read(package: Package, tell: Tell) -> Reading:
    styles = Styles(package.parse("word/styles.xml"))
    inline = Inline(styles, _encoding_of(package))
    body = Body(styles, read_numbering(package.parse("word/numbering.xml")), inline)
    for child in package.children(_DOCUMENT, f"{W}body", _CHILDREN, tell):
        body.take(child)
    body.end()
    blocks = [*_letterhead(package, body), *body.blocks]
    notes: list[Note] = [legacy_note(one) for one in sorted(inline.encodings)]
    if inline.changes:
        notes.append(("tracked-changes", {"count": str(inline.changes)}))
    footnotes = list(_footnotes(package, body))
    if footnotes:
        notes.append(("notes-appended", {"count": str(len(footnotes))}))
    return Reading((*blocks, *footnotes), tuple(notes))


def _encoding_of(package: Package) -> Encoding | None:
    """Return the encoding of a text whose legacy font was replaced by another."""
    found = _TEXT.finditer(package.read(_DOCUMENT) or b"")
    parts = [
        match.group(1).decode("utf-8", "replace") if match.group(1) else "\u00ad"
        for match, _ in zip(found, range(_SAMPLE), strict=False)
    ]
    return recognise("".join(parts))


def _letterhead(package: Package, body: Body) -> list[Block]:
    """Return the blocks of a page header that holds what the text itself lacks: the letterhead."""
    if any(_LETTERHEAD.search(block.text) for block in body.blocks[:_HEAD_BLOCKS]):
        return []
    for name in _targets(package, "header"):
        header = package.parse(name)
        if header is None:
            continue
        found = Body(body.styles, body.numbering, Inline(body.styles, body.inline.fallback))
        found.read(header)
        if any(_LETTERHEAD.search(block.text) for block in found.blocks):
            return found.blocks
    return []


def _targets(package: Package, kind: str) -> Iterator[str]:
    """Yield the names of the parts of a kind that the document refers to."""
    relations = package.parse("word/_rels/document.xml.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type")).endswith(f"/{kind}"):
            yield posixpath.normpath(posixpath.join("word", str(relation.get("Target"))))


def _footnotes(package: Package, body: Body) -> Iterator[Block]:
    """Yield the notes in the order of their marks: `[1] …`."""
    known: dict[tuple[str, str], _Element] = {}
    for kind in ("footnote", "endnote"):
        root = package.parse(f"word/{kind}s.xml")
        for note in root.iterchildren(f"{W}{kind}") if root is not None else ():
            known[kind, str(note.get(f"{W}id"))] = note
    asked = dict.fromkeys(body.inline.notes)
    for count, key in enumerate((key for key in asked if key in known), start=1):
        own = Body(body.styles, body.numbering, Inline(body.styles, body.inline.fallback))
        own.read(known[key])
        text = " ".join(block.text or " ".join(block.cells) for block in own.blocks)
        if text:
            yield Block(f"[{count}] {text}", aside=True)
