"""Vietnamese by default, English one click away: gettext whose msgids are the Vietnamese."""

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE: Final = Path(__file__).parent / "locale"
DEFAULT: Final = "vi"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages: its code (`vi`, `en`), its own name and its sentences."""

    code: str
    name: str
    sentences: gettext.NullTranslations

    def say(self, sentence: str, **values: object) -> str:
        """Return `sentence` in this language, with its `%(name)s` places filled."""
        spoken = self.sentences.gettext(sentence)
        return spoken % values if values else spoken

    def count(self, sentence: str, n: int) -> str:
        """Return `sentence` for `n` things; Vietnamese has one form, English two."""
        return self.sentences.ngettext(sentence, sentence, n) % {"n": n}


def mark(sentence: str) -> str:
    """Return `sentence` as it is; marks a constant for translation where it is shown."""
    return sentence


def read_languages() -> Mapping[str, Language]:
    """Return the languages by code; the English catalogue is read from its .po file."""
    return {
        "vi": Language("vi", "Tiếng Việt", gettext.NullTranslations()),
        "en": Language("en", "English", _read(LOCALE / "en" / "LC_MESSAGES" / "messages.po")),
    }


def _read(path: Path) -> gettext.GNUTranslations:
    """Return the catalogue of a .po file, compiled in memory so that no binary lies in git."""
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.parent.name, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
