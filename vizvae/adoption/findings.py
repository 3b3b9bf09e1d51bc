"""What was found out about a stranger's model, what was taken on trust, and what has to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["told", "measured", "assumed"]
"""`told`: by an argument. `measured`: by what the model does. `assumed`: as is usual; nothing that was tried speaks for it."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One row of the table that is printed, and kept in the card."""

    what: str
    found: str
    how: str
    """Why it is believed, in a few words"""
    certainty: Certainty = "measured"


class Question(ValueError):
    """What could not be decided, and the argument that answers it."""

    def __init__(self, text: str, argument: str = "", choices: tuple[str, ...] = ()) -> None:
        """`argument`: of `vizvae.adopt`, whose answer is one of `choices`; both empty where only code can answer."""
        super().__init__(text)
        self.argument, self.choices = argument, choices


class Findings:
    """Rows in the order in which they were found."""

    def __init__(self) -> None:
        self.rows: list[Finding] = []

    def add(self, what: str, found: str, how: str, certainty: Certainty = "measured") -> None:
        self.rows.append(Finding(what=what, found=found, how=how, certainty=certainty))

    def table(self) -> str:
        """For a terminal: what, found, how; what is only assumed is marked with a question mark."""
        width = max((len(row.what) for row in self.rows), default=0)
        found = min(44, max((len(row.found) for row in self.rows), default=0))
        marks = {"told": "=", "measured": " ", "assumed": "?"}
        return "\n".join(
            f"{marks[row.certainty]} {row.what:<{width}}  {row.found:<{found}}  {row.how}".rstrip() for row in self.rows
        )
