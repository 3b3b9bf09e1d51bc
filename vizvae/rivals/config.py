"""What the training of a rival is told, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class RivalConfig:
    model: str
    """A name of `vizvae.models.IMAGE_MODELS`."""
    data: str = "mnist"
    model_config: dict[str, Any] = field(default_factory=dict)
    start_from: str = ""
    """The trained VAE whose weights it starts from; empty for fresh ones."""
    prior_only: bool = False
    """Of a VAE with a learned prior: encoder and decoder stay as they are."""
    beta: float = 1.0
    """Of a VAE: weight of the KL."""
    num_samples: int = 1
    """Of a VAE: importance samples of its bound; with one it is the ELBO."""
    epochs: int = 10
    batch_size: int = 64
    learning_rate: float = 1e-3
    learning_rate_warmup_steps: int = 0
    """Linear warm-up, then a half cosine to zero."""
    ema_decay: float = 0.999
    """Of the moving average of the weights, which is what is kept."""
    weight_decay: float = 0.0
    grad_clip: float = 0.0
    """Largest norm of the gradient; 0 for no clipping."""
    precision: Literal["float32", "bfloat16"] = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        if not 0 <= self.ema_decay < 1:
            raise ValueError(f"ema_decay must be in [0, 1), got {self.ema_decay}")
