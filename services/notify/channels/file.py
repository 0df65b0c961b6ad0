"""The file channel: one .eml or .txt per message in a folder, for demos and tests.

The file is named by the message and replaced in one step, so sending again leaves one file.
"""

import os
from pathlib import Path

from services.notify.channels.letter import write
from services.notify.channels.port import Outcome, Outgoing, Resend

_SENDER = "dondoc@dondoc.example"


class FileChannel:
    """Writes e-mail letters (`suffix` .eml) or SMS texts (.txt) into `folder`."""

    name = "file"
    resend = Resend.SAFE
    patience_s = 5.0

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder = folder
        self._suffix = suffix

    def send(self, message: Outgoing) -> Outcome:
        """Write the message's file; a full or missing disk is a temporary failure."""
        target = self._folder / f"{message.message_id}{self._suffix}"
        try:
            content = self._content(message)
        except ValueError as error:
            return Outcome.permanent(f"not an address: {error}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(target, content)
        except OSError as error:
            return Outcome.temporary(f"cannot write: {error.strerror}")
        return Outcome.accepted(target.name)

    def close(self) -> None:
        """Hold nothing open between messages."""

    def _content(self, message: Outgoing) -> bytes:
        if self._suffix == ".eml":
            return write(message, _SENDER)
        return f"{message.address}\n\n{message.body}\n".encode()


def _replace(target: Path, content: bytes) -> None:
    """Put `content` at `target` so that a crash leaves the old file, the new one or none."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    # The text of a message is the recipient's, not that of everybody on this machine.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
