"""How those who sign for another say so (Decree 30/2020, appendix I)."""

from __future__ import annotations

from typing import Final

MARKS: Final = "TM|KT|TL|TUQ|Q"
"""For the body, in place of the head, on his order, by his authority, acting; a dot follows."""
