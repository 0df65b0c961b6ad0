"""Agencies, accounts and log-in; an application of its own inside the gateway's process."""
