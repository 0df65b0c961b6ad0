"""What comes in through the HTTP door and what goes out, a module per noun."""
