"""How sure a variational model is of each node, and how that goes with how many edges of it the encoder was given.

The graph page shows it under the pointer, `vizvae.figures.plot_uncertainty_degree` on paper, and files for other programs take it along:
all of them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float, Int64

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph

Measure = Literal["sigma", "kl"]


@dataclass(frozen=True, kw_only=True)
class NodeUncertainty:
    sigma: Float[np.ndarray, " node"]
    """Of the posterior, the mean over latents. 1 is the prior's: the model knows nothing of that node."""
    kl: Float[np.ndarray, " node"]
    """To the prior N(0, 1), nats, summed over latents"""
    latent_kl: Float[np.ndarray, " latent"]
    """Nats, the mean over nodes"""
    training_degrees: Int64[np.ndarray, " node"]
    """Edges that the encoder was trained with; held-out ones are none of it."""

    def rank_correlation(self, of: Measure) -> float:
        """Spearman's, of the training degrees with σ or the KL; NaN where one of the two is the same for all nodes."""
        from scipy.stats import spearmanr

        values: Float[np.ndarray, " node"] = getattr(self, of)
        if not np.ptp(values) or not np.ptp(self.training_degrees):
            return float("nan")
        ranks: Any = spearmanr(self.training_degrees, values)
        return float(ranks.statistic)


def node_uncertainty(trained: TrainedGraph) -> NodeUncertainty | None:
    """None for a deterministic model: a node has one code there and no σ."""
    posterior = trained.posterior
    if not isinstance(posterior, DiagonalGaussian):
        return None
    kl = posterior.kl_per_dim.double()
    return NodeUncertainty(
        sigma=posterior.std.double().mean(-1).numpy(),
        kl=kl.sum(-1).numpy(),
        latent_kl=kl.mean(0).numpy(),
        training_degrees=torch.bincount(trained.split.train.flatten(), minlength=trained.graph.num_nodes).numpy(),
    )
