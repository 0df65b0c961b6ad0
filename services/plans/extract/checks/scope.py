"""What lies above the issuer: bodies it cannot command by their level, acts it cannot make."""

from __future__ import annotations

import re
from typing import Final

from services.plans.extract.findings import Notebook
from services.plans.extract.form import Extract
from services.plans.extract.standing import is_above
from services.plans.folding import fold_words
from services.plans.names import level_of, names_in

_MAKES = r"(?:xay dung|soan thao|ban hanh|sua doi|bo sung|trinh ban hanh)"
_NATIONAL = re.compile(
    rf"\b{_MAKES}(?:,? (?:va )?{_MAKES})* (?:du an |du thao )?"
    r"(?:(?:luat|bo luat|nghi dinh|thong tu|phap lenh)\b|"
    r"(?:chien luoc|chuong trinh(?: hanh dong| muc tieu)?|quy hoach) quoc gia\b)"
)
# Folding costs more than this search, and few duties speak of such acts.
_MAY_BE = re.compile(r"quốc gia|luật|nghị định|thông tư|pháp lệnh", re.IGNORECASE)
_LOCAL: Final = frozenset({"province", "district", "commune"})


def check_scope(extract: Extract, notebook: Notebook) -> None:
    """Note orders to bodies of a higher level, and duties to make what only the centre makes."""
    issuer = level_of(extract.issuer) if extract.issuer else None
    if issuer is None or issuer not in _LOCAL:
        return
    for agency in extract.agencies:
        above = [name for name in names_in(agency.name) if is_above(name, issuer)]
        if above and agency.bindingness == "order":
            notebook.note("scope-addressee", agency.span, name=above[0])
        for duty in agency.duties:
            if _MAY_BE.search(duty.text) and _NATIONAL.search(fold_words(duty.text)):
                notebook.note("scope-above", duty.span, name=agency.name)
