"""What is answered, with status 202, where something is computed in the background and is not there yet."""

from __future__ import annotations

from vizvae.ui.http.contract import Payload


class ProgressAnswer(Payload):
    progress: float
    """Share of the work done, 0 to 1; 0 while there is nothing to count."""
    message: str
