"""python -m benchmarks.graph_effects kinds|weights|direction [cora.cites]|subgraphs: what it changes that a model uses these
instead of leaving them out, and that a step is over a subgraph.

Each on graphs that networkx has or that are drawn here with a fixed seed, over ten splits, percent; results/graph_effect_*.json, of which
docs/graphs.md has its tables.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import torch

from benchmarks import results
from vizvae.graph.checkpoint import open_graph
from vizvae.graph.config import preset, suited
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.encoding import score_split
from vizvae.graph.links.baselines import BASELINES
from vizvae.graph.links.scorers import link_figures
from vizvae.graph.metrics import link_scores
from vizvae.graph.runs import FinishedRun, run_split, spread, summary
from vizvae.graph.shipped import load_graph
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


def _spreads(found: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {
        which: {figure: spread([100 * getattr(one, figure) for one in scores]) for figure in ("auc", "ap")}
        for which, scores in found.items()
    }


def les_miserables() -> Graph:
    """In how many scenes two characters of Hugo's novel are together (Knuth 1993), as networkx has it."""
    drawn = nx.les_miserables_graph()
    names = list(drawn)
    edges = canonical_edges(torch.tensor([[names.index(one), names.index(other)] for one, other in drawn.edges()]).T, len(names))
    weights = [float(drawn.edges[names[one], names[other]]["weight"]) for one, other in edges.T.tolist()]
    return Graph(
        title="Les Misérables", edge_index=edges, num_nodes=len(names), names=tuple(names),
        edge_weights=torch.tensor(weights, dtype=torch.float64),
    )  # fmt: skip


def weighted_blocks(num_nodes: int = 300, groups: int = 4, *, seed: int = 0) -> Graph:
    """Edges within and between groups; the logarithm of a weight is 1 within a group and 0 between, plus how active each end is (σ = 0.5),
    plus noise (σ = 0.5): no prediction can correlate with it better than the printed one."""
    generator = torch.Generator().manual_seed(seed)
    group = torch.randint(groups, (num_nodes,), generator=generator)
    active = 0.5 * torch.randn(num_nodes, generator=generator)
    pairs = torch.triu_indices(num_nodes, num_nodes, offset=1)
    same = group[pairs[0]] == group[pairs[1]]
    drawn = torch.rand(pairs.shape[1], generator=generator) < torch.where(same, 0.1, 0.02)
    edges = pairs[:, drawn]
    noise = 0.5 * torch.randn(edges.shape[1], generator=generator)
    weights = (same[drawn].float() + active[edges[0]] + active[edges[1]] + noise).exp()
    return Graph(title="generated groups", edge_index=edges, num_nodes=num_nodes, edge_weights=weights.double())


def weights() -> dict[str, Any]:
    """Whether there is an edge, and how strong it is, with weights and without."""
    rows: dict[str, Any] = {}
    for graph in (les_miserables(), weighted_blocks()):
        for name in ("vgae", "gnae"):
            usual = preset(name, num_nodes=graph.num_nodes)
            rows[f"{graph.title}, {name}"] = {
                "with": summary([run_split(graph, suited(usual, graph), seed) for seed in SPLITS]),
                "without": summary([run_split(graph, usual, seed) for seed in SPLITS]),
            }
    return rows


def directed_blocks(num_nodes: int = 400, groups: int = 5, *, seed: int = 0) -> Graph:
    """Edges from each group to the next ten times as often as elsewhere, in a circle."""
    generator = torch.Generator().manual_seed(seed)
    group = torch.randint(groups, (num_nodes,), generator=generator)
    onwards = (group[:, None] + 1) % groups == group[None, :]
    chance = torch.where(onwards, 0.06, 0.006).fill_diagonal_(0)
    edges = (torch.rand(num_nodes, num_nodes, generator=generator) < chance).nonzero().T
    return Graph(
        title="generated circle of groups", edge_index=canonical_edges(edges, num_nodes, directed=True), num_nodes=num_nodes,
        directed=True,
    )  # fmt: skip


def direction(cites: str = "") -> dict[str, Any]:
    """Whether there is an edge, and which way it goes, with two codes a node and with one.

    `cites`: Cora's cora.cites, with cora.content beside it.
    """
    rows: dict[str, Any] = {}
    graphs = [directed_blocks()]
    if cites:
        graphs.append(replace(open_graph(cites, uses=["direction"]), title="Cora's citations"))
    for graph in graphs:
        for name in ("vgae", "linear", "gnae"):
            usual = replace(preset(name, num_nodes=graph.num_nodes), loss="sampled")
            splits = SPLITS if graph.num_nodes < 1_000 else range(5)
            rows[f"{graph.title}, {name}"] = {
                "source_target": summary([run_split(graph, suited(usual, graph), seed) for seed in splits]),
                "shared": summary([run_split(graph, usual, seed) for seed in splits]),
            }
        for key in ("preferential_attachment", "katz", "pagerank"):
            figures = [_directed_figures(graph, key, seed) for seed in SPLITS]
            rows[f"{graph.title}, {BASELINES[key].title}"] = {
                "baseline": {figure: spread([100 * one[figure] for one in figures]) for figure in ("auc", "ap", "direction_auc")}
            }
    return rows


def _directed_figures(graph: Graph, key: str, seed: int) -> dict[str, float]:
    split = split_edges(graph, seed)
    scorer = BASELINES[key].scorer(graph, split)
    figures = link_figures(scorer, graph, split).scores
    one_way = split.test[:, ~graph.has_edges(split.test.flip(0))]
    way = link_scores(scorer(one_way), scorer(one_way.flip(0)))
    return {"auc": figures.auc, "ap": figures.ap, "direction_auc": way.auc}


def subgraphs() -> dict[str, Any]:
    """What is lost by training on subgraphs, on graphs that are small enough for a step over the whole."""
    rows: dict[str, Any] = {}
    for key in ("cora", "citeseer"):
        graph = load_graph(key)
        for name in ("vgae", "gnae"):
            usual = replace(preset(name, num_nodes=graph.num_nodes), loss="sampled")
            for steps in (1, 4, 10):
                size = math.ceil(graph.num_nodes / steps) if steps > 1 else None
                runs = [run_split(graph, replace(usual, subgraph_nodes=size), seed) for seed in range(5)]
                rows.setdefault(f"{key}, {name}", {})[str(steps)] = summary(runs) | {"nodes": size or graph.num_nodes}
    return rows


EFFECTS: dict[str, Callable[..., dict[str, Any]]] = {
    "kinds": kinds,
    "weights": weights,
    "direction": direction,
    "subgraphs": subgraphs,
}


def main(name: str, *paths: str) -> None:
    torch.set_num_threads(1)
    results.write(f"graph_effect_{name}", EFFECTS[name](*paths))


if __name__ == "__main__":
    main(*sys.argv[1:])
