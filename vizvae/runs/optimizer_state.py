"""An optimiser's moments as named tensors, and back."""

from __future__ import annotations

import torch
from torch import Tensor


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Those whose names begin with `prefix`, without it."""
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """By `number of the parameter.name of the moment`."""
    state = optimizer.state_dict()["state"]
    return {f"{index}.{name}": value for index, of in state.items() for name, value in of.items()}


def restore_optimizer(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """What `optimizer_tensors` gave, back into an optimiser of the same parameters."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    moments: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        index, name = key.split(".")
        parameter = parameters[int(index)]
        if value.shape == parameter.shape:
            # The fused optimiser walks parameter and moments in memory order, so a channels-last weight needs channels-last moments.
            value = torch.empty_like(parameter).copy_(value)
        moments.setdefault(int(index), {})[name] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})
