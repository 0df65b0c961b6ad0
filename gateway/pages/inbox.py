"""Hộp thư: notices."""

from gateway.pages.site import Route

ROUTES: tuple[Route, ...] = ()
