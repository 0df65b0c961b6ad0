"""The secrets of an installation: made once at random, kept in files only their owner can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from common.web.tokens import generate_key_pair


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must stay the same between two starts."""

    token_private_key: str
    token_public_key: str
    cursor_secret: str


def load_or_make(path: Path) -> Secrets:
    """Return the secrets in `path`, made at random on first use; a crash leaves no half file."""
    if path.exists():
        return Secrets(**json.loads(path.read_text("utf-8")))
    private, public = generate_key_pair()
    made = Secrets(private, public, secrets.token_urlsafe(32))
    _write_private(path, json.dumps(asdict(made)))
    return made


def write_key_pair(folder: Path) -> None:
    """Write `token.key` (the gateway's alone) and `token.pub` into `folder`, unless there."""
    if (folder / "token.key").exists():
        return
    private, public = generate_key_pair()
    _write_private(folder / "token.pub", public)
    _write_private(folder / "token.key", private)


def _write_private(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
