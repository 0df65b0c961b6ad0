"""A workbook: its sheets in their order, and what they share: strings, looks, the first day."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from services.plans.extract.normalise import normalise
from services.plans.extract.reading.legacy import Encoding, Font, convert, recognise
from services.plans.extract.reading.sheet.names import RELATION, S, is_on
from services.plans.extract.reading.sheet.styles import Look, font_named, read_looks

if TYPE_CHECKING:
    from lxml.etree import _Element

    from services.plans.extract.reading.package import Package

MAIN_PART: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_WORKSHEET: Final = "/worksheet"
_MOST_SHEETS: Final = 200
_SAMPLE: Final = 40_000
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


class Run(NamedTuple):
    """Letters of one look in a string."""

    text: str
    font: Font = Font(None)


class Sheet(NamedTuple):
    """A sheet by its name on the tab, the part that holds it, and whether it is shown."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """What the sheets share; `encodings` gathers the legacy ones that were met."""

    sheets: Sequence[Sheet]
    strings: Sequence[tuple[Run, ...]]
    looks: Sequence[Look]
    since_1904: bool
    fallback: Encoding | None = None
    encodings: set[Encoding] = field(default_factory=set)

    @classmethod
    def of(cls, package: Package) -> Book:
        """Read what the sheets of a package share."""
        root = package.parse(MAIN_PART)
        properties = root.find(f"{S}workbookPr") if root is not None else None
        strings = [runs_of(one) for one in package.children(_STRINGS, f"{S}sst", (f"{S}si",))]
        return cls(
            list(_sheets(package, root)),
            strings,
            read_looks(package.parse("xl/styles.xml")),
            properties is not None and is_on(properties, "date1904"),
            _encoding_of(strings),
        )

    def look(self, at: int) -> Look:
        """Return a look by its number, the usual one for a number that is not there."""
        return self.looks[at] if at < len(self.looks) else Look()

    def text(self, runs: Sequence[Run], look: Look) -> str:
        """Return a string in Unicode, normalised, its lines kept."""
        return normalise("".join(self._unicode(one, look.font) for one in runs))

    def _unicode(self, run: Run, font: Font) -> str:
        own = run.font if run.font.encoding else font
        encoding = own.encoding or self.fallback
        if encoding is None or run.text.isascii():
            return run.text
        self.encodings.add(encoding)
        return convert(run.text, encoding, capitals=own.capitals)


def runs_of(element: _Element) -> tuple[Run, ...]:
    """Return the letters of a shared or inline string, without reading aids (`rPh`)."""
    runs: list[Run] = []
    for child in element.iterchildren(f"{S}t", f"{S}r"):
        if child.tag == f"{S}t":
            runs.append(Run(_unescaped(child.text or "")))
        else:
            properties = child.find(f"{S}rPr")
            font = Font(None) if properties is None else font_named(properties)
            runs.append(Run(_unescaped(child.findtext(f"{S}t") or ""), font))
    return tuple(runs)


def _unescaped(text: str) -> str:
    """Return the text that is meant (ECMA-376 part 1, 22.9.2.19): `_x000D_` is a line end."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _sheets(package: Package, root: _Element | None) -> Iterator[Sheet]:
    links = package.parse("xl/_rels/workbook.xml.rels")
    targets = {
        str(one.get("Id")): str(one.get("Target"))
        for one in (links if links is not None else ())
        if str(one.get("Type")).endswith(_WORKSHEET)
    }
    listed = root.iterfind(f"{S}sheets/{S}sheet") if root is not None else iter(())
    for one, _ in zip(listed, range(_MOST_SHEETS), strict=False):
        target = targets.pop(str(one.get(RELATION)), None)
        if target is not None:
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            hidden = one.get("state", "visible") != "visible"
            yield Sheet(normalise(one.get("name") or "").strip(), part, hidden)


def _encoding_of(strings: Sequence[tuple[Run, ...]]) -> Encoding | None:
    """Return the encoding of a text whose legacy font was replaced by another."""
    sample: list[str] = []
    length = 0
    for runs in strings:
        if any(run.font.encoding for run in runs):
            continue
        sample.extend(run.text for run in runs)
        length += sum(len(run.text) for run in runs)
        if length > _SAMPLE:
            break
    return recognise("\n".join(sample))
