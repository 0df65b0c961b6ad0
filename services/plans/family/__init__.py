"""Families of plans: which plan changes which, what becomes of the duties, and coverage."""
