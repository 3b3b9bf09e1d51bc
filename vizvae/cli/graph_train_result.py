"""What `python -m vizvae graph train` prints of its runs"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from vizvae.cli.train import command_line
from vizvae.graph.config import TITLES, GraphTrainConfig
from vizvae.graph.data import Graph
from vizvae.graph.objective import effective_beta
from vizvae.graph.runs import FinishedRun, split_words, summary
from vizvae.graph.split import TEST_SHARE, VALIDATION_SHARE


def train_result(
    arguments: argparse.Namespace, graph: Graph, config: GraphTrainConfig, runs: list[FinishedRun]
) -> dict[str, Any]:
    """What `--json` prints, but for HR@100 and MRR."""
    weight = config.kl_weight_for(graph.num_nodes)
    variational = config.model.variational
    return {
        "dataset": arguments.dataset,
        "data": graph.description,
        "model": arguments.model,
        "title": TITLES[arguments.model],
        **summary(runs),
        "seconds": round(statistics.fmean(run.seconds for run in runs), 2),
        "epochs": config.epochs,
        "kept_epochs": [run.kept_epoch for run in runs],
        "split": f"{split_words(arguments.in_time, range(arguments.first_seed, arguments.first_seed + len(runs)))}, "
        f"{1 - VALIDATION_SHARE - TEST_SHARE:.0%}/{VALIDATION_SHARE:.0%}/{TEST_SHARE:.0%} of the edges, as many non-edges, disjoint "
        f"from all edges; the encoder sees training edges only; weights kept: {config.select}",
        "loss": config.loss,
        "subgraph_nodes": config.subgraph_nodes or None,
        "uses": graph.uses,
        "kl_weight": weight if variational else None,
        "effective_beta": effective_beta(weight, graph.num_nodes, runs[0].split.train.shape[1]) if variational else None,
        "kl": round(statistics.fmean(run.kl for run in runs), 3) if variational else None,
        "command": command_line(),
    }


def train_lines(result: dict[str, Any]) -> str:
    """The same for a reader."""
    lines = [f"{result['title']} on {result['data']}"]
    lines.append(f"test AUC {mean_and_deviation(result['auc'])}, AP {mean_and_deviation(result['ap'])} %")
    hard = [(name, result[key]) for key, name in (("hits_100", "HR@100"), ("mrr", "MRR among hard negatives")) if key in result]
    if hard:
        lines.append(", ".join(f"{name} {mean_and_deviation(of)} %" for name, of in hard))
    if "clustering" in result:
        lines.append("clusters " + ", ".join(f"{k.upper()} {mean_and_deviation(v)}" for k, v in result["clustering"].items()))
    if "direction_auc" in result:
        auc = result["direction_auc"]
        lines.append(f"which way an edge goes: AUC {mean_and_deviation(auc)} % against the same pairs the other way round")
    if "weights" in result:
        of = result["weights"]
        lines.append(
            f"weights of test edges: correlation {mean_and_deviation(of['correlation'])}, mean absolute error "
            f"{of['mae']['mean']:.3g} (of the median for all {of['mae_of_median']['mean']:.3g}), {of['within_90']['mean']:.0%} of them in "
            "intervals of 90 %"
        )
    if result["kl"] is not None:
        lines.append(
            f"KL {result['kl']:.2f} nats a node, weight {result['kl_weight']:.3g}, effective β {result['effective_beta']:.3g}"
        )
    size = result["subgraph_nodes"]
    how = f" of subgraphs of about {size:,} nodes" if size else ""
    lines += [f"{result['seconds']:.1f} s a split, {result['epochs']} epochs{how}", result["split"]]
    return "\n".join(lines)


def mean_and_deviation(of: dict[str, Any]) -> str:
    """One run has no deviation, not one of 0."""
    return f"{of['mean']:.2f} ± {of['sd']:.2f}" if len(of["runs"]) > 1 else f"{of['mean']:.2f}"
