"""Files that agencies hand in: what is taken, where it is kept, who gets it, what is swept away."""

from services.tasks.files.claiming import claim
from services.tasks.files.keeping import Arrived, keep, receive
from services.tasks.files.kinds import UnacceptableFileError
from services.tasks.files.reading import Found, find, unclaimed
from services.tasks.files.sweeping import sweep
from services.tasks.files.verifying import Damaged, verify

__all__ = [
    "Arrived",
    "Damaged",
    "Found",
    "UnacceptableFileError",
    "claim",
    "find",
    "keep",
    "receive",
    "sweep",
    "unclaimed",
    "verify",
]
