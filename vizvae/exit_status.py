"""How `python -m vizvae` ends, beside 0 for well and 1 for an error."""

TOO_LARGE = 3
"""The file of `html` would be too large, and one with fewer images would not be"""
