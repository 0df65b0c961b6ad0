"""The whole reading: bytes and a file name in, one `Extract` out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from services.plans.extract.addressees import Assigned, read_parts, read_whole
from services.plans.extract.amendments import read_amendments
from services.plans.extract.bases import read_bases
from services.plans.extract.bindingness import courtesy_of
from services.plans.extract.blocks import Block
from services.plans.extract.budget import read_budget
from services.plans.extract.checks import check
from services.plans.extract.closing import Closing, read_closing
from services.plans.extract.duty_targets import read_duty_targets
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.findings import Notebook
from services.plans.extract.flat_tables import restore_tables
from services.plans.extract.form import Agency, Extract, Indicator, Span
from services.plans.extract.header import Header, read_header
from services.plans.extract.indicator_tables import read_indicator_tables
from services.plans.extract.indicators import (
    check_leads,
    has_labels,
    numbered,
    read_indicators,
)
from services.plans.extract.lines import Document, Line, compose_lines
from services.plans.extract.normalise import broken
from services.plans.extract.outline import Node, assigning_parts, build_tree, note_gaps, sections_of
from services.plans.extract.pages import drop_page_numbers, join_pages
from services.plans.extract.plan_years import PlanYears, plan_years
from services.plans.extract.progress import Tell, silent, steps
from services.plans.extract.reading import read_file
from services.plans.extract.reports import read_reports
from services.plans.extract.review import distinct, review_leftovers
from services.plans.extract.task_tables import read_task_tables
from services.plans.extract.work_items import read_work_items

_THROUGHOUT = frozenset({"Chỉ thị", "Công điện", "Công văn", "Kết luận", "Thông báo"})
"""Types of documents whose every item may give a duty; plans have a section that does."""
MAX_CHARACTERS = 1_500_000
"""Far above any plan with its appendices; bounds the time of a hostile file."""
MAX_BLOCKS = 60_000
"""Paragraphs and rows; a book of a thousand pages has fewer."""
_STEPS = 7
"""What `read_document` tells of, as one after the other."""
_NO_TEXT = (
    "No text was found in the document. Save it again in a word processor and send that.",
    "Không tìm thấy chữ nào trong văn bản. Hãy lưu lại bằng trình soạn thảo rồi gửi lại.",
)


def read(data: bytes, filename: str, tell: Tell = silent) -> Extract:
    """Read one plan document, and `tell` how far that is.

    `filename` only helps to tell HTML from text. Raises `UnreadableDocumentError` for a file that
    is empty, too large, binary, damaged, without text or of a format that is not read; any text
    whatever gives an `Extract`, if an empty one full of findings.
    """
    notebook = Notebook()
    reading = read_file(data, filename, tell)
    for code, params in reading.notes:
        notebook.note(code, None, **params)
    blocks, restored = restore_tables(tuple(_bounded(reading.blocks, notebook)))
    if restored:
        notebook.note("table-uncertain")
    document = compose_lines(join_pages(drop_page_numbers(blocks)))
    if not document.text:
        raise UnreadableDocumentError(*_NO_TEXT)
    return read_document(document, notebook, tell)


def _who_at(agencies: Sequence[Agency]) -> Callable[[int], str | None]:
    """Return a function that names the addressee whose duty holds a place of the text."""
    spans = sorted((duty.span, agency.name) for agency in agencies for duty in agency.duties)
    starts = [span[0] for span, _ in spans]

    def who(offset: int) -> str | None:
        at = bisect_right(starts, offset) - 1
        return spans[at][1] if at >= 0 and offset < spans[at][0][1] else None

    return who


def _read_assigned(roots: Sequence[Node], header: Header, notebook: Notebook) -> Assigned:
    """Read the assigning parts, or the whole document where it assigns throughout."""
    assigned = Assigned()
    courtesy = courtesy_of(header.issuer)
    if header.document_type not in _THROUGHOUT and assigning_parts(roots):
        read_parts(roots, courtesy, assigned, notebook)
    if not assigned.entries:
        read_whole(roots, courtesy, assigned, notebook)
    return assigned


def _between(document: Document, header: Header, closing: Closing) -> list[Line]:
    """Return the lines between head and end; an attached plan or an appendix goes on after it."""
    end = max(closing.at, header.body_at)
    lines = (*document.lines[header.body_at : end], *document.lines[closing.end :])
    return [line for line in lines if not line.aside]


def _is_list(body: Sequence[Line]) -> bool:
    """Tell whether a document is a table of what is given to whom, as spreadsheets are."""
    return sum(1 for line in body if line.cells) * 2 > len(body)


def _note_repairs(document: Document, notebook: Notebook) -> None:
    for line in document.lines:
        if line.repair:
            notebook.note(line.repair, line.span)


def _read_targets(
    roots: Sequence[Node],
    body: Sequence[Line],
    agencies: Sequence[Agency],
    years: PlanYears,
    notebook: Notebook,
) -> tuple[Indicator, ...]:
    """Read the indicators; where none is numbered, the targets inside duties too."""
    indicators = (
        *read_indicators(roots, years, notebook),
        *read_indicator_tables(body, _sections_of(roots), years, notebook),
    )
    if has_labels(indicators):
        return indicators
    return (*indicators, *read_duty_targets(roots, agencies, years, notebook))


def _sections_of(roots: Sequence[Node]) -> dict[int, str]:
    """Return the numbers each table row stands under, by the index of its line."""
    return {node.line.index: ".".join(path) for node, path in numbered(roots) if node.line.cells}


def _outside(lines: Sequence[Line], extents: Sequence[Span]) -> list[Line]:
    """Return the lines that belong to no addressee: `Chủ trì:` below one heads its duties."""
    spans = sorted(extents)
    starts = [start for start, _ in spans]

    def is_taken(line: Line) -> bool:
        at = bisect_right(starts, line.end) - 1
        return at >= 0 and line.start < spans[at][1]

    return [line for line in lines if line.cells or not is_taken(line)]


def _bounded(blocks: Iterable[Block], notebook: Notebook) -> Iterator[Block]:
    """Yield blocks until `MAX_CHARACTERS` or `MAX_BLOCKS` are read; what is cut off is told."""
    left = MAX_CHARACTERS
    for number, read_block in enumerate(blocks):
        cells = tuple([broken(cell) for cell in read_block.cells])
        block = replace(read_block, text=broken(read_block.text), cells=cells)
        size = 1 + len(block.text) + sum(len(cell) + 1 for cell in cells)
        if size > left or number == MAX_BLOCKS:
            last = "" if block.cells or number == MAX_BLOCKS else block.text[:left]
            if last:
                yield replace(block, text=last)
            notebook.note("text-truncated", limit=str(MAX_CHARACTERS - left + len(last)))
            return
        left -= size
        yield block


def read_document(document: Document, notebook: Notebook, tell: Tell = silent) -> Extract:
    """Read a normalised document; `notebook` may already hold what its reader noticed."""
    next_step = steps(tell, _STEPS)
    _note_repairs(document, notebook)
    header = read_header(document, notebook)
    bases = read_bases(document, header.body_at, notebook)
    closing = read_closing(document, notebook)
    every = _between(document, header, closing)
    changes = read_amendments(every, header.title, notebook)
    whole = build_tree(changes.unquoted(every))
    note_gaps(whole, notebook)
    # What another document is made to say is no duty, target or report of this one.
    body = changes.outside(every)
    roots = build_tree(body) if changes.amendments else whole
    next_step()
    assigned = _read_assigned(roots, header, notebook)
    if not (assigned.entries or changes.amendments or _is_list(body)):
        notebook.note("no-assigning-part")
    agencies = assigned.agencies()
    next_step()
    years = plan_years(header.year, header.title, header.issued_on)
    indicators = _read_targets(roots, body, agencies, years, notebook)
    next_step()
    loose = _outside(body, assigned.extents)
    items = (*read_work_items(loose, notebook), *read_task_tables(body, notebook))
    next_step()
    reports = tuple(read_reports(body, _who_at(agencies), notebook))
    next_step()
    check_leads(indicators, agencies, notebook)
    claimed = [one.span for group in (items, reports, indicators) for one in group]
    review_leftovers(assigned.closers, assigned.leftovers, claimed, notebook)
    extract = Extract(
        text=document.text,
        number=header.number,
        issued_on=header.issued_on,
        issuer=header.issuer,
        title=header.title,
        document_type=header.document_type,
        draft=header.draft,
        legal_bases=bases,
        sections=sections_of(whole, len(document.text)),
        indicators=indicators,
        agencies=agencies,
        work_items=items,
        report_requirements=reports,
        budget=read_budget(roots, body, notebook),
        recipients=closing.recipients,
        signatory=closing.signatory,
        findings=(),
        amendments=changes.amendments,
    )
    next_step()
    check(extract, notebook)
    next_step()
    return replace(extract, findings=distinct(notebook.items))
