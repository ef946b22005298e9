"""Saved web pages: `reader` makes records of them, of what the other modules find."""
