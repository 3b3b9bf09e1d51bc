"""The models of the compare page that were trained on clothes: those of the digits again, most of them smaller, as far as time allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vizvae.comparison.contender import Contender
from vizvae.comparison.digits import DIGITS


def _like(name: str, **other: Any) -> Contender:
    """The model of digits of this name, trained on clothes. `other`: what else is not as there."""
    (digits,) = (one for one in DIGITS if one.name == name)
    names = {"name": f"fashion-{name}", "checkpoint_name": f"fashion-{digits.checkpoint_name}", "data": "fashion"}
    return replace(digits, **{**names, **other})


CLOTHES = (
    _like(
        "ae",
        what="Trained to reconstruct and nothing else. Its draws come from one Gaussian fitted to its codes of 5,000 images that it was "
        "not trained on: of the clothes these are half of the test images, which its draws are held against.",
    ),
    _like("ae-mixture"),
    _like("vae", source="models", checkpoint_name="fashion-conv"),
    _like("beta-vae"),
    _like("iwae", source="compared", checkpoint_name="fashion-iwae"),
    _like("flow-prior"),
    _like(
        "pixelcnn",
        what="No latent: every pixel is drawn from those before it, and the likelihood is exact. Trained for two passes over the "
        "clothes: not to the end.",
    ),
    _like("gan"),
)
"""In the order of the page."""
