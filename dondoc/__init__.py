"""The composition root: command line and embedded system."""
