"""Jobs in a child process: whatever goes wrong with one, who waits for it is told and the others go on."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.exceptions import HTTPException

from vizvae.ui.http.responses import said_to_the_visitor
from vizvae.ui.jobs import background as module
from vizvae.ui.jobs.background import Background, JobFailed, TooManyJobs
from vizvae.ui.jobs.computed import WORKER

ECHO = """
import sys, time
from vizvae.ui.jobs.frames import read_frame, write_frame
while (request := read_frame(sys.stdin.buffer)) is not None:
    header, payload = request
    if payload == b"sleep":
        time.sleep(600)
    if payload == b"gibberish":
        sys.stdout.buffer.write(b"{not json\\n")
        sys.stdout.buffer.flush()
    elif payload == b"refuse":
        write_frame(sys.stdout.buffer, {"job": header["job"], "what": "failed", "message": "there is no such number"})
    elif payload == b"no such field":
        write_frame(sys.stdout.buffer, {"job": header["job"], "what": "progress"})
    else:
        write_frame(sys.stdout.buffer, {"job": header["job"], "what": "done"}, payload)
"""


@pytest.fixture
def jobs() -> Iterator[Background]:
    made = Background("numbers", (sys.executable, "-c", ECHO))
    yield made
    made.close()


def until_ended(jobs: Background, payload: bytes, finish: Callable[[bytes], object]) -> object:
    key = payload.decode()
    job = jobs.ask(key, {}, payload, finish)
    assert job.ended.wait(60), "it waits for ever"
    return jobs.answer(key)


def test_an_answer_that_cannot_be_used_is_said_and_the_next_job_is_done(jobs: Background) -> None:
    def finish(_: bytes) -> None:
        raise KeyError("mig")

    with pytest.raises(JobFailed, match=r"could not be used \(KeyError: 'mig'"):
        until_ended(jobs, b"first", finish)
    assert until_ended(jobs, b"second", bytes.upper) == b"SECOND"
    assert until_ended(jobs, b"first", bytes.upper) == b"FIRST", "it may be asked for again"


def looked_at(jobs: Background, payload: bytes) -> object:
    """Asked for, and looked at when it has ended."""
    assert jobs.ask(payload.decode(), {}, payload, bytes.upper).ended.wait(60)
    return jobs.settled(payload.decode())


def test_what_the_child_refuses_is_not_begun_anew_by_those_who_look_and_what_it_died_of_is_after_a_while(
    jobs: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    for why, payload in (("no such number", b"refuse"), ("ended unexpectedly", b"gibberish")):
        with pytest.raises(JobFailed, match=why):
            looked_at(jobs, payload)
        for _ in range(2):
            with pytest.raises(JobFailed, match=why):
                jobs.settled(payload.decode())
    monkeypatch.setattr(module, "ASK_AGAIN_S", 0.0)
    assert jobs.settled("gibberish") is None
    with pytest.raises(JobFailed, match="no such number"):
        jobs.settled("refuse")
    jobs.forget("refuse")
    assert jobs.settled("refuse") is None
    assert looked_at(jobs, b"fine") == b"FINE"


@pytest.mark.parametrize("said", [b"gibberish", b"no such field"])
def test_a_child_that_nobody_understands_is_ended_and_a_new_one_does_the_next(jobs: Background, said: bytes) -> None:
    with pytest.raises(JobFailed, match="ended unexpectedly"):
        until_ended(jobs, said, bytes.upper)
    assert until_ended(jobs, b"next", bytes.upper) == b"NEXT"


def test_every_library_in_a_child_computes_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is but one processor it shows nothing."""
    monkeypatch.delenv("OMP_NUM_THREADS")
    threads = {"module": "threadpoolctl", "function": "threadpool_info", "arguments": {}}
    worker = Background("numbers", WORKER)
    try:
        job = worker.ask("threads", threads, b"", json.loads)
        assert job.ended.wait(120)
        pools = {pool["filepath"]: pool["num_threads"] for pool in worker.answer("threads")}
        assert set(pools.values()) == {1}, pools
    finally:
        worker.close()


def test_a_full_queue_is_said_and_who_is_in_it_is_joined(jobs: Background, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 3)
    keys = ["sleep", "b", "c"]
    waiting = [jobs.ask(key, {}, key.encode(), bytes.upper) for key in keys]
    with pytest.raises(TooManyJobs, match="There are 3 numbers waiting to be computed already"):
        jobs.ask("d", {}, b"d", bytes.upper)
    assert [jobs.ask(key, {}, key.encode(), bytes.upper) for key in keys] == waiting
    with pytest.raises(HTTPException) as refused, said_to_the_visitor():
        jobs.ask("d", {}, b"d", bytes.upper)
    assert refused.value.status_code == 503
    jobs.cancel("sleep")
    deadline = time.monotonic() + 60
    while jobs.jobs and time.monotonic() < deadline:
        time.sleep(0.01)
    assert until_ended(jobs, b"d", bytes.upper) == b"D"
