"""python -m benchmarks.graph_training: what 200 epochs of VGAE on Cora cost, beside PyTorch Geometric and the plain dense form.

Needs `pip install -e .[bench]` for PyTorch Geometric; without it that column is left out. All on the same ten splits, one thread each,
taking turns; ten minutes. Then time and peak memory of an epoch on random graphs of 10⁴, 10⁵ and 10⁶ edges, each in a process of its own;
the largest is trained on subgraphs, as it is unless asked otherwise. `scaling`: these alone, the other figures stay.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from benchmarks import results
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.config import PRESETS
from vizvae.graph.data import Graph
from vizvae.graph.encoders.layers import glorot
from vizvae.graph.encoding import score_split
from vizvae.graph.metrics import LinkScores, link_scores
from vizvae.graph.propagation import normalised_adjacency
from vizvae.graph.shipped import load_graph
from vizvae.graph.split import EdgeSplit, split_edges
from vizvae.graph.training import GraphTraining, train

EPOCHS, SPLITS = 200, 10
SIZES = (10_000, 100_000, 1_000_000)
Timed = tuple[float, LinkScores]
"""seconds for 200 epochs, scores of the test edges"""


def ours(graph: Graph, split: EdgeSplit, seed: int, loss: str) -> Timed:
    started = time.perf_counter()
    state = GraphTraining.start(replace(PRESETS["vgae"], loss=loss, epochs=EPOCHS, seed=seed), graph, split.train)  # type: ignore[arg-type]
    for _ in train(state, split):
        pass
    seconds = time.perf_counter() - started
    return seconds, score_split(state.finished_model(), state.posterior().mu, split, "test")


def plain_dense(graph: Graph, split: EdgeSplit, seed: int) -> Timed:
    """The formulation as it is written in the paper: dense features, dense Â, the whole matrix of logits, autograd."""
    started = time.perf_counter()
    generator = torch.Generator().manual_seed(seed)
    x, adj = graph.inputs.to_dense(), normalised_adjacency(split.train, graph.num_nodes).to_dense()
    target = torch.eye(graph.num_nodes)
    target[split.train[0], split.train[1]] = target[split.train[1], split.train[0]] = 1
    weight = (target.numel() - target.sum()) / target.sum()
    norm = target.numel() / (2 * (target.numel() - target.sum()))
    hidden_weight, mu_weight, logvar_weight = (
        glorot(x.shape[1], 32, generator),
        glorot(32, 16, generator),
        glorot(32, 16, generator),
    )
    optimizer = torch.optim.Adam([hidden_weight, mu_weight, logvar_weight], lr=0.01)

    def encode() -> DiagonalGaussian:
        hidden = torch.relu(adj @ (x @ hidden_weight))
        return DiagonalGaussian(adj @ (hidden @ mu_weight), adj @ (hidden @ logvar_weight))

    for _ in range(EPOCHS):
        posterior = encode()
        z = posterior.sample(generator=generator)
        loss = norm * binary_cross_entropy_with_logits(z @ z.T, target, pos_weight=weight) + posterior.kl.mean() / graph.num_nodes
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - started
    with torch.no_grad():
        return seconds, _scores(encode().mu, split)


def pyg(graph: Graph, split: EdgeSplit, seed: int, *, row_normalise: bool) -> Timed:
    """PyTorch Geometric's VGAE with the sizes, features, optimiser and loss of its example: dense features, sampled non-edges."""
    from torch_geometric.nn import VGAE, GCNConv  # pyright: ignore[reportMissingImports]

    class Encoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = GCNConv(graph.inputs.num_columns, 32)
            self.mu, self.logstd = GCNConv(32, 16), GCNConv(32, 16)

        def forward(self, x: Tensor, edges: Tensor) -> tuple[Tensor, Tensor]:
            hidden = self.hidden(x, edges).relu()
            return self.mu(hidden, edges), self.logstd(hidden, edges)

    started = time.perf_counter()
    torch.manual_seed(seed)
    x = graph.inputs.to_dense()
    x = x / x.sum(1, keepdim=True).clamp(min=1) if row_normalise else x
    edges = torch.cat([split.train, split.train.flip(0)], 1)
    model = VGAE(Encoder())
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(EPOCHS):
        model.train()
        optimizer.zero_grad()
        z = model.encode(x, edges)
        loss = model.recon_loss(z, edges) + model.kl_loss() / graph.num_nodes
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - started
    model.eval()
    with torch.no_grad():
        return seconds, _scores(model.encode(x, edges), split)


def same_layer(graph: Graph, split: EdgeSplit) -> float:
    """Largest difference between our graph convolution and GCNConv with the same weights."""
    from torch_geometric.nn import GCNConv  # pyright: ignore[reportMissingImports]

    layer = GCNConv(graph.inputs.num_columns, 8, bias=False)
    weight = glorot(graph.inputs.num_columns, 8, torch.Generator().manual_seed(0))
    with torch.no_grad():
        layer.lin.weight.copy_(weight.T)
        theirs = layer(graph.inputs.to_dense(), torch.cat([split.train, split.train.flip(0)], 1))
        mine = normalised_adjacency(split.train, graph.num_nodes) @ (graph.inputs @ weight)
    return (mine - theirs).abs().max().item()


def _scores(z: Tensor, split: EdgeSplit) -> LinkScores:
    return link_scores(*((z[pairs[0]] * z[pairs[1]]).sum(-1) for pairs in split.held_out("test")))


SCALING = """
import json, re, sys, time, torch
from pathlib import Path
torch.set_num_threads(1)
from vizvae.graph.config import PRESETS, suited
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.sparse import SparseMatrix
from vizvae.graph.training import GraphTraining
from dataclasses import replace
size = int(sys.argv[1]); nodes = size // 4
generator = torch.Generator().manual_seed(0)
edges = canonical_edges(torch.randint(nodes, (2, size), generator=generator), nodes)
words = torch.randint(500, (nodes, 10), generator=generator).sort(1).values + torch.arange(10) * 500
features = SparseMatrix(row_starts=torch.arange(nodes + 1) * 10, columns=words.flatten(), values=torch.ones(10 * nodes), num_columns=5000)
graph = Graph(title="random", edge_index=edges, num_nodes=nodes, features=features)
def memory(what):  # getrusage would count what the parent process held
    return int(re.search(what + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = memory("VmRSS")
state = GraphTraining.start(suited(replace(PRESETS["vgae"], loss="sampled"), graph), graph, edges)
state.run_epoch()
times = []
for _ in range(5):
    started = time.perf_counter(); state.run_epoch(); times.append(time.perf_counter() - started)
peak = memory("VmHWM")
steps = state.subgraphs.steps if state.subgraphs else 1
print(json.dumps({"nodes": nodes, "edges": edges.shape[1], "steps an epoch": steps, "seconds an epoch": sorted(times)[2],
                  "peak GB": peak / 1e6, "of it by training, GB": (peak - before) / 1e6}))
"""


def main() -> None:
    torch.set_num_threads(1)
    graph = load_graph("cora")
    ways: dict[str, Callable[[EdgeSplit, int], Timed]] = {
        "vizvae, all pairs": partial(ours, graph, loss="dense"),
        "vizvae, all nodes with an eighth of them in turns": partial(ours, graph, loss="columns"),
        "vizvae, sampled non-edges": partial(ours, graph, loss="sampled"),
        "plain dense formulation": partial(plain_dense, graph),
    }
    rows: dict[str, object] = {}
    try:
        rows["largest difference to GCNConv"] = same_layer(graph, split_edges(graph, 0))
        ways["PyTorch Geometric's example"] = partial(pyg, graph, row_normalise=True)
        ways["PyTorch Geometric's example, raw words"] = partial(pyg, graph, row_normalise=False)
    except ImportError:
        print("torch_geometric is not installed (pip install -e .[bench]): left out", file=sys.stderr)
    timed: dict[str, list[Timed]] = {name: [] for name in ways}
    for seed in range(SPLITS):
        for name, way in ways.items():
            timed[name].append(way(split_edges(graph, seed), seed))
            print(name, timed[name][-1], file=sys.stderr, flush=True)
    seconds = {name: statistics.median(one[0] for one in runs) for name, runs in timed.items()}
    for name, runs in timed.items():
        auc, ap = ([100 * getattr(scores, which) for _, scores in runs] for which in ("auc", "ap"))
        rows[name] = {
            f"seconds for {EPOCHS} epochs": seconds[name],
            f"AUC over {SPLITS} splits, %": statistics.fmean(auc),
            "AUC, standard deviation": statistics.stdev(auc),
            f"AP over {SPLITS} splits, %": statistics.fmean(ap),
            "AP, standard deviation": statistics.stdev(ap),
        }
    fastest = min(value for name, value in seconds.items() if not name.startswith("vizvae"))
    rows |= {f"fastest of the others over {name}": fastest / seconds[name] for name in ways if name.startswith("vizvae")}
    results.write("training_graphs", rows | scaling())


def scaling() -> dict[str, object]:
    """Time and peak memory of an epoch, and how the time of the largest graph compares with that of one of a tenth of its size."""
    rows: dict[str, Any] = {}
    for size in SIZES:
        printed = subprocess.run([sys.executable, "-c", SCALING, str(size)], stdout=subprocess.PIPE, text=True, check=True).stdout
        rows[_of(size)] = json.loads(printed)
    seconds = [rows[_of(size)]["seconds an epoch"] for size in SIZES]
    return rows | {"ten times the edges, times the seconds": seconds[-1] / seconds[-2], "asked: at most": 12.0}


def _of(size: int) -> str:
    return f"random graph, {size:,} edges drawn"


if __name__ == "__main__":
    if sys.argv[1:] == ["scaling"]:
        torch.set_num_threads(1)
        results.write("training_graphs", results.read("training_graphs") | scaling())
    else:
        main()
