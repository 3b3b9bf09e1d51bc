"""From bytes to lines of a table: encoding, comments, and what stands between columns."""

from __future__ import annotations

import codecs
import csv
import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from vizvae.graph.readers.brackets import in_brackets, without_brackets
from vizvae.graph.readers.cells import NUMBER, has_commas_of_numbers
from vizvae.graph.readers.columns import ends_by_name
from vizvae.graph.readers.kinds import EDGE_LISTS
from vizvae.graph.readers.marks import ARROWS, check_arrows, mark_between, parted, separator_beside
from vizvae.graph.readers.reading import SHOWN_ROWS, Choices, Decision, unclear
from vizvae.words import counted

SAMPLE = 2_000
"""Lines from which the separator is found; that the others agree is checked when they are read."""
SEPARATORS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars", " ": "spaces"}
MARKS = ("#", "%", "//")


@dataclass(kw_only=True)
class TextTable:
    """The lines of a table, without comments and empty ones, and how to part them."""

    lines: list[str]
    separator: str
    arrows: str = ""
    """Whether what stood between columns points from the first to the second (`forward`), from the second to the first (`back`) or `both`
    ways; empty for no arrows"""
    comments: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    numbers: array[int] | None = None
    """Of the lines in the file, from 1, where some of it are left out"""

    def line_of(self, row: int) -> int | None:
        """The number in the file of a row; None where a quoted cell of several lines makes that uncertain."""
        if any(line.count('"') % 2 for line in self.lines):
            return None
        return self.numbers[row] if self.numbers else row + 1

    def rows(self, most: int = SHOWN_ROWS) -> list[list[str]]:
        return [split(line, self.separator) for line in self.lines[:most]]


def refuse_archive(name: str, content: bytes, expected: str) -> None:
    if (
        content[:2] in (b"PK", b"\x1f\x8b")
        or content[:3] == b"BZh"
        or content[:6] == b"\xfd7zXZ\x00"
        or content[:4] == b"\xd0\xcf\x11\xe0"
    ):
        to_do = "unpack it, or save it as CSV" if Path(name).suffix.lower() in EDGE_LISTS else "unpack it"
        raise ValueError(f"{name}: expected {expected}, got an archive or a spreadsheet's own file: {to_do}")


def decode(name: str, content: bytes) -> tuple[str, list[Decision]]:
    """Text in UTF-8, or in UTF-16 as spreadsheets write it. Raises ValueError for anything else."""
    encoding = "utf-8-sig"
    refuse_archive(name, content, "text")
    if content[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        encoding = "utf-32"
    elif content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    else:
        head = content[:2_000]
        for places, guess in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
            if len(head) > 3 and places.count(0) > len(places) * 0.8:
                encoding = guess
    to_do = "save it as UTF-8 CSV" if Path(name).suffix.lower() in EDGE_LISTS else "save it as UTF-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name}: expected text in UTF-8, or in UTF-16 with its mark ({error.reason} at byte {error.start:,}); {to_do}"
        ) from error
    if "\x00" in text:
        raise ValueError(f"{name}: expected text in UTF-8, and it holds zero bytes; {to_do}")
    said = [] if encoding == "utf-8-sig" else [Decision(what="encoding", taken=f"Text in {encoding.upper()}")]
    return text, said


def text_table(name: str, content: bytes, choices: Choices) -> TextTable:
    """Raises ValueError for what is no text or empty, UnclearFile where comments or separators cannot be told."""
    text, decisions = decode(name, content)
    of_file = re.split(r"\r\n|\n|\r", text)
    lines = [line for line in of_file if line.strip()]
    separator = choices.separator
    if lines and (told := re.fullmatch(r'\s*"?sep=(.)"?\s*', lines[0], re.IGNORECASE)):
        separator, lines = separator or told[1], lines[1:]
        decisions.append(Decision(what="separator", taken=f"Columns are separated by {told[1]!r}, as its first line says"))
    lines, comments = _without_comments(name, lines, separator, choices)
    if not lines:
        raise ValueError(f"{name} is empty")
    numbers = _numbers_of_lines(of_file, lines)
    if comments:
        decisions.append(Decision(what="comments", taken=f"{counted(len(comments), 'comment line')} left out"))
    if in_brackets(lines):
        lines = [without_brackets(line) for line in lines]
        decisions.append(Decision(what="separator", taken="Brackets around each row are left out, as Python prints pairs"))
    arrows = ""
    try:
        mark = None if separator else mark_between(lines[:SAMPLE])
        if mark in ARROWS:
            check_arrows(lines)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from error
    if mark:
        arrows, separator = ARROWS.get(mark, ""), separator_beside(lines[:SAMPLE], mark)
        lines = [parted(line, mark, separator) for line in lines]
        decisions.append(Decision(what="separator", taken=f"Columns are separated by `{mark}`"))
    separator = separator or find_separator(name, lines, choices)
    if separator == " ":
        lines = [line.replace("\t", " ").strip() for line in lines]
    lines = _with_a_corner(lines, separator)
    return TextTable(lines=lines, separator=separator, arrows=arrows, comments=comments, decisions=decisions, numbers=numbers)


def _numbers_of_lines(of_file: list[str], lines: list[str]) -> array[int] | None:
    """Of lines that are left of a file's; None where these are its first."""
    if all(one is other for one, other in zip(of_file, lines, strict=False)):
        return None
    every = enumerate(of_file, start=1)
    return array("q", (next(number for number, one in every if one is line) for line in lines))


def _with_a_corner(lines: list[str], separator: str) -> list[str]:
    """R's `write.table` names no column of row names, so that its header is one cell short: an empty one is put before it. Row names are
    running numbers, or in a matrix those of its columns; anything else is a row that is too short, and refused as such later."""
    head = split(lines[0], separator)
    if len(lines) < 3 or len(head) < 2 or any(len(split(line, separator)) != len(head) + 1 for line in lines[1:SHOWN_ROWS]):
        return lines
    firsts = [split(line, separator)[0] for line in lines[1:]]
    if firsts != [str(number) for number in range(1, len(lines))] and sorted(firsts) != sorted(head):
        return lines
    return [f'""{separator}{lines[0]}', *lines[1:]]


def split(line: str, separator: str) -> list[str]:
    if separator == " ":
        line = line.replace("\t", " ").strip()
    try:
        (row,) = csv.reader([line], delimiter=separator, skipinitialspace=True)
    except (csv.Error, ValueError):
        return line.split(separator)
    return [cell.strip() for cell in row]


def find_separator(name: str, lines: list[str], choices: Choices) -> str:
    """That which gives every line as many columns. Where none does, the first that the first line has: it is refused later, by its rows."""
    sample = lines[:SAMPLE]
    widths = {mark: {len(split(line, mark)) for line in sample} for mark in SEPARATORS}
    even = [mark for mark, found in widths.items() if len(found) == 1 and max(found) > 1]
    visible = [mark for mark in even if mark != " "]
    if not even:
        parted = [mark for mark in SEPARATORS if mark != " " and max(widths[mark]) > 1]
        return next((mark for mark in parted if len(split(sample[0], mark)) > 1), parted[0] if parted else " ")
    if not visible:
        # Words within names that commas separate unevenly: spaces are even by chance only if commas are there as well.
        return next((mark for mark in ("\t", ",", ";") if all(mark in line for line in sample)), " ")
    if "\t" in even:  # which are spaces as well
        even = [mark for mark in even if mark != " "]
    possible = [mark for mark in even if all(_may_stand_in(cell, mark, even) for line in sample for cell in split(line, mark))]
    if " " in possible and all(
        NUMBER.fullmatch(cell) or has_commas_of_numbers(cell) for line in sample for cell in split(line, " ")
    ):
        return " "
    if len(possible) == 1 or even == visible[:1]:
        return [*possible, *visible][0]
    raise unclear(
        name, "its columns may be separated by " + " or ".join(SEPARATORS[mark] for mark in even), choices,
        *((f"separated by {SEPARATORS[mark]}, {widths[mark].copy().pop()} columns", f"--separator {mark!r}", {"separator": mark})
          for mark in even),
        rows=tuple((line,) for line in sample[:SHOWN_ROWS]),
    )  # fmt: skip


def _may_stand_in(cell: str, mark: str, others: list[str]) -> bool:
    """Whether a cell between two of `mark` is whole: what else could separate stands in it as a decimal comma, or as in "Smith, J"."""
    for other in others:
        if other in (mark, " ") or other not in cell:
            continue
        if not ((other == "," and has_commas_of_numbers(cell)) or (mark != " " and cell.count(other) == cell.count(other + " "))):
            return False
    return True


def _without_comments(name: str, lines: list[str], separator: str, choices: Choices) -> tuple[list[str], list[str]]:
    """Lines and comments. A line that begins with # is a comment, or its first name does: the other lines tell."""
    marked = [line for line in lines if line.lstrip().startswith(MARKS)]
    if not marked or choices.comments is False:
        return lines, []
    plain = [line for line in lines if not line.lstrip().startswith(MARKS)]
    tight = [line for line in marked if re.match(r"\s*(#|%|//)[^\s#%/]", line)]
    if choices.comments or not tight:
        return plain, marked
    separator = separator or find_separator(name, plain or tight, choices)
    width = len(split((plain or tight)[0], separator))
    fitting = [line for line in tight if len(split(line, separator)) == width > 1]
    if not fitting:
        return plain, marked
    rows = [split(line, separator) for line in [*plain, *fitting]]
    firsts = [split(line, separator)[0] for line in fitting]
    elsewhere = {cell for row in rows for cell in row[1:]}
    if any(cell.startswith(MARKS) for cell in elsewhere) or len(set(firsts)) < len(firsts):
        names = set(fitting)
        return [line for line in lines if line in names or line in set(plain)], [line for line in marked if line not in names]
    head = [cell.lstrip("#%/ ") for cell in split(fitting[0], separator)]
    numbers_below = all(NUMBER.fullmatch(cell) for row in rows[: len(plain)] for cell in row[:2])
    if numbers_below or (len(fitting) == 1 and lines.index(fitting[0]) < len(lines) - len(plain) and ends_by_name(head)):
        return plain, marked
    raise unclear(
        name, f"{counted(len(fitting), 'line')} such as {fitting[0][:60]!r} may be comments or edges of nodes whose names begin so",
        choices, ("they are comments", "--comments", {"comments": True}), ("they are edges", "--no-comments", {"comments": False}),
        rows=tuple(tuple(split(line, separator)) for line in lines[:SHOWN_ROWS]),
    )  # fmt: skip
