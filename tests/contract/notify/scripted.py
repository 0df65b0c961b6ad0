"""A channel of the tests, for what real servers cannot be told to do in order."""

from services.notify.channels import Outcome, Outgoing, Resend


class Scripted:
    """A channel that answers as told, and keeps what it was given."""

    name = "scripted"
    patience_s = 10.0

    def __init__(self, resend: Resend, *outcomes: Outcome) -> None:
        self.resend = resend
        self.outcomes = list(outcomes)
        self.sent: list[Outgoing] = []

    def send(self, message: Outgoing) -> Outcome:
        """Take the message and give the next outcome; accepted when none is left."""
        self.sent.append(message)
        return self.outcomes.pop(0) if self.outcomes else Outcome.accepted("ref-1")

    def close(self) -> None:
        """Hold nothing."""
