"""PDFium's functions that are called for every letter, with plain numbers for handles.

The usual binding makes an object of each pointer and gives up Python's lock around each call; a
plan of 300 pages has a million calls, each shorter than that. Where PDFium takes longer, as to
load a page, the usual binding is right.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final

from pypdfium2 import raw

_Handle = ctypes.c_void_p
_int = ctypes.c_int


def handle_of(pointer: Any) -> int:
    """Return the number of one of the binding's pointers."""
    return ctypes.cast(pointer, _Handle).value or 0


def object_of(handle: int) -> Any:
    """Return the binding's pointer to the page object of a number."""
    return ctypes.cast(_Handle(handle), raw.FPDF_PAGEOBJECT)


def _plain(function: Any, result: Any, *arguments: Any) -> Any:
    """Return a function of the library that takes and gives numbers, under Python's lock."""
    return ctypes.PYFUNCTYPE(result, *arguments)(handle_of(function))


object_at: Final = _plain(raw.FPDFPage_GetObject, _Handle, _Handle, _int)
"""Of a page and a number from 0: the page object."""
kind_of: Final = _plain(raw.FPDFPageObj_GetType, _int, _Handle)
"""Of a page object: one of `raw.FPDF_PAGEOBJ_…`."""
unicode_at: Final = _plain(raw.FPDFText_GetUnicode, ctypes.c_uint, _Handle, _int)
"""Of a page's text and a character's number: which it is."""
text_into: Final = _plain(raw.FPDFText_GetText, _int, _Handle, _int, _int, _Handle)
"""Of a page's text, from where, how many: writes UTF-16; returns how many units, the end too."""
box_into: Final = _plain(raw.FPDFText_GetLooseCharBox, _int, _Handle, _int, _Handle)
"""Of a page's text and a character's number: writes its left, top, right and bottom."""
font_into: Final = _plain(
    raw.FPDFText_GetFontInfo, ctypes.c_ulong, _Handle, _int, _Handle, ctypes.c_ulong, _Handle
)
"""Of a page's text and a character's number: writes the name of its font."""
weight_at: Final = _plain(raw.FPDFText_GetFontWeight, _int, _Handle, _int)
"""Of a page's text and a character's number: how heavy it is."""
