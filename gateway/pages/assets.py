"""Static files under names that change with their content, so that browsers keep them for ever."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
FOREVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file: its `plain` and hashed name, content and media type."""

    plain: str
    name: str
    content: bytes
    content_type: str


def read_assets(folder: Path = STATIC) -> Mapping[str, Asset]:
    """Return the files of `folder` by their plain name, such as `style.css`."""
    return {path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _read(path: Path) -> Asset:
    """Return the file as an asset named `stem.HASH.suffix`."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Asset(path.name, f"{path.stem}.{digest}{path.suffix}", content, kind + charset)
