"""PDF with a text layer: glyphs to words, lines, columns, tables and paragraphs."""

from services.plans.extract.reading.pdf.reader import read_pdf

__all__ = ["read_pdf"]
