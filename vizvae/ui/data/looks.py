"""What is looked at and built of what visitors have brought, in child processes: once however many look, and to be stopped."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from vizvae.config import config_from_dict
from vizvae.data.own.incoming import Incoming, built
from vizvae.data.own.options import Options
from vizvae.data.own.sheet import Sheet
from vizvae.data.own.store import OwnSet
from vizvae.ui.jobs.background import Background, JobFailed, TooManyJobs, Underway

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.data.worker")


class Looks:
    """Contact sheets and data sets are made in two processes: a sheet is there in a second, whatever is being built."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self._sheets = Background("contact sheets", command)
        self._builds = Background("data sets", command)

    def sheet(self, incoming: Incoming, options: Options) -> Sheet | str | None:
        """Or why there is none, or None while it is made; the first to ask starts that."""
        return self._look(self._sheets, "sheet", incoming, options)

    def build(self, incoming: Incoming, options: Options) -> OwnSet | str | Underway:
        """What was built, or why it cannot be, or how far it is; the first to ask starts it."""
        with self._builds.lock:  # it ends between two looks, never between looking on disk and starting it
            if (own := built(incoming, options)) is not None:
                return own
            problem = self._look(self._builds, "build", incoming, options)
            job = self._builds.jobs.get(_key("build", incoming, options))
        if isinstance(problem, str):
            return problem
        if job is None:
            return Underway(0.0, "ready in a moment")
        return Underway(job.share, job.message or ("opening it" if job.sent else "waiting for another visitor's set"))

    def stop(self, incoming: Incoming, options: Options) -> None:
        """Building it. What was brought stays, and can be built again."""
        self._builds.cancel(_key("build", incoming, options))
        self._sheets.cancel(_key("sheet", incoming, options))

    def forget_problem(self, incoming: Incoming, options: Options) -> None:
        self._sheets.forget(_key("sheet", incoming, options))
        self._builds.forget(_key("build", incoming, options))

    def close(self) -> None:
        """End the child processes and forget what was asked."""
        self._sheets.close()
        self._builds.close()

    def _look(self, jobs: Background, what: str, incoming: Incoming, options: Options) -> Any:
        key = _key(what, incoming, options)
        with jobs.lock:
            try:
                found = jobs.settled(key, keep=True)
                if found is None:
                    header = {"what": what, "incoming": asdict(incoming), "options": asdict(options)}
                    jobs.ask(key, header, b"", _sheet if what == "sheet" else _nothing)
            except (JobFailed, TooManyJobs) as error:
                return str(error)
            return found


def _key(what: str, incoming: Incoming, options: Options) -> str:
    return f"{what} {incoming.target(options)}"


def _sheet(answer: bytes) -> Sheet:
    return config_from_dict(Sheet, json.loads(answer))


def _nothing(_: bytes) -> None:
    """It is on the disk."""


@lru_cache(maxsize=1)
def looks() -> Looks:
    """What all visitors share."""
    return Looks()
