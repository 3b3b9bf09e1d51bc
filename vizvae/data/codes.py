"""Codes that somebody brings, of whatever they have embedded: a row each for an image, a cell, a song or a customer, a column a latent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.data.arrays import ARRAY_FILES, open_only_array
from vizvae.data.own.row_names import PATHS, are_numbers, count_rows, names_rows
from vizvae.data.own.tables import Factor, factors_by_row, read_frame, read_table, rows_of

if TYPE_CHECKING:
    import pandas as pd

TABLES = (".csv", ".tsv", ".txt")
NAMES = ("codes", "z", "mu", "latents", "latent", "embeddings", "embedding")
"""Of the array that is meant, in an `.npz` with several"""
FEWEST_ROWS, MOST_LATENTS = 40, 512
"""Of halves, by which intervals are found, each has as many rows as a latent has bins"""
MOST_VALUES = 50_000_000
MOST_BYTES = 8 * MOST_VALUES
LARGEST = 1e100
"""Squares of larger ones are no numbers any more."""


@dataclass(frozen=True)
class GivenCodes:
    codes: Float[np.ndarray, "row latent"]
    latents: tuple[str, ...]
    """What each is called"""
    ids: tuple[str, ...] | None
    """What each row is called, where the file says so"""
    notes: list[str]
    """What was taken for what, a sentence each"""


def read_codes(path: Path) -> GivenCodes:
    """`.npy`; `.npz` with one array; or a table, with or without a header, of numbers and at most one column that names the rows.

    Raises ValueError for anything else, for objects (nothing is unpickled), and as `check_numbers` does.
    """
    suffix = path.suffix.lower()
    if suffix in ARRAY_FILES:
        with open_only_array(path, NAMES, MOST_BYTES) as array:
            codes = check_numbers(array, path.name)
        return GivenCodes(codes, latent_names(codes.shape[1]), None, [])
    if suffix in TABLES:
        return _from_table(path.read_bytes(), path.name)
    raise ValueError(f"{path.name[:80]}: expected codes as {', '.join((*ARRAY_FILES, *TABLES))}")


def read_code_factors(path: Path, given: GivenCodes) -> list[Factor]:
    """What is known of each row of the codes: as factors.csv of images, its rows found by the names that the codes' rows have, else in
    their order. Notes go to those of the codes.

    Raises ValueError for what is no table, for another number of rows, for names among numbers, and where no column says anything.
    """
    if path.suffix.lower() not in TABLES:
        raise ValueError(f"{path.name[:80]}: expected factors as a table ({', '.join(TABLES)}) with a header")
    table = read_table(path.read_bytes(), path.name)
    if given.ids is not None:
        rows, named = rows_of(table, given.ids, given.notes, "row")
        if named is not None and not any(row is not None for row in rows):
            raise ValueError(f"{table.name}: none of its rows names a row of the codes, such as {given.ids[0][:60]!r}")
        return factors_by_row(table, rows, given.notes, leave_out=named)
    if len(table) != len(given.codes):
        raise ValueError(
            f"{table.name}: expected a row for each of the {len(given.codes):,} rows of the codes, in their order, below a header; "
            f"got {len(table):,}. Where some are missing, bring the codes as a table, too, with a column in both that names the rows"
        )
    for column, cells in table.columns.items():
        if not names_rows(column, cells):
            continue
        if are_numbers(cells) and [*map(int, cells)] != sorted(map(int, cells)):
            raise ValueError(
                f"{table.name}: its rows are not in the order of its column {column}, and the codes have no names: sort it, or "
                "bring the codes as a table, too, with that column"
            )
        given.notes.append(
            f"{table.name}: the codes have no names, so that its rows were taken in their order, whatever {column} says"
        )
    return factors_by_row(table, range(len(table)), given.notes)


def check_numbers(array: np.ndarray, name: str, latents: Sequence[str] = ()) -> Float[np.ndarray, "row latent"]:
    """As float64. Raises ValueError, which begins with `name`, for anything but a table of finite numbers of usual size."""
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name}: expected numbers, got values of type {array.dtype}")
    if array.ndim != 2:
        flat = "; flatten what follows the first axis: codes.reshape(len(codes), -1)" if array.ndim > 2 else ""
        raise ValueError(f"{name}: expected an array of shape (row, latent), got {array.shape}{flat}")
    num_rows, num_latents = array.shape
    if num_rows < FEWEST_ROWS:
        raise ValueError(
            f"{name}: expected at least {FEWEST_ROWS} rows, and some hundred to say anything with certainty; got {num_rows}"
        )
    if not 2 <= num_latents <= MOST_LATENTS:
        raise ValueError(
            f"{name}: expected 2 to {MOST_LATENTS} latents, one a column, which are compared with each other; got {num_latents:,}"
            + (" (to the first so many principal components, say)" if num_latents > MOST_LATENTS else "")
        )
    if array.size > MOST_VALUES:
        raise ValueError(
            f"{name}: {num_rows:,} × {num_latents:,} numbers are more than {MOST_VALUES:,}: take a random part of the rows"
        )
    codes = np.array(array, dtype=np.float64)
    bad = ~(np.abs(codes) < LARGEST)
    if bad.any():
        row, latent = np.argwhere(bad)[0]
        called = (latents or latent_names(num_latents))[latent]
        raise ValueError(
            f"{name}: row {row + 1:,}, latent {called}: expected a finite number, got {codes[row, latent]:g}; so it is in "
            f"{int(bad.any(1).sum()):,} of {num_rows:,} rows. Leave these rows out, or fill them"
        )
    if not (np.ptp(codes, axis=0) > 0).any():
        raise ValueError(f"{name}: every latent is constant: all rows are the same, and nothing can be said of them")
    return codes


def latent_names(count: int) -> tuple[str, ...]:
    return tuple(f"z{latent}" for latent in range(count))


def _from_table(data: bytes, name: str) -> GivenCodes:
    frame = read_frame(data, name, header=False)
    cells = {place: frame[place].str.strip() for place in frame.columns}
    numbers = {place: _numbers(column) for place, column in cells.items()}
    first = [cells[place].iloc[0] for place in frame.columns]
    header = _is_header(first, [np.isnan(numbers[place][:2]).tolist() for place in frame.columns])
    names = [cell or f"column {place + 1}" for place, cell in enumerate(first)] if header else None
    start = int(header)
    if len(frame) == start:
        raise ValueError(f"{name}: expected rows of numbers, got a header alone")
    named = _naming_column(name, first if header else None, {place: numbers[place][start:] for place in numbers}, cells, start)
    places = [place for place in frame.columns if place != named]
    if not places:
        spaced = len(str(cells[0].iloc[-1]).split()) > 1
        todo = ': its cells are divided by spaces; divide them by commas (numpy.savetxt(…, delimiter=","))' if spaced else ""
        raise ValueError(
            f"{name}: expected columns of numbers, got {'one column of words' if spaced else 'names of rows alone'}{todo}"
        )
    called = tuple(names[place] for place in places) if names else latent_names(len(places))
    notes = [
        f"{name}: the first line was taken for {'names of the columns' if header else 'numbers, the table for one without a header'}"
    ]
    for place, title in zip(places, called, strict=True):
        column, text = numbers[place][start:], cells[place].iloc[start:]
        wrong = np.isnan(column) & ~text.str.lower().isin(("nan", "inf", "-inf")).to_numpy()
        if wrong.any():
            row = int(np.argmax(wrong))
            got = repr(text.iloc[row][:40]) if text.iloc[row] else "nothing"
            raise ValueError(f"{name}, row {row + 1:,}, column {title}: expected a number, got {got}")
    ids = None
    if named is not None:
        ids = tuple(cells[named].iloc[start:])
        notes.append(f"{name}: {names[named] if names else f'column {named + 1}'} was taken for the rows' names")
    codes = check_numbers(np.stack([numbers[place][start:] for place in places], 1), name, called)
    return GivenCodes(codes, called, ids, notes)


def _numbers(column: pd.Series) -> np.ndarray:
    """NaN for what is none."""
    import pandas as pd

    return np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)


def _is_header(first: Sequence[str], words: Sequence[Sequence[bool]]) -> bool:
    """`words`: of each column, whether its first cells, two at most, are no numbers."""
    if any(one[0] and not one[-1] for one in words) or first[0] == "" or first[0].lower() in PATHS:
        return True
    # Columns that were called by their numbers, as pandas does where nobody has named them.
    return first in ([str(place) for place in range(len(first))], ["", *(str(place) for place in range(len(first) - 1))])


def _naming_column(
    name: str, header: Sequence[str] | None, numbers: dict[int, np.ndarray], cells: dict[int, pd.Series], start: int
) -> int | None:
    """The column that names the rows: one of words, or of numbers without a name or called as such columns are."""
    words = [
        place
        for place, column in numbers.items()
        if np.isnan(column).mean() > 0.5 and not cells[place].iloc[start:].str.lower().isin(("nan", "inf", "-inf", "")).all()
    ]
    if len(words) > 1:
        called = ", ".join((header[place] if header else f"column {place + 1}")[:40] for place in words[:4])
        raise ValueError(
            f"{name}: expected numbers and at most one column that names the rows; {called} hold words: move what is known of the rows "
            "into a factors.csv"
        )
    if words:
        return words[0]
    first = cells[0].iloc[start:].tolist()
    return 0 if len(numbers) > 1 and (count_rows(first) or (header is not None and names_rows(header[0], first))) else None
