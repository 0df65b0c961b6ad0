"""The texts of notices, in Vietnamese and English, as sandboxed Jinja templates.

One file per kind and language holds the blocks `subject`, `body` and `sms`; `layout.txt` and
`layout.html` dress a body as e-mail. A text is traced to its source by the digest in its name.
"""

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from jinja2 import FileSystemLoader, StrictUndefined, Template, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notify import segments

LANGUAGES: Final = ("vi", "en")
IN_OWN_WORDS: Final = frozenset({"chased"})
"""Kinds whose SMS quotes what a person wrote rather than the duty."""
_FOLDER: Final = Path(__file__).parent
_DAYS: Final = {"vi": "dd/MM/yyyy", "en": "d MMMM yyyy"}
_BLANK = re.compile(r"\s+")
_GAP = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered notice: one-line `subject`, `body` of paragraphs, and where they come from."""

    subject: str
    body: str
    template: str


def render(kind: str, language: str, facts: Mapping[str, Any]) -> Text:
    """Return subject and body of a notice; `facts` are those of `notices.facts_of`."""
    template = _template(kind, language)
    shown = dict(facts)
    return Text(
        subject=_one_line(_block(template, "subject", shown)),
        body=_paragraphs(_block(template, "body", shown)),
        template=source_of(kind, language),
    )


def render_sms(kind: str, language: str, facts: Mapping[str, Any]) -> str:
    """Return the SMS of a notice, without diacritics.

    The quoted duty, or what a person wrote, is cut so that the whole takes one segment if the rest
    leaves room for it.
    Raises segments.UnsendableTextError if it cannot be sent at all.
    """
    template = _template(kind, language)
    said = (kind in IN_OWN_WORDS and facts["note"]) or facts["text"]
    quote = _one_line(segments.strip(segments.without_astral(str(said))))
    length = len(quote)
    while True:
        shown = dict(facts) | {"text": segments.shorten(quote, length)}
        text = segments.strip(segments.without_astral(_one_line(_block(template, "sms", shown))))
        if length == 0 or segments.count(text).parts == 1:
            return segments.encode(text)
        length = max(0, min(length, len(shown["text"])) - _excess(text))


def dress(language: str, text: Text, link: str | None) -> tuple[str, str]:
    """Return the plain and the HTML part of an e-mail with `text` and a link to the duty."""
    shown: dict[str, Any] = {"subject": text.subject, "body": text.body, "link": link}
    shown["paragraphs"] = _GAP.split(text.body)
    plain, html = (
        _environment(language).get_template(f"{language}/layout.{form}").render(shown)
        for form in ("txt", "html")
    )
    return plain, html


@functools.cache
def source_of(kind: str, language: str) -> str:
    """Return the name of a template with the digest of its source, as `vi/created@1f2e3d4c`."""
    source = (_FOLDER / language / f"{kind}.txt").read_bytes()
    return f"{language}/{kind}@{hashlib.sha256(source).hexdigest()[:8]}"


def _excess(text: str) -> int:
    """Return by how many characters to shorten a quotation next: at least one."""
    counted = segments.count(text)
    single = 160 if counted.alphabet is segments.Alphabet.GSM7 else 70
    return max(1, (counted.units - single + 1) // 2)


@functools.cache
def _environment(language: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = functools.partial(_day, language)
    return environment


def _template(kind: str, language: str) -> Template:
    return _environment(language).get_template(f"{language}/{kind}.txt")


def _block(template: Template, name: str, facts: dict[str, Any]) -> str:
    return "".join(template.blocks[name](template.new_context(facts)))


def _day(language: str, day: str) -> str:
    """Return an ISO day as readers of `language` write it."""
    return format_date(dt.date.fromisoformat(day), _DAYS[language], locale=language)


def _one_line(text: str) -> str:
    # Also keeps line breaks of a quoted duty out of mail headers.
    return _BLANK.sub(" ", text).strip()


def _paragraphs(text: str) -> str:
    return "\n\n".join(_one_line(part) for part in _GAP.split(text.strip()))
