"""Spreadsheets: XLSX workbooks and CSV; each sheet's title lines, and its table."""

from services.plans.extract.reading.sheet.reader import read_csv, read_workbook

__all__ = ["read_csv", "read_workbook"]
