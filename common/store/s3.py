"""A store in an S3 bucket, of Amazon or of any server that speaks its protocol.

Only what every such server has: PUT, GET, HEAD, DELETE, a paged list; path-style addresses where an
endpoint is named; no checksum trailers, which servers before 2025 refuse.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from common.errors import UnavailableError
from common.store.port import LostFileError, size_of

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the files lie: `prefix` is empty or ends with a slash; no `endpoint` is Amazon's."""

    name: str
    prefix: str
    endpoint: str | None
    region: str
    access_key: str
    secret_key: str


class S3Store:
    """Files in a bucket, under its prefix and their digest."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._client = _connect(bucket)

    def put(self, digest: str, content: BinaryIO) -> None:
        """Send the file in one request, whose digest the server checks, unless it is there."""
        with _away():
            if self._size(digest) == size_of(content):
                return
            try:
                self._client.put_object(
                    Bucket=self._bucket.name, Key=self._key(digest), Body=content
                )
            except self._client.exceptions.NoSuchBucket:
                raise UnavailableError(self._no_bucket) from None

    def get(self, digest: str) -> bytes:
        """Return the content of the object."""
        with _away():
            found = self._client.get_object(Bucket=self._bucket.name, Key=self._key(digest))
            return found["Body"].read()

    def delete(self, digest: str) -> None:
        """Remove the object; S3 says the same whether there was one or not."""
        with _away(), contextlib.suppress(LostFileError):
            self._client.delete_object(Bucket=self._bucket.name, Key=self._key(digest))

    def digests(self) -> Iterator[str]:
        """Yield the objects under the prefix, page by page."""
        with _away():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=self._bucket.prefix
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield found["Key"].removeprefix(self._bucket.prefix)

    def why_away(self) -> str | None:
        """Ask for the bucket."""
        try:
            with _away():
                self._client.head_bucket(Bucket=self._bucket.name)
        except LostFileError:
            return self._no_bucket
        except UnavailableError as error:
            return error.detail
        return None

    @property
    def _no_bucket(self) -> str:
        return f"the bucket {self._bucket.name} is missing"

    def _key(self, digest: str) -> str:
        return self._bucket.prefix + digest

    def _size(self, digest: str) -> int | None:
        try:
            found = self._client.head_object(Bucket=self._bucket.name, Key=self._key(digest))
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise
        return found["ContentLength"]


def _connect(bucket: Bucket) -> "S3Client":
    session = botocore.session.Session()
    settings = Config(
        connect_timeout=5,
        read_timeout=20,
        retries={"mode": "standard", "max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={
            # The signature covers the content also over TLS: what was cut or changed is refused.
            "payload_signing_enabled": True,
            "addressing_style": "path" if bucket.endpoint else "auto",
        },
    )
    client: Any = session.create_client(
        "s3",
        region_name=bucket.region,
        endpoint_url=bucket.endpoint,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        config=settings,
    )
    found: S3Client = client  # the session knows only names of services
    return found


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextlib.contextmanager
def _away() -> Iterator[None]:
    """Tell a refusal or silence of the server as a problem; its words may name secrets' owners."""
    try:
        yield
    except ClientError as error:
        if _code(error) in _MISSING:
            raise LostFileError from error
        raise UnavailableError(f"the store of files refuses: {_code(error)}") from error
    except BotoCoreError as error:
        raise UnavailableError(f"the store of files is away: {type(error).__name__}") from error
