"""The model whose map a file's tests look at, as PyTorch has it."""

from __future__ import annotations

import pytest

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.latent.aggregate import Reference
from vizvae.models.base import LatentModel


@pytest.fixture(scope="module")
def checkpoint(request: pytest.FixtureRequest) -> Checkpoint:
    """The file's `NAME`, or the map that most files open"""
    return find_checkpoint(getattr(request.module, "NAME", "mnist-2d"))


@pytest.fixture(scope="module")
def model(checkpoint: Checkpoint) -> LatentModel:
    return checkpoint.load_model()


@pytest.fixture(scope="module")
def reference(checkpoint: Checkpoint) -> Reference:
    return checkpoint.load_reference()
