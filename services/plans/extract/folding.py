"""Vietnamese text made comparable: without case, tone marks or spelling variants."""

from __future__ import annotations

import unicodedata

# "ỹ" decomposes, "đ" does not: it is a letter of its own.
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
"""Capital letters of Vietnamese for use inside `[…]`; no code range holds them alone."""

_D = str.maketrans("đĐ", "dd")


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics; the length may change."""
    bare = unicodedata.normalize("NFD", text.translate(_D))
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


def fold_words(text: str) -> str:
    """Return `fold(text)` with every run of other characters as one blank."""
    folded = fold(text)
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def is_upper(text: str) -> bool:
    """Tell whether `text` has letters and none of them is small."""
    return text.upper() == text and any(char.isalpha() for char in text)
