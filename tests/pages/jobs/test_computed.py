"""What many ask for at once is computed once, and those who wait keep nobody else from an answer."""

import asyncio
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tests.helpers.small import write_checkpoint
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DENSITY, Checkpoint, TrainedCheckpoint
from vizvae.latent.density import NeighbourDensity
from vizvae.ui.http.responses import AT_ONCE, in_turn
from vizvae.ui.jobs import computed
from vizvae.ui.jobs.background import Background, JobFailed

VISITORS = 30
COUNTING_WORKER = """
import sys, time
from vizvae.ui.jobs.child import do_jobs
def compute(header, progress):
    with open(sys.argv[1], "a") as asked:
        asked.write(header["function"] + " ")
    time.sleep(0.2)
    if header["function"] == "fails":
        raise ValueError("no such answer")
    return b"[1, 2]"
do_jobs(compute, 60.0)
"""


def draws(seed: int) -> list[int]:
    raise AssertionError("computed in the server")


def fails() -> None:
    raise AssertionError("computed in the server")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What the child process was asked to compute."""
    path = tmp_path / "asked"
    background = Background("answers", (sys.executable, "-c", COUNTING_WORKER, str(path)))
    monkeypatch.setattr(computed, "answers", lambda: background)
    return lambda: path.read_text().split()


def test_thirty_who_ask_at_once_cost_the_child_one_computation(asked: Callable[[], list[str]]) -> None:
    async def all_ask() -> list[Any]:
        return await asyncio.gather(*(computed.computed(draws, seed=1) for _ in range(VISITORS)))

    assert asyncio.run(all_ask()) == [[1, 2]] * VISITORS
    assert asyncio.run(computed.computed(draws, seed=1)) == [1, 2]
    assert asked() == ["draws"]
    assert computed.known(draws, seed=1) == [1, 2]
    assert computed.known(draws, seed=2) is None
    computed.answers().close()


def test_a_failure_is_said_and_not_kept(asked: Callable[[], list[str]]) -> None:
    for _ in range(2):
        with pytest.raises(JobFailed, match="no such answer"):
            asyncio.run(computed.computed(fails))
    assert asked() == ["fails", "fails"]
    computed.answers().close()


def test_those_who_wait_for_a_slow_answer_leave_the_threads_to_quick_ones() -> None:
    lock, release = threading.Lock(), threading.Event()
    running, most = 0, 0

    def slow(_: Request) -> Response:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        assert release.wait(30)
        with lock:
            running -= 1
        return Response("slow")

    async def crowd() -> list[Response]:
        endpoint = in_turn(slow)
        waiting = [asyncio.ensure_future(endpoint(Request({"type": "http"}))) for _ in range(100)]
        while most < AT_ONCE:
            await asyncio.sleep(0.01)
        assert await asyncio.wait_for(run_in_threadpool(lambda: "quick"), 30) == "quick"
        assert not any(task.done() for task in waiting)
        release.set()
        return await asyncio.gather(*waiting)

    assert len(asyncio.run(crowd())) == 100
    assert most == AT_ONCE


@pytest.fixture
def computations(own_models: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Expensive ones by name, in order, for a model `small`."""
    write_checkpoint(own_models / "small")
    done: list[str] = []

    def counted(kind: type, name: str) -> None:
        original = getattr(kind, name)

        def count(self: Any, *arguments: Any, **options: Any) -> Any:
            done.append(name)
            return original(self, *arguments, **options)

        monkeypatch.setattr(kind, name, count)

    counted(TrainedCheckpoint, "load_model")
    counted(Checkpoint, "load_reference")
    counted(NeighbourDensity, "quantiles")
    return done


def test_thirty_who_open_one_model_at_once_load_it_once(computations: list[str]) -> None:
    from vizvae.ui.explorer.address import View
    from vizvae.ui.explorer.opened import open_model
    from vizvae.ui.explorer.payload import STARTS_WITH, decoded_png, describe_model, start_view

    together = threading.Barrier(VISITORS)

    def visit(_: int) -> tuple[int, str]:
        together.wait(30)
        opened = open_model("small")
        view = start_view(View(model="small", input=STARTS_WITH), opened)
        assert view.z is not None
        return id(describe_model(opened)), decoded_png(view.z, opened)

    with ThreadPoolExecutor(VISITORS) as pool:
        assert len(set(pool.map(visit, range(VISITORS)))) == 1
    assert sorted(computations) == ["load_model", "load_reference"]  # the percentiles stand beside the model


def test_a_model_of_an_earlier_version_has_its_percentiles_computed_once(computations: list[str], own_models: Path) -> None:
    from vizvae.ui.explorer.opened import open_model

    kept = find_checkpoint("small").load_density_quantiles()
    (own_models / "small" / DENSITY).unlink()
    assert [open_model("small").density_quantiles for _ in range(3)] == [kept] * 3
    assert computations.count("quantiles") == 2  # of means and of draws
