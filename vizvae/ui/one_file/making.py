"""Pages in one file, for whoever asks in the dashboard: `python -m vizvae html` writes it in a child process, once for all who ask for the
same, and one after the other."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from vizvae import __version__
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.exit_status import TOO_LARGE
from vizvae.folders import remove_oldest
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.latent.projection_cache import kept_layouts
from vizvae.latent_names import names_of
from vizvae.paths import download_dir
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.http.packed_contract import PageName
from vizvae.ui.jobs.background import JobFailed, TooManyJobs, Underway

MOST_WAITING = 8
LONGEST_SECONDS = 600
MOST_BYTES = 500_000_000
"""Of all files that are kept; the oldest go."""
MESSAGE = "packing the page into one file"


class FileTooLarge(JobFailed):
    """A lighter one would not be."""


@dataclass
class _Making:
    ended: threading.Event = field(default_factory=threading.Event)
    failed: JobFailed | None = None


class FileMaker:
    """Files in `folder`, by the content of what is in them."""

    def __init__(self, folder: Path, command: tuple[str, ...] = (sys.executable, "-P", "-m", "vizvae", "html")) -> None:
        self._folder, self._command = folder, command
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._making: dict[str, _Making] = {}

    def get(
        self, page: PageName, query: Mapping[str, str], suffix: Literal[".html", ".zip"], *, lighter: bool = False
    ) -> bytes | Underway:
        """The file, or that it is being made; the first to ask starts it. `lighter`: with fewer images.

        Raises CheckpointError for an unknown model, JobFailed if it could not be made, with why: once, then it may be asked for again.
        """
        words = [*(["--lighter"] if lighter else []), *words_of(page, query)]
        path = self._folder / f"{self._key(page, query, words)}{suffix}"
        with self._lock:
            if path.exists() and path.with_suffix(".zip").exists():
                return path.read_bytes()
            making = self._making.get(path.stem)
            if making is None:
                if sum(not one.ended.is_set() for one in self._making.values()) >= MOST_WAITING:
                    raise TooManyJobs("Many files are being made at the moment: try again in a minute.")
                self._forget_failures()
                making = self._making[path.stem] = _Making()
                threading.Thread(target=self._make, args=(making, words, path.with_suffix(".html")), daemon=True).start()
            elif making.ended.is_set():
                del self._making[path.stem]
                assert making.failed is not None
                raise making.failed
            return Underway(0.0, MESSAGE)

    def _forget_failures(self) -> None:
        """Of those that nobody has come back for, the oldest."""
        failed = [stem for stem, making in self._making.items() if making.ended.is_set()]
        for stem in failed[: max(0, len(failed) - MOST_WAITING)]:
            del self._making[stem]

    def _make(self, making: _Making, words: list[str], path: Path) -> None:
        with self._turn:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                making.failed = _run([*self._command, f"--output={path}", *words])
                remove_oldest(self._folder, MOST_BYTES)
            except OSError as error:
                making.failed = JobFailed(f"the file could not be written: {error}")
        with self._lock:
            making.ended.set()
            if making.failed is None:
                del self._making[path.stem]

    def _key(self, page: PageName, query: Mapping[str, str], words: list[str]) -> str:
        about = [] if page == "learn" else _what_is_in_it(page, query.get("model", ""))
        described = json.dumps([__version__, date.today().isoformat(), about, words])
        return hashlib.sha256(described.encode()).hexdigest()[:32]


def _what_is_in_it(page: PageName, name: str) -> list[Any]:
    """Of a model, all that may be another the next time: its weights and its card, the names that people gave to its latents, and which
    maps of its codes there are by now. Raises CheckpointError for an unknown one."""
    checkpoint = (find_graph_checkpoint if page == "graph" else find_checkpoint)(name)
    about: list[Any] = [checkpoint.digest, checkpoint.card]
    if isinstance(checkpoint, Checkpoint):
        about.append(names_of(checkpoint.digest))
    if isinstance(checkpoint, Checkpoint) and page == "manifold":
        about.append(sorted(kept_layouts(OpenedModel.of(checkpoint).reference)))
    return about


def words_of(page: PageName, query: Mapping[str, str]) -> list[str]:
    """For the command line: an address never becomes an option, as each value is written after its `=`."""
    if page == "learn":
        return [f"--lesson={urlencode(query)}"]
    rest = {name: value for name, value in query.items() if name != "model"}
    return [f"--page={page}", f"--at={urlencode(rest)}", "--", query.get("model", "")]


@lru_cache(maxsize=1)
def file_maker() -> FileMaker:
    """What all visitors share."""
    return FileMaker(download_dir() / "files")


def _run(command: list[str]) -> JobFailed | None:
    """Why it failed; None where it did not."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with suppress(AttributeError, OSError):  # Windows has none
        os.setpriority(os.PRIO_PROCESS, process.pid, 10)
    try:
        _, stderr = process.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return JobFailed(f"it took longer than {LONGEST_SECONDS // 60} minutes")
    if process.returncode == 0:
        return None
    return (FileTooLarge if process.returncode == TOO_LARGE else JobFailed)(_reason(stderr))


def _reason(stderr: str) -> str:
    lines = [line.removeprefix("error: ") for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"
