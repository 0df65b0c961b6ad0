"""Plan documents: from bytes to a reviewed, issued plan."""
