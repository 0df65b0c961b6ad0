"""Every sentence of the pages has its English."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import gateway.pages
from gateway.pages.language import LOCALE, Language

PAGES = Path(gateway.pages.__file__).parent
KEYWORDS = {"_": None, "ngettext": (1, 2), "say": None, "count": None, "mark": None}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}


def used() -> Iterator[str]:
    found = extract_from_dir(PAGES, METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    for _file, _line, message, _comments, _context in found:
        yield message if isinstance(message, str) else message[0]


def english() -> Catalog:
    with (LOCALE / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="en")


def test_every_sentence_has_its_english() -> None:
    catalogue = english()
    missing = {
        sentence
        for sentence in used()
        if (entry := catalogue.get(sentence)) is None or not entry.string or entry.fuzzy
    }
    assert not missing, "\n".join(sorted(missing))


def test_no_english_is_left_over() -> None:
    left_over = {str(entry.id) for entry in english() if entry.id and isinstance(entry.id, str)}
    assert not left_over - set(used())


def test_plural_forms_follow_the_number(languages: dict[str, Language]) -> None:
    english = languages["en"]
    assert english.count("%(n)s ngày", 1) == "1 day"
    assert english.count("%(n)s ngày", 4) == "4 days"
    assert languages["vi"].count("%(n)s ngày", 1) == "1 ngày"


def test_a_sentence_is_filled_in_its_language(languages: dict[str, Language]) -> None:
    assert languages["vi"].say("Đã lưu %(name)s.", name="Sở Y tế") == "Đã lưu Sở Y tế."
    assert languages["en"].say("Đã lưu %(name)s.", name="Sở Y tế") == "Saved Sở Y tế."
