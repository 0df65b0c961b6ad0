"""The name under which a file is given out: readable, harmless, with the ending of its kind."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from services.tasks.files.kinds import Kind

LONGEST: Final = 120
_UNSAFE: Final = re.compile(r'[<>:"|?*\\/]')


def clean(name: str, kind: Kind) -> str:
    """Return the last part of `name` without what machines read into it, ending as `kind` does.

    Letters of every language stay. Characters that reorder the line are dropped: they make
    `fdp.exe` look like `exe.pdf`.
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = " ".join(_UNSAFE.sub(" ", plain).split()).lstrip(". ")
    ending = next((e for e in kind.endings if plain.casefold().endswith(e)), None)
    stem = plain[: -len(ending)] if ending else plain
    return f"{stem[:LONGEST].rstrip('. ') or 'tep'}{ending or kind.endings[0]}"
