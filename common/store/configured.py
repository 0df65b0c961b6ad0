"""Which store the settings name."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from common.config import ConfigError, Environment
from common.store.folder import FolderStore
from common.store.port import Store

_SCHEME: Final = "s3://"


def read_store(env: Environment) -> Store | None:
    """Return the store that `DONDOC_STORE` names: a folder's path, or s3://BUCKET[/PREFIX].

    None if nothing is named; raises ConfigError for what cannot be a store.
    """
    named = env.text("DONDOC_STORE", "")
    if not named:
        return None
    if named.startswith(_SCHEME):
        return _s3(named, env)
    if "://" in named or not Path(named).is_absolute():
        raise ConfigError(
            f"DONDOC_STORE must be the absolute path of a folder or s3://BUCKET/PREFIX, "
            f"not {named!r}"
        )
    return FolderStore(Path(named))


def _s3(named: str, env: Environment) -> Store:
    # Here, not above: the library takes 20 MB of memory, which a system with a folder keeps.
    from common.store.s3 import Bucket, S3Store  # noqa: PLC0415

    parts = urlsplit(named)
    prefix = parts.path.strip("/")
    endpoint = env.text("DONDOC_STORE_ENDPOINT", "")
    if not parts.netloc:
        raise ConfigError(f"DONDOC_STORE names no bucket: {named!r}; write s3://BUCKET/PREFIX")
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise ConfigError("DONDOC_STORE_ENDPOINT must begin with https:// or http://")
    secret_key = env.secret("DONDOC_STORE_SECRET_KEY")
    if not secret_key:
        raise ConfigError("DONDOC_STORE_SECRET_KEY is empty; write the key into its file")
    return S3Store(
        Bucket(
            name=parts.netloc,
            prefix=f"{prefix}/" if prefix else "",
            endpoint=endpoint or None,
            region=env.text("DONDOC_STORE_REGION", "us-east-1"),
            access_key=env.secret("DONDOC_STORE_ACCESS_KEY"),
            secret_key=secret_key,
        )
    )
