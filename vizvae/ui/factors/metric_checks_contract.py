"""What the panel that checks the metrics is told and what the server answers it."""

from __future__ import annotations

from vizvae.ui.http.contract import Payload


class MetricChecksData(Payload):
    url: str
    """Answers `?code=`, with `&angle=` or `&noise=`, with what is `Examined`."""
    codes: tuple[str, ...]
    factors: tuple[str, ...]
    num_values: int
    """Of each factor."""
    num_points: int
    jitter: float
    """Standard deviations of a factor."""
    largest_angle: float
    largest_noise: float


class ShownPoints(Payload):
    factors: list[tuple[float, float]]
    codes: list[tuple[float, float]]


class Examined(Payload):
    quick: dict[str, float]
    slow: dict[str, float] | None
    """Null: not asked for, and not known yet."""
    information: list[list[float]]
    """(factor, latent), nats"""
    entropies: list[float]
    """Of the factors, nats."""
    points: ShownPoints
    """The first two factors and the first two latents."""
