"""What several encoders are made of."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.graph.sparse import SparseMatrix


def glorot(inputs: int, outputs: int, generator: torch.Generator) -> nn.Parameter:
    """Uniform in ±√(6 / (inputs + outputs)) (Glorot & Bengio 2010), as Kipf & Welling start their layers."""
    bound = (6.0 / (inputs + outputs)) ** 0.5
    return nn.Parameter(torch.empty(inputs, outputs).uniform_(-bound, bound, generator=generator))


def drop_values(matrix: SparseMatrix, share: float, generator: torch.Generator | None) -> SparseMatrix:
    """Dropout on the entries of a sparse matrix: each is zeroed with probability `share`, the others are scaled up to keep the mean.

    Without a generator, or with share 0, the matrix itself: dropout is for training only, and the caller says which it is.
    """
    if generator is None or share == 0:
        return matrix
    kept = torch.rand(len(matrix.values), generator=generator) >= share
    return matrix.with_values(matrix.values * kept / (1 - share))


def drop(hidden: Float[Tensor, "node dim"], share: float, generator: torch.Generator | None) -> Float[Tensor, "node dim"]:
    """Dropout with the same convention as `drop_values`."""
    if generator is None or share == 0:
        return hidden
    return hidden * (torch.rand(hidden.shape, generator=generator) >= share) / (1 - share)
