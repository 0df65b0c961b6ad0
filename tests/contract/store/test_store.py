"""What every store of files keeps to."""

import hashlib
import io
import stat
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.config import ConfigError, Environment
from common.errors import UnavailableError
from common.store import FolderStore, LostFileError, Store, digest_of, fetch, read_store
from common.store.s3 import S3Store
from tests.contract.store.swift import Swift, running

REPORT = "Báo cáo kết quả".encode()
DIGEST = hashlib.sha256(REPORT).hexdigest()

pytestmark = pytest.mark.xdist_group("swift")  # one server for all


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swift]:
    with running(tmp_path_factory.mktemp("swift")) as found:
        yield found


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Return an empty store of each kind; in the bucket a prefix keeps the tests apart."""
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    swift: Swift = request.getfixturevalue("swift")
    return S3Store(swift.bucket(prefix=f"{uuid.uuid4().hex}/"))


def test_what_is_put_is_got(store: Store) -> None:
    store.put(DIGEST, io.BytesIO(REPORT))
    assert fetch(store, DIGEST) == REPORT
    assert list(store.digests()) == [DIGEST]


def test_a_large_file_comes_back_whole(store: Store) -> None:
    large = bytes(range(256)) * 12_345
    digest = digest_of(io.BytesIO(large))
    store.put(digest, io.BytesIO(large))
    assert fetch(store, digest) == large


def test_it_is_stored_once(store: Store) -> None:
    for _ in range(2):
        store.put(DIGEST, io.BytesIO(REPORT))
    assert list(store.digests()) == [DIGEST]


def test_what_is_missing_is_lost(store: Store) -> None:
    with pytest.raises(LostFileError):
        fetch(store, DIGEST)


def test_deleting_is_the_same_once_and_twice(store: Store) -> None:
    store.put(DIGEST, io.BytesIO(REPORT))
    store.delete(DIGEST)
    store.delete(DIGEST)
    assert list(store.digests()) == []


def test_a_content_of_another_digest_is_lost(store: Store) -> None:
    store.put(DIGEST, io.BytesIO(b"something else"))
    with pytest.raises(LostFileError):
        fetch(store, DIGEST)


def test_a_cut_file_is_put_right_by_storing_it_again(store: Store) -> None:
    store.put(DIGEST, io.BytesIO(REPORT[:5]))
    store.put(DIGEST, io.BytesIO(REPORT))
    assert fetch(store, DIGEST) == REPORT


def test_many_may_store_the_same_at_once(store: Store) -> None:
    threads = [
        threading.Thread(target=store.put, args=(DIGEST, io.BytesIO(REPORT))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fetch(store, DIGEST) == REPORT
    assert list(store.digests()) == [DIGEST]


def test_a_store_that_works_says_nothing(store: Store) -> None:
    assert store.why_away() is None


# ─── the folder ──────────────────────────────────────────────────────────────


def test_nobody_else_on_the_machine_reads_the_folder(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(DIGEST, io.BytesIO(REPORT))
    paths = [store.root, *store.root.rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert modes == {0o700, 0o600}


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise ValueError("the upload broke off")

    store = FolderStore(tmp_path / "files")
    with pytest.raises(ValueError, match="broke off"):
        store.put(DIGEST, Torn(REPORT))
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")
    store = FolderStore(tmp_path / "files")
    assert "cannot be used" in (store.why_away() or "")
    with pytest.raises(UnavailableError):
        store.put(DIGEST, io.BytesIO(REPORT))


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_only_digests_are_names(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FolderStore(tmp_path).get(digest)


# ─── the bucket ──────────────────────────────────────────────────────────────


def test_a_wrong_key_is_refused(swift: Swift) -> None:
    store = S3Store(swift.bucket(secret_key="another"))
    assert "refuses" in (store.why_away() or "")
    with pytest.raises(UnavailableError, match="refuses"):
        store.put(DIGEST, io.BytesIO(REPORT))


def test_a_bucket_that_is_missing_is_named(swift: Swift) -> None:
    store = S3Store(swift.bucket(name="nothing"))
    assert "nothing is missing" in (store.why_away() or "")
    with pytest.raises(UnavailableError, match="nothing is missing"):
        store.put(DIGEST, io.BytesIO(REPORT))


def test_a_server_that_is_away_is_said_to_be(swift: Swift) -> None:
    store = S3Store(swift.bucket(endpoint="http://127.0.0.1:1"))
    assert "is away" in (store.why_away() or "")


def test_prefixes_keep_systems_apart(swift: Swift) -> None:
    ours, theirs = (S3Store(swift.bucket(prefix=f"{name}/")) for name in ("ours", "theirs"))
    ours.put(DIGEST, io.BytesIO(REPORT))
    assert list(theirs.digests()) == []
    assert list(ours.digests()) == [DIGEST]


# ─── settings ────────────────────────────────────────────────────────────────


def test_the_settings_name_a_store(tmp_path: Path) -> None:
    assert read_store(Environment({})) is None
    found = read_store(Environment({"DONDOC_STORE": str(tmp_path)}))
    assert isinstance(found, FolderStore)
    bucket = {"DONDOC_STORE": "s3://b/p", "DONDOC_STORE_ACCESS_KEY": "a"}
    bucket |= {"DONDOC_STORE_SECRET_KEY": "s", "DONDOC_STORE_ENDPOINT": "http://127.0.0.1:1"}
    assert isinstance(read_store(Environment(bucket)), S3Store)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"DONDOC_STORE": "files"}, "DONDOC_STORE"),
        ({"DONDOC_STORE": "http://x/y"}, "DONDOC_STORE"),
        ({"DONDOC_STORE": "s3:///prefix"}, "DONDOC_STORE"),
        ({"DONDOC_STORE": "s3://b", "DONDOC_STORE_SECRET_KEY": "s"}, "DONDOC_STORE_ACCESS_KEY"),
        ({"DONDOC_STORE": "s3://b", "DONDOC_STORE_ACCESS_KEY": "a"}, "DONDOC_STORE_SECRET_KEY"),
        ({"DONDOC_STORE": "s3://b", "DONDOC_STORE_ENDPOINT": "host:1"}, "DONDOC_STORE_ENDPOINT"),
    ],
)
def test_a_wrong_setting_is_named(values: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_store(Environment(values))
