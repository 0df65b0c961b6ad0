"""Names of agencies: comparable keys, classes, and entries that list several."""

from services.plans.names.classes import ADDRESSEES, class_of, is_class, is_open, kind_of, kinds_of
from services.plans.names.entries import names_in
from services.plans.names.keys import LONGEST_KEY, Key, key_of

__all__ = [
    "ADDRESSEES",
    "LONGEST_KEY",
    "Key",
    "class_of",
    "is_class",
    "is_open",
    "key_of",
    "kind_of",
    "kinds_of",
    "names_in",
]
