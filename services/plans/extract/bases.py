"""The paragraphs that introduce a document: what it rests on or carries out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.plans.extract.citations import KINDS, cites_document, first_citation
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import LegalBasis
from services.plans.extract.labels import ARABIC, BARE, DASH
from services.plans.extract.lines import Document, Line

_OPENING = re.compile(
    r"^(?:Căn cứ|Thực hiện|Triển khai|Tiếp tục (?:thực hiện|triển khai)|Trên cơ sở|Thi hành|"
    r"Để (?:triển khai|thực hiện|tổ chức)|Nhằm (?:triển khai|thực hiện|cụ thể)|Theo|"
    r"Tổ chức thực hiện)\b"
)
_PROPOSAL = re.compile(r"^(?:Theo|Xét|Trên cơ sở) (?:đề nghị|đề xuất|tờ trình của)", re.IGNORECASE)
# Lines that were wrapped are one paragraph: each of these words begins a basis of its own.
_SPLIT = re.compile(
    r"(?<=;)\s+(?=(?:Căn cứ|Theo|Thực hiện|Triển khai|Thi hành|Xét|Trên cơ sở) [^\W\d_])"
)
_DOCUMENT = re.compile(rf"^(?:Các )?(?:{'|'.join(KINDS)})\b")
# "Để khắc phục tồn tại, thực hiện Chỉ thị số …, Chủ tịch UBND tỉnh yêu cầu …"
_CARRIES_OUT = re.compile(
    rf"^(?:Để|Nhằm)\b.{{0,300}}?\b(?:thực hiện|triển khai|thi hành) (?:{'|'.join(KINDS)}) số\b"
)
_SECTION = re.compile(r"^(?:cac |nhung )?can cu\b|^co so phap ly")
_MAX_LINES = 90
_ANNOUNCED = 60


def read_bases(document: Document, body_at: int, notebook: Notebook) -> tuple[LegalBasis, ...]:
    """Return one basis for each introducing paragraph between the title and the first heading."""
    bases = tuple(
        basis for line in _introduction(document, body_at) for basis in _read_paragraph(line)
    )
    if not bases:
        notebook.note("no-legal-basis")
    return bases


def _introduction(document: Document, body_at: int) -> Iterator[Line]:
    """Yield the paragraphs before the first heading, or of a first section that lists bases."""
    section: Line | None = None
    for line in document.lines[body_at : body_at + _MAX_LINES]:
        heading = line.label.rank < BARE and line.label.rank <= ARABIC + 1
        if heading and section is None and _SECTION.match(fold_words(line.body)):
            section = line
        elif heading and (section is None or line.label.rank <= section.label.rank):
            return
        elif not line.cells and (section is not None or line.label.rank in (BARE, DASH)):
            yield line


def _read_paragraph(line: Line) -> Iterator[LegalBasis]:
    at = line.body_start
    for part in _SPLIT.split(line.body):
        start = line.text.find(part, at - line.start) + line.start
        at = start + len(part)
        if _is_basis(part, listed=bool(line.label.text)):
            cited = first_citation(part)
            yield LegalBasis(part, cited.number, cited.issued_on, cited.kind, (start, at))


def _is_basis(part: str, *, listed: bool) -> bool:
    """Tell whether a paragraph names what the document rests on; a list names it outright."""
    if _PROPOSAL.match(part):
        return False
    if part.startswith("Căn cứ"):
        return len(part) > _ANNOUNCED or not part.rstrip().endswith(":")
    opens = _OPENING.match(part) is not None or (listed and _DOCUMENT.match(part) is not None)
    cited = cites_document(part[:400])
    return (opens and cited) or _CARRIES_OUT.match(part) is not None
