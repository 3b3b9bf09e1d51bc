"""What a run will cost, measured in a child process: one at a time, and once for all who ask for the same."""

from __future__ import annotations

import json
import sys
import time
from functools import lru_cache
from typing import Any

from vizvae.config import config_to_dict
from vizvae.data.own.store import own_fingerprint
from vizvae.training.config import TrainConfig
from vizvae.training.estimate import Estimate, what_costs
from vizvae.ui.jobs.background import KEPT_ANSWERS, Background, JobFailed

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.train.cost_worker")
MOST_WAITING = 20
"""Settings of which somebody has asked what they cost: beyond these, one asks again later."""
FRESH_S = 300.0
"""Seconds. A machine that was busy when it was measured may be idle by then, or the other way round."""


def cost_key(config: TrainConfig) -> str:
    """The same for settings that cost the same: JSON of `what_costs`, and of which images a set of one's own has at the moment."""
    return json.dumps([config_to_dict(what_costs(config)), own_fingerprint(config.data)], sort_keys=True)


def costs_of(key: str) -> dict[str, Any]:
    """The settings of a `cost_key`."""
    return json.loads(key)[0]


class Costs:
    """Estimates from a child process: see `Background`."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self.background = Background("what a run costs", command)
        self._known: dict[str, tuple[float, Estimate]] = {}
        """With when it was found"""

    def look(self, config: TrainConfig) -> Estimate | str | None:
        """The estimate, or why there is none, or None while it is measured for the first time; the first to ask starts that, and whoever
        asks after `FRESH_S` has it measured anew."""
        key = cost_key(config)
        with self.background.lock:
            now = time.monotonic()
            since, known = self._known.get(key, (now - FRESH_S, None))
            try:
                found = self.background.settled(key)
            except JobFailed as error:
                if known is None:
                    return str(error)
                self.background.forget(key)
                found = known  # what was measured before stands
            if found is not None:
                since, known = self._known[key] = now, found
                if len(self._known) > KEPT_ANSWERS:
                    del self._known[next(iter(self._known))]
            if now - since >= FRESH_S and len(self.background.jobs) < MOST_WAITING:
                self.background.ask(key, {"config": costs_of(key)}, b"", _estimate)
            return known

    def close(self) -> None:
        """End the child process and forget what was asked."""
        self.background.close()


@lru_cache(maxsize=1)
def costs() -> Costs:
    """What all visitors share."""
    return Costs()


def _estimate(answer: bytes) -> Estimate:
    return Estimate(**json.loads(answer))
