"""python -m vizvae.ui.jobs.answer_worker [SECONDS]: the child process for answers that take the processor longer than a page may wait, told what
on stdin, answering in JSON on stdout.

A process of its own, because in the server everybody else would wait for the interpreter meanwhile. `COMPUTED` lists what it can be asked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    do_jobs(_compute, idle_seconds)


def _compute(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    import torch

    torch.set_num_threads(1)
    return json.dumps(COMPUTED[header["what"]](**header["arguments"])).encode()


def _labels(*, name: str, digest: str, count: int, seed: int) -> Any:
    from vizvae.ui.learn.few_labels import trained

    return trained(name, digest, count, seed)


def _draws(*, name: str, count: int, seed: int) -> list[int]:
    """Bytes of black-and-white images."""
    import torch

    from vizvae.rivals.contenders import contender

    images = contender(name).draw(count, generator=torch.Generator().manual_seed(seed))
    return (255 * images).round().byte().flatten().tolist()


def _slow_metrics(**recipe: Any) -> Any:
    from vizvae.metrics.disentanglement.constructed import Constructed
    from vizvae.metrics.truth import examine

    return examine(Constructed(**recipe)).slow


def _sample_file(*, key: str) -> None:
    """For the server and whoever comes after it."""
    from vizvae.data.drawn_sample import DrawnSample

    DrawnSample(key).write_file()


COMPUTED: dict[str, Callable[..., Any]] = {
    "labels": _labels,
    "draws": _draws,
    "slow_metrics": _slow_metrics,
    "sample_file": _sample_file,
}


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
