"""Order or request: whom a people's committee may command, and whom it may only ask."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Bindingness, Span
from services.plans.extract.standing import family_of, is_above
from services.plans.names import level_of
from services.plans.names.bodies import Level

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
# Offices of one field or service: each commands its own house alone.
_PEERS = re.compile(
    r"(?:so|cuc|chi cuc|van phong|phong|trung tam|benh vien|bo(?! phan)|tong cuc|cong an|"
    r"thanh tra|ngan hang|bao hiem xa hoi|uy ban dan toc|kho bac|thue|hai quan|"
    r"truong(?! ban)|dai hoc|hoc vien|vien(?! kiem sat)|ban quan ly|bao|dai|quy|cong ty|"
    r"tong cong ty|tap doan|dien luc|buu dien|lien minh|lien hiep hoi|hiep hoi|hoi(?! dong)|"
    r"quan khu|don bien phong)\b"
)
_WORD_DECIDES = re.compile(
    r"(?:tinh|thanh|huyen|quan|dang) uy\b|hoi dong nhan dan\b|hdnd\b|"
    r"(?:thuong truc|ban [^,]{3,40}) (?:hoi dong nhan dan|hdnd)\b"
)
# A union has boards of its own that are named like those of the Party.
_OWN_UNIT = re.compile(r"(?:ban|uy ban kiem tra)\b(?!.*\b(?:tinh|thanh|huyen|dang|cap) uy\b)")
_GOVERNED = re.compile(
    r"(?:cac )?(?:so|ubnd|uy ban nhan dan|chu tich ubnd|chu tich uy ban|cong an|bo|cuc|chi cuc)\b"
)


class Courtesy(NamedTuple):
    """Whether the text asks (`đề nghị`), and what is known of who speaks.

    For a Party committee or a people's council (`party`) the word alone decides. A `peer` commands
    nobody outside its own house. `family` is what the names of the lower bodies say of one outside
    the government, and `level` where a people's committee stands.
    """

    asked: bool
    party: bool = False
    peer: bool = False
    family: re.Pattern[str] | None = None
    level: Level | None = None


def courtesy_of(issuer: str | None) -> Courtesy:
    """Return how an issuer speaks to others, before a word is read."""
    folded = fold_words(issuer or "")
    if issuer is None or _WORD_DECIDES.match(folded):
        return Courtesy(asked=False, party=issuer is not None)
    peer = _PEERS.match(folded) is not None
    return Courtesy(asked=False, peer=peer, family=family_of(issuer), level=level_of(issuer))


def bindingness_of(name: str, courtesy: Courtesy, span: Span, notebook: Notebook) -> Bindingness:
    """Return order or request, by who is addressed and then by the word; a clash is noted."""
    folded = fold_words(name)
    if courtesy.party:
        return "request" if courtesy.asked else "order"
    if courtesy.family is not None:
        own = courtesy.family.search(folded) is not None
        party = _INDEPENDENT.search(folded) is not None and not _OWN_UNIT.match(folded)
        free = party or _GOVERNED.match(folded) is not None
        return _settled(name, courtesy, span, notebook, own=own, free=free)
    independent = _INDEPENDENT.search(folded) is not None
    outside = _OUTSIDE.search(folded) is not None
    if outside and not courtesy.asked:
        notebook.note("binding-hardened", span, name=name)
        return "order"
    own = not (outside or courtesy.peer) and _commanded(name, folded, courtesy.level)
    return _settled(name, courtesy, span, notebook, own=own, free=independent and not outside)


def _settled(
    name: str, courtesy: Courtesy, span: Span, notebook: Notebook, *, own: bool, free: bool
) -> Bindingness:
    """Return order for one's own and request for who is free, whatever the word; else by it."""
    if own and courtesy.asked:
        notebook.note("binding-softened", span, name=name)
    elif free and not own and not courtesy.asked:
        notebook.note("binding-hardened", span, name=name)
    if own:
        return "order"
    return "request" if courtesy.asked or free else "order"


def is_free(name: str) -> bool:
    """Tell whether a people's committee can only ask a body: the Front, a court, the Party."""
    folded = fold_words(name)
    return bool(_OUTSIDE.search(folded) or _INDEPENDENT.search(folded))


def _commanded(name: str, folded: str, issuer: Level | None) -> bool:
    """Tell whether a people's committee commands a body: a department or committee below it."""
    if not re.match(r"(?:cac )?(?:so|ubnd|uy ban nhan dan|phong|chu tich ubnd)\b", folded):
        return False
    return issuer is None or not is_above(name, issuer)
