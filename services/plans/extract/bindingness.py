"""Order or request: whom a people's committee may command, and whom it may only ask."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Bindingness, Span

# Party bodies, courts and procuracies: never commanded by an executive body.
_INDEPENDENT = re.compile(
    r"\b(?:(?:tinh|thanh|huyen|quan|dang|cap) uy(?! ban\b)|ban tuyen giao|ban to chuc tinh|"
    r"ban dan van|"
    r"ban noi chinh|uy ban kiem tra|toa an|tand|vien kiem sat|vksnd|quoc hoi|(?<!van phong )hdnd|"
    r"(?<!van phong )hoi dong nhan dan)\b"
)
# The Front, mass organisations, the army: asked by courtesy, yet often simply listed.
_OUTSIDE = re.compile(
    r"\b(?:mat tran|mttq|ubmttq|mttqvn|lien hiep phu nu|hoi phu nu|hoi nong dan|cuu chien binh|"
    r"doan thanh nien|"
    r"tinh doan|thanh doan|huyen doan|xa doan|doan tncs|lien doan lao dong|cong doan|doan the|"
    r"to chuc chinh tri|hoi chu thap do|hoi khuyen hoc|hoi nguoi cao tuoi|bien phong|bo chi huy|"
    r"quan su|(?<!hai )quan khu|bo doi|hiep hoi|to chuc thanh vien|to chuc xa hoi)\b"
)


_PEERS = re.compile(
    r"(?:so|cuc|chi cuc|van phong|phong|trung tam|benh vien|bo(?! chi huy| doi| tu lenh)|tong cuc|"
    r"thanh tra chinh phu|ngan hang nha nuoc|bao hiem xa hoi|uy ban dan toc)\b"
)


class Courtesy(NamedTuple):
    """Whether the text asks (`đề nghị`), and who speaks: a Party committee, or a peer.

    A department or ministry is a peer of those outside its own house.
    """

    asked: bool
    party: bool = False
    peer: bool = False


def bindingness_of(name: str, courtesy: Courtesy, span: Span, notebook: Notebook) -> Bindingness:
    """Return order or request, by who is addressed and then by the word; a clash is noted."""
    folded = fold_words(name)
    if courtesy.party:
        return "request" if courtesy.asked else "order"
    if _INDEPENDENT.search(folded) and not _OUTSIDE.search(folded):
        if not courtesy.asked:
            notebook.note("binding-hardened", span, name=name)
        return "request"
    if _OUTSIDE.search(folded) or _INDEPENDENT.search(folded):
        if courtesy.asked:
            return "request"
        notebook.note("binding-hardened", span, name=name)
        return "order"
    if courtesy.asked and not courtesy.peer and _commanded(folded):
        notebook.note("binding-softened", span, name=name)
        return "order"
    return "request" if courtesy.asked else "order"


def is_peer(issuer: str | None) -> bool:
    """Tell whether the issuer is a department or ministry: it commands its own, asks all others."""
    return _PEERS.match(fold_words(issuer or "")) is not None


def is_party(issuer: str | None) -> bool:
    """Tell whether the issuer is a committee of the Party."""
    return re.match(r"(?:tinh|thanh|huyen|quan|dang) uy\b", fold_words(issuer or "")) is not None


def _commanded(folded: str) -> bool:
    return (
        re.match(r"(?:cac )?(?:so|ubnd|uy ban nhan dan|phong|chu tich ubnd)\b", folded) is not None
    )
