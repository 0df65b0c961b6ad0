"""Which agency a name means, whatever its case, marks and abbreviations; no two of one place.

Plans asks a person where two agencies answer to a name, so one that is registered twice by mistake
stops every plan that addresses it. Yet "Tân Thành" and "Tân Thạnh" may be communes of one province,
and offices of one name stand beneath two committees: neither are namesakes here.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.abbreviations import written_out
from common.errors import ConflictError, FieldError
from common.marks import agree
from gateway.identity.model import Agency
from gateway.identity.names import fold

FIELDS: Final = frozenset({"name", "parent_id", "active"})
"""The fields of an agency by which it can become another's namesake."""


class AgencyExistsError(ConflictError):
    """An active agency bears this name in this place; use it, or tell the two apart."""

    type = "agency-exists"
    title = "Agency exists already"


class Names:
    """The agencies by every name they answer to: name and aliases, then slugs."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        """Take agencies, those first that win where several answer."""
        self._named: defaultdict[str, list[Agency]] = defaultdict(list)
        self._slugs: defaultdict[str, list[Agency]] = defaultdict(list)
        for agency in agencies:
            self.add(agency)

    def add(self, agency: Agency) -> None:
        """Know one more, behind those known."""
        for sense in _senses(agency):
            self._named[sense].append(agency)
        self._slugs[written_out(agency.slug.replace("-", " "))].append(agency)

    def find(self, name: str) -> Agency | None:
        """Return the first agency that answers to `name`."""
        sense = _sense(name)
        named = (one for one in self._named.get(sense, ()) if _bears(one, name))
        # A slug has no marks: where its agency's names say more, they were looked at before.
        slugs = (one for one in self._slugs.get(sense, ()) if sense not in _senses(one))
        return next(chain(named, slugs), None)


def require_no_namesake(session: Session, agency: Agency) -> None:
    """Raise AgencyExistsError where an active agency of the same place bears the name of `agency`.

    To be called under the registry's lock. A parent that one of the two does not state tells
    nothing, so it keeps them not apart.
    """
    if not agency.active:
        return
    with session.no_autoflush:
        others = session.scalars(select(Agency).where(Agency.active).order_by(Agency.id)).all()
    sense = _sense(agency.name)
    for other in others:
        if other is agency or sense not in _senses(other) or not _in_one_place(other, agency):
            continue
        if _bears(other, agency.name):
            raise _exists(other)


def _exists(other: Agency) -> AgencyExistsError:
    clash = f'"{other.name}" ({other.slug}) bears this name already'
    return AgencyExistsError(
        f"{clash}: use agency {other.id}, or give a name or parent_id that tells the two apart",
        errors=[FieldError("/name", f"{clash}; use it, or tell the two apart")],
        agency={"id": other.id, "slug": other.slug, "name": other.name},
    )


def _in_one_place(one: Agency, other: Agency) -> bool:
    return one.parent_id is None or other.parent_id is None or one.parent_id == other.parent_id


def _sense(name: str) -> str:
    return written_out(fold(name))


def _senses(agency: Agency) -> Iterable[str]:
    """Return the senses of an agency's names; folding thousands anew would take seconds."""
    return dict.fromkeys(map(written_out, agency.search.strip("|").split("|")))


def _bears(agency: Agency, name: str) -> bool:
    """Tell whether `name` is the agency's name or an alias; a slug outlives the name it was of."""
    sense = _sense(name)
    return any(_sense(text) == sense and agree(text, name) for text in _names(agency))


def _names(agency: Agency) -> Iterable[str]:
    return (agency.name, *agency.aliases)
