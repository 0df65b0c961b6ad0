"""Notification: who is told, by which channel, with what outcome."""
