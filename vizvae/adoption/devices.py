"""Models that ask for a GPU, or another precision: they are looked at on the processor, in single precision."""

from __future__ import annotations

import re

import torch
from torch import nn
from torch.nn.parameter import is_lazy

GPU = re.compile(r"\b(CUDA|NVIDIA|HIP|MPS|XPU)\b|cuda:|on the same device", re.IGNORECASE)


def gpu_wanted(what: str, error: Exception) -> str | None:
    """What to do about an error that speaks of a GPU, in one sentence that begins with `what`; None for another error."""
    if not GPU.search(str(error)):
        return None
    return (
        f"{what} asks for a GPU ({type(error).__name__}: {(str(error).splitlines() or [''])[0][:100]}), and models are looked at on the "
        'processor: take .cuda() and device="cuda" out of its code, or make what it needs with device=x.device'
    )


def other_precision(model: nn.Module) -> str | None:
    """Of weights none of which is in single precision; else None. A constant may be of any."""
    kinds = {value.dtype for value in model.parameters() if not is_lazy(value) and value.is_floating_point()}
    return None if torch.float32 in kinds else next((str(kind).removeprefix("torch.") for kind in kinds), None)
