"""Training over several splits, and what is measured of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch

from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.clustering import ClusterScores, cluster_scores, kmeans
from vizvae.graph.config import GraphTrainConfig
from vizvae.graph.data import Graph
from vizvae.graph.encoding import score_split
from vizvae.graph.evaluation import evaluate_graph
from vizvae.graph.links.scorers import LinkFigures, link_figures
from vizvae.graph.metrics import LinkScores
from vizvae.graph.metrics_of_edges import WeightScores, direction_auc, weight_scores
from vizvae.graph.split import EdgeSplit, split_edges
from vizvae.graph.training import GraphEpochReport, GraphTraining, train
from vizvae.words import counted


@dataclass(frozen=True, kw_only=True, eq=False)
class FinishedRun:
    """One model on one split."""

    state: GraphTraining
    split: EdgeSplit
    validation: LinkScores
    test: LinkScores
    clusters: ClusterScores | None
    weights: WeightScores | None
    """Of the test edges"""
    direction: float | None
    """AUC of the test edges against the same pairs the other way round, in [0, 1]"""
    kl: float
    """Of the last step, mean over nodes, nats"""
    kept_epoch: int
    epochs: int
    seconds: float


def run_split(
    graph: Graph, config: GraphTrainConfig, seed: int, *, in_time: bool = False,
    progress: Callable[[GraphEpochReport], object] = lambda _: None,
) -> FinishedRun:  # fmt: skip
    """Train on the split with this seed, which also seeds the model; then, and only then, look at its test edges.

    Raises ValueError, before training, if the graph is too small or too dense to hold any edges or non-edges out.
    """
    started = time.perf_counter()
    split = split_edges(graph, seed, in_time=in_time)
    split.check()
    state = GraphTraining.start(replace(config, seed=seed), graph, split.train)
    for report in train(state, split):
        progress(report)
    return score_run(graph, split, state, seconds=time.perf_counter() - started)


def score_run(graph: Graph, split: EdgeSplit, state: GraphTraining, *, seconds: float) -> FinishedRun:
    """A run that has ended, scored on its test edges: the first time that they are looked at."""
    model = state.finished_model()
    z = state.posterior().mu
    clusters = None
    if graph.labels is not None and graph.num_classes > 1:
        clusters = cluster_scores(graph.labels, kmeans(z, graph.num_classes, seed=state.config.seed))
    return FinishedRun(
        state=state,
        split=split,
        validation=score_split(model, z, split, "validation"),
        test=score_split(model, z, split, "test"),
        clusters=clusters,
        weights=weight_scores(model, z, graph, split),
        direction=direction_auc(model, z, graph, split),
        kl=state.kl,
        kept_epoch=state.kept_epoch,
        epochs=state.epoch,
        seconds=seconds,
    )


def epochs_by_validation(
    graph: Graph, config: GraphTrainConfig, seeds: Sequence[int], *, progress: Callable[[int], object] = lambda _: None
) -> int:
    """How long to train where nothing is held out: the median, over splits, of the epoch that the validation edges keep.

    No labels and no test edges are looked at. The configuration's own number where it takes the last weights anyway.
    """
    if config.select == "last":
        return config.epochs
    kept = []
    for seed in seeds:
        split = split_edges(graph, seed)
        state = GraphTraining.start(replace(config, seed=seed), graph, split.train)
        for _ in train(state, split):
            progress(1)
        kept.append(state.best_epoch or state.epoch)
    return round(statistics.median(kept))


def run_clustering(
    graph: Graph, config: GraphTrainConfig, seed: int, epochs: int, *, progress: Callable[[int], object] = lambda _: None
) -> tuple[ClusterScores, float]:
    """Train on *all* edges for `epochs`, cluster the codes, and compare with the classes: (scores, seconds).

    The last weights are taken and the classes looked at once, at the end. Raises ValueError for a graph without classes.
    """
    if graph.labels is None or graph.num_classes < 2:
        raise ValueError(f"{graph.title} has no classes to compare clusters with")
    started = time.perf_counter()
    state = GraphTraining.start(replace(config, seed=seed, select="last"), graph, graph.edge_index)
    for _ in range(epochs):
        state.run_epoch()
        progress(1)
    scores = cluster_scores(graph.labels, kmeans(state.posterior().mu, graph.num_classes, seed=seed))
    return scores, time.perf_counter() - started


@torch.no_grad()
def hits_and_ranks(graph: Graph, runs: Sequence[FinishedRun], progress: Callable[[], object] = lambda: None) -> dict[str, Any]:
    """`hits_100` and `mrr` (against hard negatives, see `link_figures`) on the test edges, in percent, as `spread`."""
    found = []
    for run in runs:
        model, z = run.state.finished_model(), run.state.posterior().mu
        found.append(link_figures(lambda pairs, model=model, z=z: model.edge_logits(z, pairs), graph, run.split))
        progress()
    return spread_of_figures(found, ("hits_100", "mrr"))


def spread_of_figures(found: Sequence[LinkFigures], keys: Sequence[str]) -> dict[str, Any]:
    """Of `auc`, `ap`, `hits_100` and `mrr` those asked for, in percent, as `spread`; without those that no split has."""
    of_each: dict[str, Callable[[LinkFigures], float | None]] = {
        "auc": lambda run: run.scores.auc,
        "ap": lambda run: run.scores.ap,
        "hits_100": lambda run: run.hits.get("HR@100"),
        "mrr": lambda run: run.mrr,
    }
    values = {key: [value for run in found if (value := of_each[key](run)) is not None] for key in keys}
    return {key: spread([100 * value for value in known]) for key, known in values.items() if known}


def split_words(in_time: bool, seeds: Sequence[int]) -> str:
    """How the splits of these seeds were made."""
    how = "the latest edges held out" if in_time else counted(len(seeds), "random split")
    return f"{how}, {f'seed {seeds[0]}' if len(seeds) == 1 else f'seeds {seeds[0]} to {seeds[-1]}'}"


def summary(runs: Sequence[FinishedRun]) -> dict[str, Any]:
    """Mean, sample standard deviation (0 for one run) and every value, in percent, of what was measured on several splits."""
    figures = {
        "auc": spread([100 * run.test.auc for run in runs]),
        "ap": spread([100 * run.test.ap for run in runs]),
        "validation_auc": spread([100 * run.validation.auc for run in runs]),
        "validation_ap": spread([100 * run.validation.ap for run in runs]),
    }
    clusters = [run.clusters for run in runs if run.clusters is not None]
    if clusters:
        figures["clustering"] = cluster_summary(clusters)
    weights = [run.weights for run in runs if run.weights is not None]
    if weights:
        # In the weights' own unit, and shares: no percent.
        figures["weights"] = {
            name: spread([asdict(one)[name] for one in weights]) for name in ("correlation", "mae", "mae_of_median", "within_90")
        }
    directions = [100 * run.direction for run in runs if run.direction is not None]
    if directions:
        figures["direction_auc"] = spread(directions)
    return figures


def cluster_summary(clusters: Sequence[ClusterScores]) -> dict[str, Any]:
    """`acc`, `nmi` and `ari`, in percent, as `spread`."""
    return {name: spread([100 * asdict(one)[name] for one in clusters]) for name in ("acc", "nmi", "ari")}


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Raises ValueError for no values."""
    if not values:
        raise ValueError("expected at least one run")
    return {
        "mean": round(statistics.fmean(values), 3),
        "sd": round(statistics.stdev(values), 3) if len(values) > 1 else 0.0,
        "runs": [round(value, 3) for value in values],
    }


@torch.no_grad()
def card_figures(config: GraphRunConfig, graph: Graph, runs: Sequence[FinishedRun]) -> dict[str, Any]:
    """What a card says of the first of the runs, over all pairs of nodes, and of all of them on their test edges."""
    model, split = runs[0].state.finished_model(), runs[0].split
    evaluation = evaluate_graph(model, graph, split, row_normalise=config.training.row_normalise)
    return {"evaluation": asdict(evaluation), **over_splits(runs)}


def over_splits(runs: Sequence[FinishedRun]) -> dict[str, Any]:
    """What a card says of runs on their test edges."""
    return {"over_splits": {"num_splits": len(runs), **summary(runs)}}
