"""The same document in another format says the same: every fact of it, in each of them.

`tests/samples/printed` holds samples as Chromium prints what `saved.as_html` makes of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.plans.extract import read

from .facts import facts_of_extract
from .saved import Sheet, as_docx, as_html, as_odt, sheet_of

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT / "tests" / "samples"
DOCUMENTS = sorted(
    path
    for path in [ROOT / "dondoc" / "samples" / "ke-hoach-mau.md", *(SAMPLES / "plans").iterdir()]
    if path.suffix in {".txt", ".md"} and not path.stem.endswith(("tcvn3", "vni"))
)
PRINTED = sorted((SAMPLES / "printed").glob("*.pdf"))
WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    "html": lambda sheet: as_html(sheet).encode(),
    "docx": as_docx,
    "odt": as_odt,
}


def _facts(data: bytes, name: str) -> dict[str, object]:
    return dict(facts_of_extract(read(data, name).to_json()))


@pytest.mark.parametrize("form", sorted(WRITERS))
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_sample_saved_in_another_format_gives_the_same_facts(document: Path, form: str) -> None:
    data = WRITERS[form](sheet_of(document))
    assert _facts(data, f"plan.{form}") == _facts(document.read_bytes(), document.name)


@pytest.mark.parametrize("printed", PRINTED, ids=lambda path: path.stem)
def test_a_printed_sample_gives_the_same_facts(printed: Path) -> None:
    original = next(path for path in DOCUMENTS if path.stem == printed.stem)
    assert _facts(printed.read_bytes(), printed.name) == _facts(
        original.read_bytes(), original.name
    )
