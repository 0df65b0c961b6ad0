"""OpenStack Swift with its S3 door: four processes on loopback, all their data in one folder."""

import contextlib
import getpass
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from common.store.s3 import Bucket, S3Store

ACCESS_KEY: Final = "office:dondoc"
SECRET_KEY: Final = "a_key_for_tests"
BUCKET: Final = "evidence"
READY_S: Final = 30.0
KINDS: Final = ("account", "container", "object")

# Swift patches the standard library when it is imported, so it runs apart from the tests.
_RINGS: Final = """
import sys
from swift.common.ring import RingBuilder
folder, *ports = sys.argv[1:]
for kind, port in zip(("account", "container", "object"), ports):
    builder = RingBuilder(2, 1, 0)
    builder.add_dev({"region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": int(port),
                     "replication_ip": "127.0.0.1", "replication_port": int(port), "device": "d1"})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{kind}.ring.gz")
"""
_COMMON: Final = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
"""
_STORAGE: Final = """
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""
_PROXY: Final = f"""
[pipeline:main]
pipeline = catch_errors s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_office_dondoc = {SECRET_KEY} .admin
"""


@dataclass(frozen=True, slots=True)
class Swift:
    """A running store."""

    endpoint: str

    def bucket(self, **changed: str) -> Bucket:
        """Return the settings of a client, some of them changed."""
        values = {
            "name": BUCKET,
            "prefix": "",
            "endpoint": self.endpoint,
            "region": "us-east-1",
            "access_key": ACCESS_KEY,
            "secret_key": SECRET_KEY,
        }
        return Bucket(**(values | changed))


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Swift]:
    """Run Swift below `folder` with one empty bucket, until the block ends."""
    ports = _free_ports(4)
    _configure(folder, ports)
    names = [*KINDS, "proxy"]
    with contextlib.ExitStack() as stack:
        for name in names:
            stack.enter_context(_server(folder, name))
        swift = Swift(f"http://127.0.0.1:{ports[-1]}")
        _make_bucket(swift, folder)
        yield swift


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


def _configure(folder: Path, ports: list[int]) -> None:
    (folder / "devices" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = tests\n")
    for name, port in zip([*KINDS, "proxy"], ports, strict=True):
        common = _COMMON.format(port=port, user=getpass.getuser(), folder=folder)
        own = _STORAGE.format(name=name) if name in KINDS else _PROXY
        (folder / f"{name}.conf").write_text(common + own)
    arguments = [str(folder), *map(str, ports)]
    subprocess.run([sys.executable, "-c", _RINGS, *arguments], check=True, timeout=READY_S)  # noqa: S603 - our own script


@contextlib.contextmanager
def _server(folder: Path, name: str) -> Iterator[None]:
    program = Path(sys.executable).with_name(f"swift-{name}-server")
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - from our own environment
            [program, folder / f"{name}.conf", "-v"],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()


def _make_bucket(swift: Swift, folder: Path) -> None:
    store = S3Store(swift.bucket())
    until = time.monotonic() + READY_S
    while True:
        try:
            store._client.create_bucket(Bucket=BUCKET)
        except Exception as error:
            if time.monotonic() > until:
                logs = "\n".join(path.read_text()[-2000:] for path in folder.glob("*.log"))
                raise AssertionError(f"Swift does not come up:\n{logs}") from error
            time.sleep(0.3)
        else:
            return
