"""Rows as Python prints pairs: `(1, 2)` or `['a', 'b'],` in each line."""

from __future__ import annotations

import re

IN_BRACKETS = re.compile(r"\s*(?:\(([^()\[\]]*,[^()\[\]]*)\)|\[([^()\[\]]*,[^()\[\]]*)\])\s*,?\s*")
A_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'((?:[^'\\]|\\.)*)'")


def in_brackets(lines: list[str]) -> bool:
    """Whether each line is such a row. A single one in square brackets is JSON."""
    begins = ("(", "[") if len(lines) > 1 else ("(",)
    return lines[0].lstrip().startswith(begins) and all(IN_BRACKETS.fullmatch(line) for line in lines)


def without_brackets(line: str) -> str:
    """What stands within, with double quotes in place of single ones, which are no quotes in a table."""
    found = IN_BRACKETS.fullmatch(line)
    within = (found[1] or found[2]).strip().rstrip(",") if found else line
    return A_STRING.sub(lambda text: text[0] if text[1] is None else '"' + text[1].replace('"', '""') + '"', within)
