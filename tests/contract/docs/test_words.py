"""Glossary and interchange form speak of what the code has."""

import dataclasses
import re
from pathlib import Path
from typing import Final, get_args

import pytest

from services.plans.extract import form
from tests.contract.docs.pages import ROOT, rows_under

GLOSSARY: Final = (ROOT / "docs/reference/glossary.md").read_text("utf-8")
FORM: Final = (ROOT / "docs/reference/extract-form.md").read_text("utf-8")
_WORD: Final = re.compile(r"`([\w-]+)`")
_OBJECTS: Final = {
    name: kind
    for name, kind in vars(form).items()
    if dataclasses.is_dataclass(kind) and isinstance(kind, type)
}
_WORDS: Final = {
    "comparator": form.Comparator,
    "bindingness": form.Bindingness,
    "role": form.Role,
    "operator": form.Operator,
    "recurrence": form.Recurrence,
    "group": form.Group,
    "columns": form.BudgetColumns,
    "kind": form.AmendmentKind,
    "severity": form.Severity,
}


def _sources() -> str:
    packages = ("common", "services", "gateway")
    files = [path for name in packages for path in Path(ROOT / name).rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in files)


def test_each_identifier_of_the_glossary_is_in_the_code() -> None:
    known = set(re.findall(r"\w+", _sources()))
    assert not sorted(set(_WORD.findall(GLOSSARY)) - known)


def _keys(kind: type) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def test_the_form_lists_the_keys_of_a_read_document() -> None:
    listed = [_WORD.findall(row[0])[0] for row in rows_under(FORM, "The interchange form")]
    assert listed == _keys(form.Extract)


@pytest.mark.parametrize("name", sorted(set(_OBJECTS) - {"Extract"}))
def test_the_form_lists_the_keys_of_each_object(name: str) -> None:
    rows = {row[0].strip("`"): _WORD.findall(row[1]) for row in rows_under(FORM, "The objects")}
    assert rows[name] == _keys(_OBJECTS[name])


@pytest.mark.parametrize("key", sorted(_WORDS))
def test_the_form_lists_the_words_of_each_closed_list(key: str) -> None:
    rows = {
        row[0].strip("`"): re.findall(r"`([^`]+)`", row[1]) for row in rows_under(FORM, "The words")
    }
    assert rows[key] == list(get_args(_WORDS[key]))
