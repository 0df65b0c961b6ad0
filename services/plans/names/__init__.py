"""Names of agencies: comparable keys, classes, and entries that list several."""

from services.plans.names.classes import ADDRESSEES, class_of, is_class, is_open, kind_of, kinds_of
from services.plans.names.entries import names_in
from services.plans.names.keys import Key, key_of
from services.plans.names.knowledge import body_of, level_of, nearest
from services.plans.names.spelling import NAMESAKE, key_among, may_be
from services.plans.names.succession import heirs, is_abolished, proposals

__all__ = [
    "ADDRESSEES",
    "NAMESAKE",
    "Key",
    "body_of",
    "class_of",
    "heirs",
    "is_abolished",
    "is_class",
    "is_open",
    "key_among",
    "key_of",
    "kind_of",
    "kinds_of",
    "level_of",
    "may_be",
    "names_in",
    "nearest",
    "proposals",
]
