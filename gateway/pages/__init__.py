"""The server-rendered pages: views, templates, static files and translations.

Pages reach the system only through `gateway.clients`, so whatever a page can do, a script can do
through the public API. They work without scripts, under a strict Content-Security-Policy.
"""

from gateway.pages.blueprint import make_pages

__all__ = ["make_pages"]
