"""trace.safetensors: one image through one optimiser step, with every number on the way: encode → mu, logvar → ε → z → decode → terms →
gradient step. Written in step mode and slow motion, read by the page's captions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jaxtyping import Float
from safetensors import SafetensorError, safe_open
from torch import Tensor

from vizvae.checkpoint import write_tensors
from vizvae.config import config_from_dict, config_to_dict

TRACE = "trace.safetensors"


@dataclass(frozen=True, kw_only=True)
class TraceNumbers:
    """The numbers of the step, nats. Those of the image are of the batch's first one; NaN is null: a deterministic model has no KL."""

    step: int
    """The step that was traced, from 1."""
    epoch: float
    batch_size: int
    loss: float | None
    """Of the image, as are the next three."""
    recon_nll: float | None
    kl: float | None
    elbo: float | None
    batch_loss: float | None
    """Mean over the batch: what the gradient is of."""
    kl_weight: float
    """β after warm-up."""
    capacity: float
    """C after annealing, nats."""
    free_bits: float
    learning_rate: float
    """After warm-up and decay."""
    gradient_norm: float
    """Euclidean norm of the gradient over all parameters, as the step used it: after clipping, if there is any."""
    update_norm: float
    """How far the step moved the weights, Euclidean."""
    recon_nll_after: float | None
    """The same image and the same ε after the step, as is the next one."""
    kl_after: float | None


@dataclass(frozen=True, kw_only=True)
class Trace:
    numbers: TraceNumbers
    x: Float[Tensor, "channel height width"]
    """The batch's first image as the model saw it, in [0, 1]."""
    mu: Float[Tensor, " latent"]
    recon: Float[Tensor, "channel height width"]
    """Expected pixels at z."""
    recon_after: Float[Tensor, "channel height width"]
    """The same, with the weights after the step."""
    z: Float[Tensor, " latent"]
    """mu + exp(½ logvar)·ε; mu for a deterministic model."""
    logvar: Float[Tensor, " latent"] | None
    """None for a deterministic model, like the next one."""
    epsilon: Float[Tensor, " latent"] | None


def write_trace(folder: Path, trace: Trace) -> None:
    """Raises OSError where the disk is full."""
    tensors = {name: value for name, value in vars(trace).items() if isinstance(value, Tensor)}
    write_tensors(folder / TRACE, tensors, {"numbers": json.dumps(config_to_dict(trace.numbers), allow_nan=False)})


def read_trace(folder: Path) -> Trace | None:
    """The latest trace, None before the first. Raises ValueError for a damaged file."""
    path = folder / TRACE
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dictionary)
            numbers = config_from_dict(TraceNumbers, json.loads(file.metadata()["numbers"]))
        fields: dict[str, Any] = {"logvar": None, "epsilon": None, **tensors}
        return Trace(numbers=numbers, **fields)
    except FileNotFoundError:
        return None
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged ({error}); it is written anew at the next step") from error
