"""DOCX: the parts of the package, automatic numbers, runs, paragraphs and tables."""

from services.plans.extract.reading.word.reader import read_word

__all__ = ["read_word"]
