"""Documents are parsed in a process apart: it is given limits and may die; the web process lives.

`reader.Reader` is what the service uses. It keeps a `nursery`: a process with the parser loaded
and nothing else, no settings, no connections. For each document the nursery forks a child, which
reads that one document within its limits and ends. Why so: docs/decisions/011.
"""
