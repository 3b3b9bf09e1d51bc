"""How sure a model is of each node, by hand and by other code."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import networkx as nx
import numpy as np
import pytest
import torch
from scipy.stats import rankdata
from torch.distributions import Normal, kl_divergence

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.uncertainty import node_uncertainty


@cache
def karate() -> TrainedGraph:
    return find_graph_checkpoint("karate-vgae").load()


def test_it_is_what_torch_and_networkx_say() -> None:
    trained = karate()
    found = node_uncertainty(trained)
    assert found is not None
    assert isinstance(trained.posterior, DiagonalGaussian)
    q = Normal(trained.posterior.mu, trained.posterior.std)
    kl = kl_divergence(q, Normal(torch.zeros_like(q.loc), torch.ones_like(q.loc)))  # (node, latent)
    np.testing.assert_allclose(found.kl, kl.sum(1), rtol=1e-4)
    np.testing.assert_allclose(found.latent_kl, kl.mean(0), rtol=1e-4)
    np.testing.assert_allclose(found.sigma, q.stddev.mean(1), rtol=1e-5)
    graph = nx.Graph()
    graph.add_nodes_from(range(trained.graph.num_nodes))
    graph.add_edges_from(trained.split.train.T.tolist())
    assert found.training_degrees.tolist() == [degree for _, degree in graph.degree()]
    ranks = [rankdata(values) for values in (found.training_degrees, found.sigma)]
    assert found.rank_correlation("sigma") == pytest.approx(np.corrcoef(*ranks)[0, 1])


def test_the_prior_itself_says_the_same_of_all_nodes() -> None:
    trained = karate()
    found = node_uncertainty(replace(trained, posterior=DiagonalGaussian.standard(trained.posterior.mu)))
    assert found is not None
    assert (found.sigma == 1).all()
    assert (found.kl == 0).all()
    assert np.isnan(found.rank_correlation("sigma"))
    assert np.isnan(found.rank_correlation("kl"))


def test_a_deterministic_model_has_none() -> None:
    assert node_uncertainty(find_graph_checkpoint("cora-gae").load()) is None
