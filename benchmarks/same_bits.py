"""What it costs that every process which trains computes the same bits (vizvae/runs/arithmetic.py), and what it gives.

Two processes take steps in turns, one with MKL_CBWR=AUTO,STRICT and one without; the ratio is of the medians, in one run. Then pairs of
processes whose memory is laid out differently train on, and their weights are compared. Takes a minute or two.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass

from benchmarks import results
from vizvae.runs.arithmetic import ENVIRONMENT

ROUNDS, STEPS = 40, {"vae_mlp": 40, "vae_conv": 8}
LAYOUTS = 8
STEPS_TO_COMPARE = {"vae_mlp": 30, "vae_conv": 8}

CHILD = """if True:
    import hashlib, sys, time
    import torch
    from vizvae.training.config import TrainConfig
    from vizvae.training.loop import StepReport, train
    from vizvae.training.state import TrainingState

    model, layout = sys.argv[1], int(sys.argv[2])
    images = torch.randint(0, 256, (4096, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    # Memory taken before makes all that follows lie elsewhere.
    taken = [torch.empty(1 + layout * 1237 * (k + 1)) for k in range(layout)]
    state = TrainingState.start(TrainConfig(model=model, epochs=100_000), images.float().mean(0) / 255)
    reports = train(state, images)
    for line in sys.stdin:
        wall, cpu, steps = time.perf_counter(), time.process_time(), 0
        while steps < int(line):
            steps += isinstance(next(reports), StepReport)
            if layout and steps % 3 == layout % 3:
                taken.append(torch.empty(layout * 991 * (steps + 1)))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        digest = hashlib.sha256(b"".join(p.detach().contiguous().numpy().tobytes() for p in state.model.parameters()))
        print(wall, cpu, digest.hexdigest(), flush=True)
    """


@dataclass(frozen=True)
class Steps:
    wall: float
    """Seconds, like the next."""
    cpu: float
    digest: str
    """Of the weights after them."""


class Trainer:
    """A process that takes as many steps as it is told."""

    def __init__(self, model: str, *, same_bits: bool, layout: int = 0) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, model, str(layout)],
            env=environment | (ENVIRONMENT if same_bits else {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def take(self, count: int) -> Steps:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        wall, cpu, digest = self.process.stdout.readline().split()
        return Steps(float(wall), float(cpu), digest)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def cost(model: str) -> dict[str, float]:
    """Of a step with the same bits over one without, by the clock and by the processor's time."""
    trainers = {same_bits: Trainer(model, same_bits=same_bits) for same_bits in (True, False)}
    taken: dict[bool, list[Steps]] = {True: [], False: []}
    for turn in range(ROUNDS + 1):
        for same_bits in (True, False) if turn % 2 else (False, True):
            steps = trainers[same_bits].take(STEPS[model])
            if turn:  # the first round warms up
                taken[same_bits].append(steps)
    for trainer in trainers.values():
        trainer.close()
    wall, cpu = (
        {same_bits: statistics.median(getattr(steps, name) for steps in of) for same_bits, of in taken.items()}
        for name in ("wall", "cpu")
    )
    return {
        "with, ms a step": 1e3 * wall[True] / STEPS[model],
        "without": 1e3 * wall[False] / STEPS[model],
        "ratio": wall[True] / wall[False],
        "ratio of CPU time": cpu[True] / cpu[False],
    }


def different_ends(model: str, *, same_bits: bool) -> int:
    """How many different weights come of the same steps in processes with different layouts of memory."""
    digests = set()
    for layout in range(LAYOUTS):
        trainer = Trainer(model, same_bits=same_bits, layout=layout)
        digests.add(trainer.take(STEPS_TO_COMPARE[model]).digest)
        trainer.close()
    return len(digests)


def main() -> None:
    figures: dict[str, object] = {}
    for model in STEPS:
        figures[f"{model}, a step"] = cost(model)
        figures[f"{model}, different weights of {LAYOUTS} layouts of memory"] = {
            "with": different_ends(model, same_bits=True),
            "without": different_ends(model, same_bits=False),
        }
    results.write("same_bits", figures)


if __name__ == "__main__":
    main()
