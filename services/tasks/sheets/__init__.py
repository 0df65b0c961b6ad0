"""Assignments as a spreadsheet: written for people to work on, read back as the acts they mean.

The second row of a sheet names its columns for the machine, so people may rename, move and remove
what they do not need. Why so, and why these libraries: docs/decisions/026.
"""

from services.tasks.sheets.exporting import export
from services.tasks.sheets.importing import Report, run
from services.tasks.sheets.package import UnreadableSheetError
from services.tasks.sheets.reading import read_sheet

__all__ = ["Report", "UnreadableSheetError", "export", "read_sheet", "run"]
