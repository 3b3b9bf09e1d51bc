"""What is taken along of a graph's nodes against networkx, scikit-learn and the model's own codes, worked out here."""

import csv
import io
import json
from collections import Counter

import networkx as nx
import numpy as np
import pytest
import torch
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from vizvae.cards.graph_sheets import groups_sheets, neighbours_sheet, nodes_sheet
from vizvae.cards.source import source_of
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.communities import compare_groups, find_communities
from vizvae.graph.reconstruction import neighbour_logits
from vizvae.tables import Sheet

MODEL = "karate-vgae"
CHECKPOINT = find_graph_checkpoint(MODEL)
TRAINED = CHECKPOINT.load()
COMMUNITIES = find_communities(TRAINED.graph)
GROUPS, CLUSTERS = compare_groups(TRAINED.graph, COMMUNITIES, TRAINED.posterior.mu)
CITE = source_of(CHECKPOINT).cite
DRAWN = nx.Graph(TRAINED.graph.edge_index.T.tolist())


def lines(sheet: Sheet) -> list[dict[str, str]]:
    assert CHECKPOINT.card["weights_sha256"][:12] in sheet.cite
    assert json.loads(sheet.json())["cite"] == sheet.cite
    return list(csv.DictReader(io.StringIO(sheet.csv())))


def test_a_row_for_each_node_says_what_the_graph_and_the_codes_say() -> None:
    sheet = nodes_sheet(MODEL, TRAINED, COMMUNITIES.labels, CLUSTERS, CITE)
    rows = lines(sheet)
    assert [int(row["node"]) for row in rows] == list(range(34))
    assert [int(row["edges"]) for row in rows] == [DRAWN.degree(node) for node in range(34)]
    given = nx.Graph(TRAINED.split.train.T.tolist())
    assert [int(row["training_edges"]) for row in rows] == [given.degree(node) if node in given else 0 for node in range(34)]
    mu = np.array([[float(row[f"z{latent}"]) for latent in range(TRAINED.posterior.mu.shape[1])] for row in rows])
    std = np.array([[float(row[f"std{latent}"]) for latent in range(mu.shape[1])] for row in rows])
    np.testing.assert_allclose(mu, TRAINED.posterior.mu.numpy(), rtol=1e-6)
    np.testing.assert_allclose([float(row["sigma"]) for row in rows], std.mean(1), rtol=1e-5)
    kl = 0.5 * (mu**2 + std**2 - 1 - 2 * np.log(std)).sum(1)
    np.testing.assert_allclose([float(row["kl_nats"]) for row in rows], kl, rtol=1e-4)
    assert "34 nodes" in sheet.cite
    assert f"seed {TRAINED.split.seed}" in sheet.cite


def test_groups_are_those_that_networkx_and_scikit_learn_would_report_of_the_same_nodes() -> None:
    nodes = lines(nodes_sheet(MODEL, TRAINED, COMMUNITIES.labels, CLUSTERS, CITE))
    ways, agreements, sizes = map(lines, groups_sheets(MODEL, TRAINED, GROUPS, COMMUNITIES.labels, CLUSTERS, CITE))
    column = {"communities": "community", "clusters": "cluster", "classes": "class"}
    assert [row["grouping"] for row in ways] == list(column)
    for row in ways:
        members = [
            {int(one["node"]) for one in nodes if one[column[row["grouping"]]] == name}
            for name in names(nodes, column[row["grouping"]])
        ]
        assert int(row["groups"]) == len(members)
        assert float(row["modularity"]) == pytest.approx(nx.community.modularity(DRAWN, members))
    assert len(agreements) == 3
    for row in agreements:
        one, other = ([node[column[row[end]]] for node in nodes] for end in ("first", "second"))
        assert float(row["ari"]) == pytest.approx(adjusted_rand_score(one, other))
        assert float(row["nmi"]) == pytest.approx(normalized_mutual_info_score(one, other))
    counts = Counter((node["community"], node["cluster"], node["class"]) for node in nodes)
    assert {(row["community"], row["cluster"], row["class"]): int(row["nodes"]) for row in sizes} == counts


def test_whom_a_node_is_tied_to_is_the_inner_product_of_codes_and_the_truth_is_the_splits() -> None:
    logits = neighbour_logits(TRAINED.model, TRAINED.posterior.mu, 7, TRAINED.graph.pairs)
    sheet = neighbours_sheet(MODEL, TRAINED, 7, logits, CITE)
    rows = lines(sheet)
    mu = TRAINED.posterior.mu.double().numpy()
    assert {int(row["node"]) for row in rows} == set(range(34)) - {7}
    expected = {other: 1 / (1 + np.exp(-mu[7] @ mu[other])) for other in range(34)}
    chances = [float(row["probability"]) for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert [int(row["rank"]) for row in rows] == list(range(1, 34))
    parts = {
        part: {frozenset(pair) for pair in getattr(TRAINED.split, part).T.tolist()} for part in ("train", "validation", "test")
    }
    for row in rows:
        other = int(row["node"])
        assert float(row["probability"]) == pytest.approx(expected[other], abs=1e-5)
        found = [part for part, edges in parts.items() if frozenset((7, other)) in edges]
        assert row["in_truth"] == (found[0] if found else "no edge")
    assert TRAINED.graph.name_of(7) in sheet.cite


def test_a_node_that_could_have_no_edge_with_it_is_left_out() -> None:
    logits = torch.zeros(34)
    logits[[2, 5]] = -torch.inf
    found = {row["node"] for row in neighbours_sheet(MODEL, TRAINED, 2, logits, CITE).rows}
    assert found == set(range(34)) - {2, 5}


def names(nodes: list[dict[str, str]], column: str) -> set[str]:
    return {node[column] for node in nodes}
