"""The public API: `/api/*` led to the services, their joined description and its page."""

from gateway.proxy.blueprint import make_proxy
from gateway.proxy.front import Admission, Front, Request

__all__ = ["Admission", "Front", "Request", "make_proxy"]
"""`Front` answers calls from within, as the pages make them; `make_proxy` those from outside."""
