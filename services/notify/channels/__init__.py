"""Ways out: each takes one message to one provider and says how certain the result is."""

from services.notify.channels.port import Channel, Outcome, Outgoing, Resend, Result

__all__ = ["Channel", "Outcome", "Outgoing", "Resend", "Result"]
