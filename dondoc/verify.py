"""Check the histories of tasks offline: from its database alone, or from an export."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from common import clock
from services.tasks import proof
from services.tasks.history.chain import stamp

SAY_EVERY_S: Final = 5.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Files:
    """Where to read an anchor from, and where to write one, or an export."""

    against: Path | None = None
    anchor: Path | None = None
    export: Path | None = None


class UnwritableError(Exception):
    """A file cannot be written where it was asked for."""


class _Draft:
    """A file that has its name only once it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        if not path.parent.is_dir():
            raise UnwritableError(
                f"there is no folder {path.parent}; make it, or write {path.name} elsewhere"
            )
        try:
            self.file: IO[bytes] = self._part.open("wb")
        except OSError as error:
            raise UnwritableError(
                f"cannot write {self._part}: {error.strerror}; name a file elsewhere"
            ) from None

    def keep(self) -> None:
        """Give it its name."""
        self.file.close()
        self._part.replace(self._path)

    def close(self) -> None:
        """Leave nothing half-written behind."""
        self.file.close()
        self._part.unlink(missing_ok=True)


class _Progress:
    """Says how far it came, every few seconds."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._last_s = clock.monotonic()

    def __call__(self, summary: proof.Summary) -> None:
        if clock.monotonic() - self._last_s >= SAY_EVERY_S:
            self._last_s = clock.monotonic()
            self._say(_figures(summary))


def run(chains: Iterator[proof.Chain], files: Files, say: Say, progress: Say) -> bool:
    """Check `chains`; `say` each finding and what was written. True if nothing is wrong.

    Raises proof.ExportError, proof.AnchorError, and UnwritableError or OSError about files.
    """
    with contextlib.ExitStack() as stack:
        against = _comparison(stack, files.against, say) if files.against else None
        anchored = _draft(stack, files.anchor)
        exported = _draft(stack, files.export)
        anchor = proof.Anchor(anchored.file, stamp(clock.now())) if anchored else None
        summary = proof.verify(
            proof.write_export(chains, exported.file) if exported else chains,
            lambda finding: say(str(finding)),
            anchor=anchor,
            against=against,
            progress=_Progress(progress),
        )
        if exported:
            exported.keep()
        if anchored and anchor:
            _finish(anchored, anchor, summary, say)
    _conclude(summary, say)
    return not summary.findings


def _comparison(stack: contextlib.ExitStack, path: Path, say: Say) -> proof.Comparison:
    file = stack.enter_context(path.open("rb"))
    made_at, digest = proof.read_anchor(file)
    say(f"compared with the anchor of {made_at}, digest {digest}")
    file.seek(0)
    return proof.Comparison(proof.read_marks(file), made_at)


def _draft(stack: contextlib.ExitStack, path: Path | None) -> _Draft | None:
    return stack.enter_context(contextlib.closing(_Draft(path))) if path else None


def _finish(draft: _Draft, anchor: proof.Anchor, summary: proof.Summary, say: Say) -> None:
    if summary.findings:
        say("no anchor was written: it would vouch for histories that are not in order")
        return
    digest = anchor.close()
    draft.keep()
    say(f"anchor of {anchor.count:,} histories, digest {digest}")


def _conclude(summary: proof.Summary, say: Say) -> None:
    if summary.partly:
        say(
            f"{summary.partly:,} assignments have not changed since their whole state is kept; "
            "they were compared as far as their history tells"
        )
    say(f"{_figures(summary)}: {'NOT in order' if summary.findings else 'in order'}")


def _figures(summary: proof.Summary) -> str:
    return (
        f"{summary.assignments:,} assignments, {summary.entries:,} entries, "
        f"{summary.findings:,} findings"
    )
