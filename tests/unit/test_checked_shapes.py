"""The tests' own net: wrong shapes and types raise in vizvae's functions, at the first call and at later ones."""

import pytest
import torch
from jaxtyping import Float, TypeCheckError, jaxtyped
from torch import Tensor

from tests.helpers.checked import checked
from vizvae.objectives import free_bits


def test_a_wrong_shape_raises_in_every_function_of_the_package() -> None:
    kl = torch.ones(4, 3)
    for _ in range(2):
        with pytest.raises(TypeCheckError, match="kl_per_dim"):
            free_bits(kl[0], 0.0)
        with pytest.raises(TypeCheckError, match="batch_mean"):
            free_bits(kl, 0.0, torch.ones(4))
        with pytest.raises(TypeCheckError, match="floor"):
            free_bits(kl, "0")  # pyright: ignore[reportArgumentType]
        assert free_bits(kl, 0).shape  # an int where a float is asked for


def test_what_a_function_returns_is_checked() -> None:
    @jaxtyped(typechecker=checked)
    def first(x: Float[Tensor, "batch latent"]) -> Float[Tensor, " latent"]:
        return x[:, 0] if len(x) > 2 else x[0]

    assert first(torch.ones(1, 3)).shape == (3,)
    with pytest.raises(TypeCheckError, match="return value"):
        first(torch.ones(4, 3))
