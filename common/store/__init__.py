"""Files by the SHA-256 of their content: each stored once and never changed.

A `Store` is a folder (`folder`) or an S3 bucket (`s3`); `read_store` chooses by the settings. One
suite of tests holds for both (tests/contract/store).
"""

from common.store.configured import read_store
from common.store.folder import FolderStore
from common.store.port import LostFileError, Store, digest_of, fetch

__all__ = ["FolderStore", "LostFileError", "Store", "digest_of", "fetch", "read_store"]
