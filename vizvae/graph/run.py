"""A graph run in a folder: trains there, listens to requests, can be killed and resumed, and ends as a graph model.

The files are those of `vizvae.runs.folder`; in place of an image run's pictures there are those of `vizvae.graph.pictures`. A line of
metrics.jsonl is an epoch: `loss`, `recon_nll`, `weighted_kl` (what of it is in the loss; nats), and where the nodes were looked at
`validation_auc` and `validation_ap` (percent). result.json has the scores on the test edges.
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from pathlib import Path

from vizvae.atomic_write import remove_abandoned
from vizvae.checkpoint import CARD, write_json
from vizvae.graph.checkpoint import GraphRunConfig, TrainedGraph, write_graph_files
from vizvae.graph.data import Graph
from vizvae.graph.encoding import score_split
from vizvae.graph.layout import layout
from vizvae.graph.live import picture_stride
from vizvae.graph.pictures import PictureWriter, write_drawing
from vizvae.graph.result import RESULT, result_of
from vizvae.graph.resume import restore_graph_run, save_graph_run
from vizvae.graph.runs import FinishedRun, card_figures, score_run
from vizvae.graph.shown import shown_part
from vizvae.graph.split import EdgeSplit
from vizvae.graph.training import GraphEpochReport, GraphTraining, train
from vizvae.latent.steady_plane import SteadyPlane
from vizvae.runs.control import CONTROL, Request, clear_stale
from vizvae.runs.controller import Controller, Ending
from vizvae.runs.folder import RESUME, RunSpec, read_run, read_status
from vizvae.runs.lock import LAUNCH, held
from vizvae.runs.metrics import MetricsWriter
from vizvae.runs.reporter import Progress, Reporter
from vizvae.trash import move_to_trash

SECONDS_BETWEEN_SNAPSHOTS, SHARE = 10.0, 0.01
"""States to resume from are saved so far apart, or further, so that they take at most this share of the time."""
SECONDS_BETWEEN_WORDS = 0.25
LARGEST_LAYOUT = 20_000
"""Nodes up to which the graph's own picture is computed right away, so that the page need not wait for it later."""


Reports = Generator[GraphEpochReport, None, FinishedRun | None]
"""Of a run; what it returns in the end is None where it was suspended or discarded."""


def train_graph_in_folder(folder: Path) -> Reports:
    """Train as run.json in `folder` says, from its last saved state if there is one, and finish it as a graph model.

    Raises ValueError if the folder holds no graph run, a finished one, or one that another process trains, for a graph that cannot be read
    or split, and where training diverges.
    """
    spec = read_run(folder, GraphRunConfig)
    if (folder / CARD).exists():
        raise ValueError(f"{folder} already holds a finished model; choose another folder, or delete it")
    with held(folder):
        return (yield from _GraphRun(folder, spec).reports())


class _GraphRun:
    state: GraphTraining | None = None
    """None before the graph is open."""
    metrics: MetricsWriter | None = None

    def __init__(self, folder: Path, spec: RunSpec[GraphRunConfig]) -> None:
        self.folder, self.spec, self.config = folder, spec, spec.config
        if read_status(folder).phase != "starting":
            clear_stale(folder)
        remove_abandoned(folder)
        epochs = self.config.training.epochs
        self.reporter = Reporter(folder, self._progress, seconds=0.0, epochs=epochs, total_steps=epochs, device="cpu")
        self.controller = Controller(folder, self.reporter, self._refuse_change)
        self._saved_at = self._said_at = time.monotonic()
        self._save_cost, self._saved = 0.0, -1
        self._stuck = False
        """Something that a saved state would promise has not been written: the disk is full."""

    def reports(self) -> Reports:
        reporter = self.reporter
        reporter.say()
        try:
            graph, split, state = self._opened()
            try:
                yield from self._train(split, state)
                return self._finish(graph, split, state)
            except Ending as ending:
                return self._end_as_asked(ending, graph, split, state)
            except GeneratorExit:
                self._suspend(state)
                raise
        except Exception as error:
            message = str(error) if isinstance(error, ValueError | OSError) else f"{type(error).__name__}: {error}"
            reporter.note("failed", message=message)
            reporter.say(phase="failed", message=message, finishing=False)
            raise
        finally:
            if self.metrics:
                self.metrics.close()

    def _opened(self) -> tuple[Graph, EdgeSplit, GraphTraining]:
        config, folder = self.config, self.folder
        graph = config.open_graph()
        split = config.split(graph)
        split.check()
        state = GraphTraining.start(config.training, graph, split.train)
        resumed = (folder / RESUME).exists()
        caveat = restore_graph_run(folder, state) if resumed else ""
        self.state = state
        self.metrics = MetricsWriter(folder, step=state.epoch, epoch=state.epoch)
        self.pictures = PictureWriter(folder, graph.num_nodes, state.epoch)
        self.plane = SteadyPlane(self.pictures.last)
        self.reporter.begin(self.metrics.seconds)
        write_drawing(folder, graph, split)
        self.reporter.note("resumed" if resumed else "started", message=caveat)
        self.reporter.say(message=caveat)
        return graph, split, state

    def _train(self, split: EdgeSplit, state: GraphTraining) -> Iterator[GraphEpochReport]:
        if self.pictures.last is None:
            self._keep(lambda: self.pictures.append(state.epoch, self.plane.show(state.posterior().mu)))
        stride = picture_stride(state.config.epochs, split.num_nodes)
        for report in train(state, split):
            if not math.isfinite(report.loss):
                raise ValueError(
                    f"the loss is no finite number any more after epoch {report.epoch}: choose a smaller learning rate"
                )
            self._record(report, split, state, look=report.epoch % stride == 0 or state.is_done)
            yield report
            if not state.is_done:
                self.controller.wait(lambda: self._save(state))

    def _record(self, report: GraphEpochReport, split: EdgeSplit, state: GraphTraining, *, look: bool) -> None:
        """A line of the curve, and where it is time for it, a picture, a word, and a state to resume from."""
        metrics = self.metrics
        assert metrics is not None
        row = {"kind": "epoch", "step": report.epoch, "epoch": report.epoch, "seconds": self.reporter.clock.seconds}
        row |= {"loss": report.loss, "recon_nll": report.recon_nll, "weighted_kl": state.kl_weight * report.kl}
        if look:
            mu = state.posterior().mu
            if split.validation_non_edges.shape[1]:
                scores = score_split(state.evaluated, mu, split, "validation")
                row |= {"validation_auc": 100 * scores.auc, "validation_ap": 100 * scores.ap}
            positions = self.plane.show(mu)
            self._keep(lambda: self.pictures.append(report.epoch, positions))
        self._keep(lambda: metrics.append(row))
        now = time.monotonic()
        if now - self._said_at > SECONDS_BETWEEN_WORDS:
            self._said_at = now
            self.reporter.say()
        if now - self._saved_at > max(SECONDS_BETWEEN_SNAPSHOTS, self._save_cost / SHARE):
            self._save(state)

    def _finish(self, graph: Graph, split: EdgeSplit, state: GraphTraining) -> FinishedRun:
        """Score it, compare it with all pairs of nodes, and write the model; discarded until the last moment. Raises Ending."""
        self._save(state)
        self._say_and_listen("scoring on the held-out edges")
        finished = score_run(graph, split, state, seconds=self.reporter.clock.seconds)
        write_json(self.folder / RESULT, asdict(result_of(finished)))
        shown = shown_part(
            TrainedGraph(graph=graph, split=split, model=state.finished_model(), posterior=state.posterior())
        ).trained
        self._say_and_listen(f"comparing with all {shown.graph.num_pairs:,} pairs of {shown.graph.num_nodes:,} nodes")
        figures = card_figures(self.config, graph, [finished])
        if shown.graph.num_nodes <= LARGEST_LAYOUT:
            self._say_and_listen("laying the graph out, for the picture beside the embedding")
            layout(shown.graph)
        self._say_and_listen("writing the model")
        write_graph_files(self.folder, self.config, graph, split, state, command=self.spec.command, **figures)
        early = state.epoch < state.config.epochs
        self.reporter.note("kept" if early else "finished")
        message = f"Ended after {state.epoch} of {state.config.epochs} epochs and kept" if early else ""
        self.reporter.say(phase="finished", message=message, finishing=False)
        for name in (RESUME, LAUNCH):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / CONTROL, ignore_errors=True)
        return finished

    def _say_and_listen(self, message: str) -> None:
        self.reporter.say(phase="running", message=message, finishing=True)
        try:
            self.controller.obey()
        except Ending as ending:
            if ending.action != "stop":  # which is being done
                raise

    def _end_as_asked(self, ending: Ending, graph: Graph, split: EdgeSplit, state: GraphTraining) -> FinishedRun | None:
        if ending.action == "stop":
            try:
                return self._finish(graph, split, state)
            except Ending as later:
                return self._end_as_asked(later, graph, split, state)
        if ending.action == "suspend":
            self._suspend(state)
            return None
        self.reporter.note("discarded")
        self.reporter.say(phase="stopped", message="It was discarded.", finishing=False)
        move_to_trash(self.folder)
        return None

    def _suspend(self, state: GraphTraining) -> None:
        if not self._stuck:
            self._save(state)
        self.reporter.note("stopped")
        self.reporter.say(phase="stopped", message="", finishing=False)

    def _save(self, state: GraphTraining) -> None:
        """A state to resume from, after everything it promises is on the disk."""
        if self._saved == state.epoch:
            return
        started = time.monotonic()

        def write() -> None:
            assert self.metrics is not None
            self.metrics.sync()
            save_graph_run(self.folder, state)

        self._keep(write)
        self._saved, self._saved_at = state.epoch, time.monotonic()
        self._save_cost = self._saved_at - started

    def _keep(self, write: Callable[[], None]) -> None:
        self._stuck = True
        self.reporter.keep(write, self.controller.obey)
        self._stuck = False

    def _progress(self) -> Progress:
        epoch = self.state.epoch if self.state else 0
        return Progress(step=epoch, epoch=epoch, share=epoch / self.config.training.epochs)

    def _refuse_change(self, name: str, _: Request) -> None:
        self.reporter.say(message=f"the request {name} was refused: the settings of a graph run stay as they are")
