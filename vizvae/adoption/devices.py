"""Models that ask for a GPU: they are looked at on the processor, which every dashboard has."""

from __future__ import annotations

import re

GPU = re.compile(r"\b(CUDA|NVIDIA|HIP|MPS|XPU)\b|cuda:|on the same device", re.IGNORECASE)


def gpu_wanted(what: str, error: Exception) -> str | None:
    """What to do about an error that speaks of a GPU, in one sentence that begins with `what`; None for another error."""
    if not GPU.search(str(error)):
        return None
    return (
        f"{what} asks for a GPU ({type(error).__name__}: {(str(error).splitlines() or [''])[0][:100]}), and models are looked at on the "
        'processor: take .cuda() and device="cuda" out of its code, or make what it needs with device=x.device'
    )
