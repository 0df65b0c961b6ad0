"""The searches of the growth curve: who asks, for what, from the rarest word to the commonest."""

from collections.abc import Mapping
from typing import Final

from common.caller import Caller, Role
from tests.bench.country import COMMITTEE, COMMUNES, DEPARTMENTS

_COORDINATOR: Final = Caller(7, "coordinator", COMMITTEE, frozenset({Role.COORDINATOR}))
_DEPARTMENT: Final = Caller(8, "officer", DEPARTMENTS[4], frozenset({Role.OFFICER}))
_COMMUNE: Final = Caller(9, "officer", COMMUNES[499], frozenset({Role.OFFICER}))

SEARCHES: Final[Mapping[str, tuple[Caller, Mapping[str, object]]]] = {
    "rare: one duty of 25,270": (_COORDINATOR, {"q": "nhiệm vụ số 25000"}),
    "common: a sixth of the duties": (_COORDINATOR, {"q": "tre em"}),
    "very common: every duty": (_COORDINATOR, {"q": "rà soát"}),
    "very common, in any order": (_COORDINATOR, {"q": "báo cáo thống kê"}),
    "very common beginnings": (_COORDINATOR, {"q": "rà so"}),
    "nothing": (_COORDINATOR, {"q": "không có chữ này"}),
    "an agency's name": (_COORDINATOR, {"q": "UBND xã số 1500"}),
    "the name of 3,321 agencies": (_COORDINATOR, {"q": "UBND xã"}),
    "an agency and a matter": (_COORDINATOR, {"q": "sở chuyên ngành số 105 y tế cơ sở"}),
    "a plan's number": (_COORDINATOR, {"q": "17/KH-UBND"}),
    "common, of one agency": (_COORDINATOR, {"q": "tre em", "agency": DEPARTMENTS[4]}),
    "common, by urgency": (_COORDINATOR, {"q": "tre em", "sort": "urgency"}),
    "common, a department asks": (_DEPARTMENT, {"q": "tre em"}),
    "very common, a commune asks": (_COMMUNE, {"q": "rà soát"}),
}
"""By name: the caller, and the query of `GET /assignments`."""
