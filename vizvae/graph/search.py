"""A short search for the settings that suit a graph, by its validation edges alone: no test edge and no class is looked at."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vizvae.graph.config import PRESETS, GraphTrainConfig, preset
from vizvae.graph.data import Graph
from vizvae.graph.encoding import score_split
from vizvae.graph.split import EdgeSplit, split_edges
from vizvae.graph.training import GraphTraining, train

LATENT_DIMS = (8, 16, 32, 64, 128)
DROPOUTS = (0.0, 0.2, 0.4, 0.6)
KL_SCALES = (0.01, 0.1, 1.0, 10.0)
"""Times Kipf & Welling's weight, which is a β of about 0.001 on a citation graph"""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    preset: str
    config: GraphTrainConfig

    @property
    def said(self) -> str:
        """What it differs in from others, for a table."""
        model = self.config.model
        parts = [f"{self.preset:6}", f"{model.latent_dim:3d} latents", f"dropout {model.dropout:.1f}"]
        return ", ".join([*parts, f"KL × {self.config.kl_scale:g}"] if model.variational else parts)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Scores of the validation edges, percent, mean over the splits; `sd` of the mean of AUC and AP over them, 0 for one split."""

    candidate: Candidate
    auc: float
    ap: float
    sd: float
    seconds: float

    @property
    def score(self) -> float:
        """Mean of AUC and AP: what is chosen by."""
        return (self.auc + self.ap) / 2


def candidates(num_trials: int, num_nodes: int, *, seed: int = 0) -> list[Candidate]:
    """First the settings of the papers, so that what is chosen is no worse than they are on the validation edges; then presets with another
    dimension, dropout and weight of the KL, drawn at random, none twice.

    Raises ValueError for fewer than one trial.
    """
    if num_trials < 1:
        raise ValueError(f"expected at least 1 trial, got {num_trials}")
    found = [Candidate(preset=name, config=preset(name, num_nodes=num_nodes)) for name in PRESETS]
    drawn = random.Random(seed)
    for _ in range(100 * num_trials):  # of few settings all are found soon, and there are no more
        if len(found) >= num_trials:
            break
        name = drawn.choice(list(PRESETS))
        usual = preset(name, num_nodes=num_nodes)
        model = replace(usual.model, latent_dim=drawn.choice(LATENT_DIMS), dropout=drawn.choice(DROPOUTS))
        scale = drawn.choice(KL_SCALES)
        config = replace(usual, model=model, kl_scale=scale if model.variational else usual.kl_scale)
        candidate = Candidate(preset=name, config=config)
        if candidate not in found:
            found.append(candidate)
    return found[:num_trials]


def search(
    graph: Graph,
    tried: Sequence[Candidate],
    seeds: Sequence[int],
    *,
    in_time: bool = False,
    progress: Callable[[], object] = lambda: None,
) -> Iterator[Trial]:
    """Train each on the splits of these seeds and yield how it does on their validation edges; `progress` hears of each epoch.

    Raises ValueError where a split holds nothing out.
    """
    splits = [split_edges(graph, seed, in_time=in_time) for seed in seeds]
    for split in splits:
        split.check()
    for candidate in tried:
        started = time.perf_counter()
        scores = [_validated(graph, candidate.config, split, progress) for split in splits]
        means = [(auc + ap) / 2 for auc, ap in scores]
        yield Trial(
            candidate=candidate,
            auc=statistics.fmean(auc for auc, _ in scores),
            ap=statistics.fmean(ap for _, ap in scores),
            sd=statistics.stdev(means) if len(means) > 1 else 0.0,
            seconds=time.perf_counter() - started,
        )


def best(trials: Sequence[Trial]) -> Trial:
    """The highest score; among equals the first tried. Raises ValueError for none."""
    return max(trials, key=lambda trial: trial.score)


def _validated(graph: Graph, config: GraphTrainConfig, split: EdgeSplit, progress: Callable[[], object]) -> tuple[float, float]:
    state = GraphTraining.start(replace(config, seed=split.seed), graph, split.train)
    for _ in train(state, split):
        progress()
    scores = score_split(state.finished_model(), state.posterior().mu, split, "validation")
    return 100 * scores.auc, 100 * scores.ap
