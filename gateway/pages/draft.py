"""Rà soát: a draft plan beside its document."""

from gateway.pages.site import Route

ROUTES: tuple[Route, ...] = ()
