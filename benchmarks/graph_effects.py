"""python -m benchmarks.graph_effects kinds|weights|direction: what it changes that a model uses these instead of leaving them out.

Each on graphs that networkx has or that are drawn here with a fixed seed, over ten splits, percent; results/graph_effect_*.json, of which
docs/graphs.md has its tables.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import torch

from benchmarks import results
from vizvae.graph.config import preset
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.encoding import score_split
from vizvae.graph.links.baselines import BASELINES
from vizvae.graph.links.scorers import link_figures
from vizvae.graph.runs import FinishedRun, run_split, spread
from vizvae.graph.split import split_edges

SPLITS = range(10)


def davis() -> Graph:
    """Which of 18 women were at which of 14 events (Davis, Gardner & Gardner 1941), as networkx has it."""
    drawn = nx.davis_southern_women_graph()
    names = list(drawn)
    edges = torch.tensor([[names.index(first), names.index(second)] for first, second in drawn.edges()]).T
    return Graph(
        title="Davis's Southern women",
        edge_index=canonical_edges(edges, len(names)),
        num_nodes=len(names),
        names=tuple(names),
        kinds=torch.tensor([drawn.nodes[name]["bipartite"] for name in names]),
        kind_names=("women", "events"),
    )


def bipartite_blocks(users: int = 400, items: int = 250, groups: int = 5, *, seed: int = 0) -> Graph:
    """Users and items in groups; a pair is an edge with a chance that is ten times as high within a group, times how active the user and
    how popular the item is (log-normal, σ = 0.7)."""
    generator = torch.Generator().manual_seed(seed)
    of_user, of_item = (torch.randint(groups, (count,), generator=generator) for count in (users, items))
    active, popular = (torch.randn(count, generator=generator).mul(0.7).exp() for count in (users, items))
    chance = torch.where(of_user[:, None] == of_item[None, :], 0.08, 0.008) * active[:, None] * popular[None, :]
    edges = (torch.rand(users, items, generator=generator) < chance).nonzero().T
    edges[1] += users
    return Graph(
        title="generated users and items",
        edge_index=canonical_edges(edges, users + items),
        num_nodes=users + items,
        kinds=(torch.arange(users + items) >= users).long(),
        kind_names=("users", "items"),
    )


def kinds() -> dict[str, Any]:
    """AUC and AP of three ways to train and to test, for models and for what needs no training."""
    rows: dict[str, Any] = {}
    for graph in (davis(), bipartite_blocks()):
        without = replace(graph, kinds=None, kind_names=())
        for name in ("vgae", "gnae"):
            config = replace(preset(name, num_nodes=graph.num_nodes), loss="sampled")
            found: dict[str, list[Any]] = {"all_all": [], "all_between": [], "between_between": []}
            for seed in SPLITS:
                plain, used = run_split(without, config, seed), run_split(graph, config, seed)
                found["all_all"].append(plain.test)
                found["all_between"].append(_scored_on(plain, used))
                found["between_between"].append(used.test)
            rows[f"{graph.title}, {name}"] = _spreads(found)
        for key in ("preferential_attachment", "three_steps", "spectral"):
            found = {"all_all": [], "between_between": []}
            for seed in SPLITS:
                for which, one in (("all_all", without), ("between_between", graph)):
                    split = split_edges(one, seed)
                    found[which].append(link_figures(BASELINES[key].scorer(one, split), one, split).scores)
            rows[f"{graph.title}, {BASELINES[key].title}"] = _spreads(found)
    return rows


def _scored_on(run: FinishedRun, other: FinishedRun) -> Any:
    """The model of one run on the held-out pairs of another, which has the same edges held out and other non-edges."""
    assert torch.equal(run.split.test, other.split.test)
    return score_split(run.state.finished_model(), run.state.posterior().mu, other.split, "test")


def _spreads(found: dict[str, Sequence[Any]]) -> dict[str, Any]:
    return {
        which: {figure: spread([100 * getattr(one, figure) for one in scores]) for figure in ("auc", "ap")}
        for which, scores in found.items()
    }


EFFECTS: dict[str, Callable[[], dict[str, Any]]] = {"kinds": kinds}


def main(*asked: str) -> None:
    torch.set_num_threads(1)
    for name in asked or EFFECTS:
        results.write(f"graph_effect_{name}", EFFECTS[name]())


if __name__ == "__main__":
    main(*sys.argv[1:])
