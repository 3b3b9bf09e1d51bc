"""A child process that is told things on stdin and answers on stdout: the server's side, and what every child does."""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

from vizvae.ui.jobs.frames import read_frame, write_frame

IDLE_SECONDS = 90.0
"""A child that has loaded torch is 250 MB of memory; starting it anew takes seconds."""
log = logging.getLogger(__name__)


class Child:
    """Started when it is first told something, and again when told something after it has ended.

    `heard` is called with each answer, from a thread of its own; `ended`, under `lock`, with the exit status of one that was not killed
    here, or, while it is told something, with the reason why it could not be started. `lock` is the owner's: held while the child
    starts, ends or is told something.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        lock: threading.RLock,
        heard: Callable[[dict[str, Any], bytes], object],
        ended: Callable[[int | OSError], object],
    ) -> None:
        self.command, self._lock, self._heard, self._ended = command, lock, heard, ended
        self.process: subprocess.Popen[bytes] | None = None

    def tell(self, header: dict[str, Any], payload: bytes = b"") -> None:
        with self._lock:
            if self.process is None:
                try:
                    self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                except OSError as error:  # no memory, no more processes: whoever waits for an answer must hear of it
                    self._ended(error)
                    return
                threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()
            assert self.process.stdin is not None
            with suppress(OSError):  # it has just died: _listen notices and says so
                write_frame(self.process.stdin, header, payload)

    def kill(self) -> bool:
        """The only way to stop what it computes. False if there was none."""
        with self._lock:
            process, self.process = self.process, None
            if process is None:
                return False
            process.kill()
            process.wait()
            return True

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        try:
            while (frame := read_frame(process.stdout)) is not None:
                self._heard(*frame)
        except Exception:  # it says what nobody understands: ended, so that who waits for it is told instead of waiting for ever
            log.exception("an answer of %s could not be read", " ".join(self.command[:3]))
            process.kill()
        status = process.wait()
        with self._lock:
            if self.process is process:  # else it was ended on purpose
                self.process = None
                self._ended(status)


def how_it_ended(status: int | OSError) -> str:
    """The end of a sentence about the process."""
    return f"could not be started ({status})" if isinstance(status, OSError) else f"ended unexpectedly (status {status})"


def answer_stream() -> IO[bytes]:
    """In the child: where answers go. Libraries print; from here on what they print goes to stderr. The server, which decodes and
    answers, goes first."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):  # not on Windows
        os.nice(5)
    return answers


def do_jobs(
    compute: Callable[[dict[str, Any], Callable[[str, float], None]], bytes], idle_seconds: float, *, one_thread: bool = True
) -> None:
    """In the child: the jobs of a `Background`, one after the other. `compute` is given what is asked, and what to call with a message and
    the share that is done; it returns the answer. A ValueError of it is a sentence for the visitor.

    One thread computes, unless `one_thread` is false, for the server and its other children want processors too: torch, NumPy and
    scikit-learn, whose threads torch does not know of, ask the environment when they are imported."""
    if one_thread:
        os.environ["OMP_NUM_THREADS"] = "1"
    answers = answer_stream()
    requests: queue.Queue[dict[str, Any]] = queue.Queue()

    def work() -> None:
        while True:
            header = requests.get()
            job = header["job"]

            def progress(message: str, share: float, job: int = job) -> None:
                write_frame(answers, {"job": job, "what": "progress", "share": share, "message": message})

            try:
                write_frame(answers, {"job": job, "what": "done"}, compute(header, progress))
            except ValueError as error:
                write_frame(answers, {"job": job, "what": "failed", "message": str(error)})
            except Exception as error:  # said to the person who asked, and the next job goes on
                write_frame(answers, {"job": job, "what": "failed", "message": f"{type(error).__name__}: {error}"})
            finally:
                requests.task_done()

    threading.Thread(target=work, daemon=True).start()
    read_requests(lambda header, _: requests.put(header), [requests], idle_seconds)


def read_requests(
    take: Callable[[dict[str, Any], bytes], object], queues: Sequence[queue.Queue[Any]], idle_seconds: float
) -> None:
    """In the child: `take` each message, and end with the server, or after `idle_seconds` in which the queues had no work."""
    threading.Thread(target=_end_when_idle, args=(queues, idle_seconds), daemon=True).start()
    while (request := read_frame(sys.stdin.buffer)) is not None:
        take(*request)
    os._exit(0)  # the parent is gone: nobody waits for what is being computed


def _end_when_idle(queues: Sequence[queue.Queue[Any]], seconds: float) -> None:
    since = time.monotonic()
    while True:
        time.sleep(min(seconds / 4, 30))
        if any(requests.unfinished_tasks for requests in queues):
            since = time.monotonic()
        elif time.monotonic() - since > seconds:
            os._exit(0)
