"""PDF files made by hand: text at places, lines, pages; no more than a test needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

HEIGHT = 842
WIDTH = 595
_REGULAR, _BOLD = "F1", "F2"


@dataclass
class Paper:
    """A page, written from its top left corner; every letter is half its size wide."""

    content: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    size: float = 12.0

    def write(self, x: float, y: float, text: str, *, bold: bool = False, font: str = "") -> None:
        """Set text with its foot at `y` below the top."""
        self.letters |= set(text)
        codes = "".join(f"{ord(char):04X}" for char in text)
        name = font or (_BOLD if bold else _REGULAR)
        self.content.append(
            f"BT /{name} {self.size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{codes}> Tj ET"
        )

    def lines(self, x: float, y: float, texts: Sequence[str], step: float = 16) -> float:
        """Set lines below each other; return where the next one would stand."""
        for at, text in enumerate(texts):
            self.write(x, y + at * step, text)
        return y + len(texts) * step

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.content.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Draw a table's lines."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def cells(self, xs: Sequence[float], y: float, texts: Sequence[str]) -> None:
        """Set a row's texts, a line each."""
        for x, text in zip(xs, texts, strict=False):
            self.write(x + 4, y, text)


def pdf(
    papers: Sequence[Paper], *, fonts: Sequence[str] = (), extra: str = "", rotate: int = 0
) -> bytes:
    """Return a PDF file of these pages.

    `fonts` are names of further fonts, F3 and on; `extra` stands in the trailer.
    """
    letters = sorted(set(chain.from_iterable(paper.letters for paper in papers)))
    names = ["Sample", "Sample-Bold", *fonts]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font_ids = []
    objects.append(_stream(_to_unicode(letters)))
    unicode_id = len(objects)
    for name in names:
        objects.extend(_font(name, unicode_id, len(objects)))
        font_ids.append(len(objects))
    resources = " ".join(f"/F{at} {one} 0 R" for at, one in enumerate(font_ids, start=1))
    kids = []
    for paper in papers:
        objects.append(_stream("\n".join(paper.content)))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} "
            f"/Contents {len(objects)} 0 R /Resources << /Font << {resources} >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    return _file(objects, extra)


def _font(name: str, unicode_id: int, before: int) -> Iterator[str]:
    yield (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    yield (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 500 /CIDToGIDMap /Identity "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {before + 1} 0 R >>"
    )
    yield (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
        f"/DescendantFonts [{before + 2} 0 R] /ToUnicode {unicode_id} 0 R >>"
    )


def _to_unicode(letters: Sequence[str]) -> str:
    pairs = "\n".join(f"<{ord(char):04X}> <{ord(char):04X}>" for char in letters)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )


def _stream(text: str) -> str:
    return f"<< /Length {len(text.encode('latin-1'))} >>\nstream\n{text}\nendstream"


def _file(objects: Sequence[str], extra: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for at, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{at} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return data + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra} >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    ).encode("latin-1")
