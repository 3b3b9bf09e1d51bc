"""What takes longer than an answer may: jobs in one child process that visitors start, join, watch and cancel."""

from __future__ import annotations

import atexit
import itertools
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from vizvae.ui.jobs.child import Child, how_it_ended

FAILURES_KEPT = 256
"""Of the last jobs that failed, for those who look again and again"""
ASK_AGAIN_S = 60.0
"""Seconds for which what may have been a passing failure is not begun anew by whoever looks"""
KEPT_ANSWERS = 64
"""Answers that nobody has fetched, or that could not be written to disk, are kept this many at a time."""
MOST_JOBS = 40
"""Waiting and under way. A class asks for a few different things at once; whoever fills the queue with more keeps all others waiting."""
log = logging.getLogger(__name__)


class JobFailed(RuntimeError):
    """The computation did not succeed; the message is for the person who asked for it."""


class PassingFailure(JobFailed):
    """What failed was not what was asked for: the process was killed for the memory that others took, say. It may do the next time."""


class TooManyJobs(RuntimeError):
    """The queue is full; the message is for the person who asked."""


@dataclass(frozen=True)
class Underway:
    """Asked for and not there yet."""

    progress: float
    """Share of the work done, 0 to 1; 0 while there is nothing to count."""
    message: str


@dataclass
class Job:
    number: int
    header: dict[str, Any]
    payload: bytes
    finish: Callable[[bytes], Any]
    """What is made of the child's answer and kept in memory; None if it is kept elsewhere."""
    at_once: bool
    """Whether it is quick, and need not wait for the others."""
    sent: bool = False
    share: float = 0.0
    message: str = ""
    """Of the child, if it says what it is doing."""
    ended: threading.Event = field(default_factory=threading.Event)


class Background:
    """Jobs for a child process that is started when it is first needed; what they do is in `command`, which follows `vizvae.ui.jobs.child`.

    A job belongs to what is computed, its key, and not to who asked: a second visitor joins it, and whoever cancels it cancels it for
    both (the next one to ask starts it again). Jobs are done one at a time, in the order they were asked for, but for the quick ones.
    `lock`: held while jobs start and end.
    """

    def __init__(self, what: str, command: tuple[str, ...]) -> None:
        self.lock = threading.RLock()
        self.jobs: dict[str, Job] = {}  # by key, in the order they were asked for
        self.child = Child(command, self.lock, self._hear, self._child_ended)
        self._what = what
        self._numbers = itertools.count()
        self._answers: OrderedDict[str, Any] = OrderedDict()
        self._failures: LRUCache[str, tuple[JobFailed, float]] = LRUCache(FAILURES_KEPT)
        """With when it was seen, see `settled`"""
        atexit.register(self.close)

    def answer(self, key: str, *, keep: bool = False) -> Any:
        """What came of a job and was kept in memory, once unless `keep`; None if there is nothing.

        Raises JobFailed if it failed: once, then it may be asked for again.
        """
        with self.lock:
            found = self._answers.get(key)
            if not keep or isinstance(found, JobFailed):
                self._answers.pop(key, None)
        if isinstance(found, JobFailed):
            raise found
        return found

    def settled(self, key: str, *, keep: bool = False) -> Any:
        """`answer`, for those who look again and again: JobFailed is raised at each look. What the child has refused it would refuse again,
        so that stands until `forget`; a PassingFailure for `ASK_AGAIN_S`, then the job may be begun anew."""
        with self.lock:
            failure, since = self._failures.get(key, (None, 0.0))
            if isinstance(failure, PassingFailure) and time.monotonic() - since >= ASK_AGAIN_S:
                self.forget(key)
            elif failure is not None:
                raise failure.with_traceback(None)  # else each look would add to it
            try:
                return self.answer(key, keep=keep)
            except JobFailed as error:
                self._failures[key] = error, time.monotonic()
                raise

    def forget(self, key: str) -> None:
        """That this job has failed: it may be begun anew."""
        with self.lock:
            self._failures.pop(key, None)

    def forget_failures(self) -> None:
        """Likewise of all jobs."""
        with self.lock:
            self._failures.clear()

    def ask(
        self, key: str, header: dict[str, Any], payload: bytes, finish: Callable[[bytes], Any], *, at_once: bool = False
    ) -> Job:
        """The job of this key; the first to ask starts it. `header` and `payload` are what the child is told.

        Raises TooManyJobs if it would be one too many.
        """
        with self.lock:
            if key not in self.jobs:
                if len(self.jobs) >= MOST_JOBS:
                    raise TooManyJobs(
                        f"There are {len(self.jobs)} {self._what} waiting to be computed already: try again in a while."
                    )
                number = next(self._numbers)
                job = self.jobs[key] = Job(number, {"job": number, **header}, payload, finish, at_once)
                self._send_next()
                return job
            return self.jobs[key]

    def cancel(self, key: str) -> None:
        """Stop this job, if it is being done or waits to be; others go on."""
        with self.lock:
            job = self.jobs.pop(key, None)
            if job and job.sent:
                self._kill()  # there is no other way to stop it
                self._send_next()

    def close(self) -> None:
        """End the child process and forget what was asked."""
        with self.lock:
            self.jobs.clear()
            self._failures.clear()
            self._kill()

    def _send_next(self) -> None:
        """The child has one long job at a time, so that the others can be cancelled without it."""
        busy = any(job.sent and not job.at_once for job in self.jobs.values())
        for job in list(self.jobs.values()):  # one that cannot be sent has ended at once, and sent the next
            if job.sent or (busy and not job.at_once):
                continue
            busy, job.sent = busy or not job.at_once, True
            self.child.tell(job.header, job.payload)

    def _hear(self, header: dict[str, Any], payload: bytes) -> None:
        with self.lock:
            found = [item for item in self.jobs.items() if item[1].number == header["job"]]
        if not found:
            return  # cancelled in the meantime
        key, job = found[0]
        if header["what"] == "progress":
            job.share, job.message = header["share"], header.get("message", "")
        elif header["what"] == "done":
            self._end(key, self._finished(job, payload))
        else:
            self._end(key, JobFailed(header["message"]))

    def _finished(self, job: Job, payload: bytes) -> Any:
        try:
            return job.finish(payload)
        except Exception as error:  # who waits is told, and the jobs behind this one go on
            log.exception("what the child has answered could not be used")
            return PassingFailure(f"the answer could not be used ({type(error).__name__}: {error}); ask again")

    def _child_ended(self, status: int | OSError) -> None:
        # Listed first: as soon as one has ended, the next is sent to a new child.
        for key, job in [(key, job) for key, job in self.jobs.items() if job.sent]:
            if status == 0:  # it had no work and ended, just when this was on its way: sent anew
                job.sent = False
            else:
                self._end(key, PassingFailure(f"the process that computes {self._what} {how_it_ended(status)}; ask again"))
        self._send_next()

    def _end(self, key: str, answer: Any) -> None:
        with self.lock:
            job = self.jobs.pop(key, None)
            if job is None:
                return
            if answer is not None:
                self._answers[key] = answer
                if len(self._answers) > KEPT_ANSWERS:
                    self._answers.popitem(last=False)
            job.ended.set()
            self._send_next()

    def _kill(self) -> None:
        if self.child.kill():
            for job in self.jobs.values():  # what the others asked for is sent anew
                job.sent = False
