"""The only public door: identity, pages and the way to the services."""
