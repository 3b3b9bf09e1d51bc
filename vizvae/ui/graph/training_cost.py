"""What an epoch of a graph run takes on this machine, measured in a child process: once for all who ask for the same."""

from __future__ import annotations

import hashlib
import json
import sys
from functools import lru_cache
from typing import Any

from vizvae.config import config_to_dict
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.live import Cost
from vizvae.ui.jobs.background import Background, JobFailed

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.graph.training_cost_worker")
MOST_WAITING = 3
"""Settings to measure; those before were passed over on the way to these."""


class GraphCosts:
    """Measurements in a child process: see `Background`."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self.background = Background("what a graph run takes", command)

    def measure(self, config: GraphRunConfig) -> str:
        """Ask what an epoch with these settings takes; returns the key to look it up by."""
        fields = _what_costs(config)
        key = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]
        with self.background.lock:
            if self.cost(key) is None and key not in self.background.jobs:
                waiting = [other for other, job in self.background.jobs.items() if not job.sent]
                for passed_over in waiting[: len(waiting) - MOST_WAITING + 1]:
                    self.background.cancel(passed_over)
                self.background.ask(key, {"config": fields}, b"", _cost)
        return key

    def cost(self, key: str) -> Cost | str | None:
        """As measured; a text is why it could not be; None while it is not known."""
        with self.background.lock:
            try:
                return self.background.settled(key, keep=True)
            except JobFailed as error:
                return str(error)

    def close(self) -> None:
        """End the child process and forget what was asked."""
        self.background.close()


@lru_cache(maxsize=1)
def graph_costs() -> GraphCosts:
    """What all visitors share."""
    return GraphCosts()


def _what_costs(config: GraphRunConfig) -> dict[str, Any]:
    """The settings, with all that makes no difference to the time of an epoch as it is by default."""
    fields = config_to_dict(config)
    fields["split_seed"] = fields["training"]["seed"] = 0
    for name, value in {"epochs": 1, "learning_rate": 0.01, "kl_weight": None}.items():
        fields["training"][name] = value
    return fields


def _cost(answer: bytes) -> Cost:
    return Cost(**json.loads(answer))
