"""What comes in and goes out by HTTP, as marshmallow schemas."""
