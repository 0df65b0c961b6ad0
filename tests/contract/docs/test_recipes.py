"""Python that a page shows as true is true."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.contract.docs.pages import PAGES, name_of

_PYTHON: Final = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RECIPES: Final = [
    pytest.param(code, id=f"{name_of(path)}-{number}")
    for path in PAGES
    for number, code in enumerate(_PYTHON.findall(path.read_text("utf-8")), start=1)
    if "assert " in code
]


def test_a_page_has_recipes() -> None:
    assert len(_RECIPES) >= 3


@pytest.mark.parametrize("code", _RECIPES)
def test_what_a_recipe_asserts_holds(code: str) -> None:
    exec(compile(code, str(Path("recipe")), "exec"), {})  # noqa: S102 - our own pages
