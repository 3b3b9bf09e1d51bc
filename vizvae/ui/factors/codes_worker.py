"""python -m vizvae.ui.factors.codes_worker [SECONDS]: the child process that reads codes that visitors have brought and measures them;
told which on stdin, answering on stdout.

A process of its own, since it reads files of strangers: what they take of memory is limited, and killing it is the only way to stop it.
The answer is safetensors: `said`, JSON of `MeasuredCodes.to_json` with `values`, factor to its names; `codes` (row, latent), `numbers`
(row, factor) of the factors as given and `map` (row, 2), of `EVIDENCE_ROWS` rows at most.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from vizvae.limited_child import limit_memory
from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

MEMORY = 4_000_000_000
"""Bytes above what the process has before it reads anything"""
EVIDENCE_ROWS = 2_500
"""That the page is told of: as many as are drawn"""
MEASURING = 0.8
"""Of the time, about, where a map by UMAP follows"""

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    limit_memory(MEMORY, mapped_files=False)
    do_jobs(_measure, idle_seconds)


def _measure(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    progress("Reading the files", 0.0)
    try:
        return _measured(header, progress)
    except MemoryError as error:
        raise ValueError(f"to read and measure them takes more than {MEMORY / 1e9:g} GB of memory: bring fewer rows") from error


def _measured(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    import json
    from pathlib import Path

    import numpy as np
    import torch
    from safetensors.numpy import save

    from vizvae.data.codes import read_code_factors, read_codes
    from vizvae.figures.evidence import spread
    from vizvae.latent.flat_map import flat_map
    from vizvae.metrics.disentanglement import measure

    torch.set_num_threads(1)
    given = read_codes(Path(header["codes"]))
    factors = read_code_factors(Path(header["factors"]), given) if header["factors"] else None
    share = MEASURING if header["map"] == "umap" else 1.0
    measured = measure(
        given.codes, factors, latents=given.latents, progress=lambda what, done: progress(what, share * done)
    )  # fmt: skip
    progress("The map", share)
    mapped = flat_map(measured.codes, header["map"], progress=lambda done: progress("The map", share + (1 - share) * done))
    rows = spread(len(measured.codes), EVIDENCE_ROWS)
    numbers = [one.numbers[rows] for one in measured.given]
    said = {
        **measured.to_json(),
        "notes": [*given.notes, *measured.notes],
        "values": {one.name: one.values for one in measured.given},
        "axes": mapped.axes,
        "map_said": mapped.said,
    }
    return save(
        {
            "said": np.frombuffer(json.dumps(said).encode(), np.uint8),
            "codes": measured.codes[rows].astype(np.float32),
            "numbers": np.ascontiguousarray(np.stack(numbers, 1)) if numbers else np.zeros((len(rows), 0)),
            "map": mapped.points[rows],
        }
    )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
