"""What the graph page is told of a trained graph model and of those beside it. The arrays are fetched, see `arrays`."""

from __future__ import annotations

from typing import Any

from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.config import TITLES
from vizvae.graph.evaluation import AS_MANY_AS_EDGES
from vizvae.graph.families import Relatives
from vizvae.single_flight import single_flight
from vizvae.ui.graph.address import GraphView
from vizvae.ui.graph.contract import Export, GraphModel, GraphPageData, GraphStart, OverSplits, PairScores, Relative
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.http.addresses import PREFIX

GRAPHS = f"{PREFIX}/graphs"
DIRECTED = (
    "Arrows say which way the edges of the node go that is pointed at or chosen, and, where few edges are drawn, all of them; "
    "probabilities are of edges from the chosen node to the other, and counts are over both ways."
)
SNIPPET = """\
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.reconstruction import top_pairs

trained = find_graph_checkpoint("{name}").load()
likeliest = top_pairs(trained.model, trained.posterior.mu, 20, pairs=trained.graph.pairs, leave_out=trained.graph.edge_index)
print(likeliest.pairs.T, likeliest.logits.sigmoid())
"""


def graph_page_data(opened: OpenedGraph, relatives: Relatives, start: GraphView, restore_id: str) -> GraphPageData:
    """What the component is told; it stays the same until another model or another link."""
    return GraphPageData(
        model=describe_graph_model(opened, relatives),
        initial=GraphStart(**{key: value for key, value in start.items() if key != "model" and value is not None}),
        restore_id=restore_id,
    )


@single_flight(64)
def describe_graph_model(opened: OpenedGraph, relatives: Relatives) -> GraphModel:
    """Everything of a model that does not depend on the visitor, but for the arrays."""
    checkpoint, trained = opened.checkpoint, opened.trained
    graph, config = trained.graph, trained.model.config
    # Both as measured when it was trained: codes with leaked edges are computed only where somebody asks for them.
    measured = checkpoint.card["evaluation"] if trained.split.test.shape[1] else None
    of_shown = " (of what is shown)" if opened.left_out else ""
    exports = [
        Export(
            label=f"GEXF for Gephi or Cytoscape{of_shown}",
            url=graph_url(checkpoint, "graph.gexf"),
            file=f"{checkpoint.name}.gexf",
        ),
        Export(
            label=f"CSV of the embedding{of_shown}",
            url=graph_url(checkpoint, "embedding.csv"),
            file=f"{checkpoint.name}-embedding.csv",
        ),
        Export(
            label=f"npz of the embedding{of_shown}",
            url=graph_url(checkpoint, "embedding.npz"),
            file=f"{checkpoint.name}-embedding.npz",
        ),
    ]
    return GraphModel(
        name=checkpoint.name,
        title=checkpoint.title,
        graph=graph.description,
        summary=" ".join(filter(None, (opened.left_out, f"{graph.description}. {trained.split.description}."))),
        digest=opened.digest,
        url=graph_url(checkpoint, "model.safetensors"),
        graph_url=f"{GRAPHS}/{checkpoint.name}/{graph.fingerprint}/graph.safetensors",
        neighbours_url=graph_url(checkpoint, "neighbours"),
        codes_url=graph_url(checkpoint, "codes.safetensors"),
        groups_url=graph_url(checkpoint, "groups.safetensors"),
        projection_url=graph_url(checkpoint, "projection"),
        decoder=config.decoder if config.codes == "shared" else "source_target",
        stochastic=config.variational,
        latent_dim=trained.posterior.mu.shape[1],
        num_nodes=graph.num_nodes,
        num_edges=graph.num_edges,
        num_pairs=graph.num_pairs,
        directed=graph.directed,
        class_names=tuple(graph.class_names),
        notes=(*graph.notes, *([DIRECTED] if graph.directed else [])),
        scores=measured and _percent(measured["scores"]),
        leaked_url=graph_url(checkpoint, "model.safetensors?leaked=1"),
        leaked_scores=measured and _percent(measured["leaked"]),
        family=[_describe_relative(one) for one in relatives.family],
        siblings=[_describe_relative(one) for one in relatives.siblings],
        snippet=SNIPPET.replace("{name}", checkpoint.name),
        exports=exports,
    )


def graph_url(checkpoint: GraphCheckpoint, what: str) -> str:
    return f"{GRAPHS}/{checkpoint.name}/{checkpoint.digest}/{what}"


def _describe_relative(checkpoint: GraphCheckpoint) -> Relative:
    """What can be said of a model beside others from its card alone."""
    card, evaluation = checkpoint.card, checkpoint.card["evaluation"]
    by_count = [rule for rule in evaluation["whole_graph"] if rule["rule"] == AS_MANY_AS_EDGES]
    over_splits = card.get("over_splits") or {}
    spread = None
    if over_splits.get("num_splits", 0) > 1:
        auc, ap = _mean_sd(over_splits["auc"]), _mean_sd(over_splits["ap"])
        spread = OverSplits(count=over_splits["num_splits"], auc=auc, ap=ap)
    return Relative(
        name=checkpoint.name,
        title=TITLES[checkpoint.config.preset],
        about_url=graph_url(checkpoint, "about.json"),
        codes_url=graph_url(checkpoint, "codes.safetensors"),
        latent_dim=checkpoint.config.training.model.latent_dim,
        kl_weight=card["kl_weight"],
        effective_beta=card["effective_beta"],
        kl=evaluation["kl"],
        auc=100 * evaluation["scores"]["auc"],
        ap=100 * evaluation["scores"]["ap"],
        precision=100 * by_count[0]["precision"] if by_count else None,
        num_parameters=card["num_parameters"],
        over_splits=spread,
    )


def _mean_sd(spread: dict[str, Any]) -> tuple[float, float]:
    return spread["mean"], spread["sd"]


def _percent(scores: dict[str, float]) -> PairScores:
    return PairScores(auc=100 * scores["auc"], ap=100 * scores["ap"])
