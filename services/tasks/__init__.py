"""Assignments: the life of every duty after issue."""
