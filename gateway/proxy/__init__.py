"""The public API: `/api/*` led to the services, their joined description and its page."""

from gateway.proxy.blueprint import make_proxy
from gateway.proxy.front import Front

__all__ = ["Front", "make_proxy"]
