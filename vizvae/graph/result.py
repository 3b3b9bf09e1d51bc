"""What a finished graph run leaves beside its model, and how that is cleared away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vizvae.graph.pictures import DRAWING, PICTURES
from vizvae.graph.runs import FinishedRun
from vizvae.runs.events import EVENTS
from vizvae.runs.folder import LOG, RUN, STATUS
from vizvae.runs.lock import LOCK
from vizvae.runs.metrics import METRICS

RESULT = "result.json"


@dataclass(frozen=True, kw_only=True)
class GraphResult:
    """result.json: scores on the test edges, percent."""

    auc: float
    ap: float
    seconds: float
    """Trained, over all resumptions."""
    epochs: int
    kept_epoch: int
    test_edges: int


def result_of(finished: FinishedRun) -> GraphResult:
    return GraphResult(
        auc=100 * finished.test.auc,
        ap=100 * finished.test.ap,
        seconds=finished.seconds,
        epochs=finished.epochs,
        kept_epoch=finished.kept_epoch,
        test_edges=finished.split.test.shape[1],
    )


def clear_run(folder: Path) -> None:
    """Leave of a finished run the model, its curve and its events: it stands in no list of runs any more."""
    for name in (RUN, STATUS, RESULT, DRAWING, PICTURES, LOG, LOCK):
        (folder / name).unlink(missing_ok=True)


def forget_run(folder: Path) -> None:
    """Leave of a finished run nothing but the model, as those are that ship."""
    clear_run(folder)
    for name in (METRICS, EVENTS):
        (folder / name).unlink(missing_ok=True)
