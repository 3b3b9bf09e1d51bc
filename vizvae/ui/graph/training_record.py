"""What is under way, written down: graph runs live in the server, and when it ends, somebody has to say that they did, too."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vizvae.atomic_write import atomic_write
from vizvae.checkpoint import read_json
from vizvae.config import config_from_dict, config_to_dict
from vizvae.graph.checkpoint import GraphRunConfig

log = logging.getLogger(__name__)
PREFIX = ".under-way-"


@dataclass(frozen=True, kw_only=True)
class RecordedRun:
    name: str
    title: str
    config: GraphRunConfig


class GraphRunRecord:
    """One file a server in the folder of graph models, gone when there is nothing under way."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{PREFIX}{os.getpid()}.json"

    def write(self, runs: list[RecordedRun]) -> None:
        """A full disk stops no run: it is logged."""
        try:
            if runs:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                fields = [{"name": run.name, "title": run.title, "config": config_to_dict(run.config)} for run in runs]
                atomic_write(self._path, json.dumps({"runs": fields}).encode())
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the runs under way could not be written down (%s)", error)

    def take_lost(self) -> list[RecordedRun]:
        """The runs of servers that are no more; they are forgotten by this."""
        lost: list[RecordedRun] = []
        for path in sorted(self._path.parent.glob(f"{PREFIX}*.json")):
            number = path.stem.removeprefix(PREFIX)
            # One of this very number was written by a server before this one, which had the same.
            if path != self._path and number.isdecimal() and _lives(int(number)):
                continue
            try:
                lost += [_recorded(fields) for fields in read_json(path)["runs"]]
            except (ValueError, KeyError, TypeError) as error:
                log.warning("%s is left out: %s", path, error)
            path.unlink(missing_ok=True)
        return lost


def _recorded(fields: dict[str, Any]) -> RecordedRun:
    config = config_from_dict(GraphRunConfig, fields["config"])
    return RecordedRun(name=str(fields["name"]), title=str(fields["title"]), config=config)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True
