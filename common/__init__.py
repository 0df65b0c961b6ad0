"""The library: what every process shares; it imports nothing of ours."""
