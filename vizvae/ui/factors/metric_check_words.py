"""What the constructed codes are and what the metrics ask, in plain words. What a metric notices is not written here: it is read off its
numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CODES = {
    "perfect": ("Perfect", "Each latent is one factor, and nothing else. Every metric should be content."),
    "permuted": (
        "Permuted",
        "The same latents in another order, some with the sign turned. As good as perfect: no metric should mind.",
    ),
    "rotated": (
        "Rotated",
        "Two latents at a time are turned into each other. Nothing is lost, but each latent now tells of two factors at once.",
    ),
    "noisy": (
        "Noisy",
        "Each latent is one factor with noise on top: nothing is mixed, but part of what was known is lost.",
    ),
    "duplicated": (
        "Duplicated",
        "Every latent is there twice. Nothing is lost or mixed, but no single latent owns its factor.",
    ),
    "partly constant": ("Half dead", "Every other latent is constant: half of the factors are not in the code at all."),
    "random": ("Random", "Pure noise that knows nothing of the factors. Every metric should be near its lowest."),
}
"""Title and meaning"""
ASKS = {
    "mig": "Does one latent know far more of a factor than the runner-up?",
    "dci_disentanglement": "Is each latent useful for one factor only?",
    "dci_completeness": "Is each factor predicted from one latent only?",
    "dci_informativeness": "Can the factors be read from the whole code at all?",
    "sap": "How much better does the best latent name a factor’s value, by straight cuts, than the second best?",
    "factor_vae_score": "With one factor held still, does the same latent stay stillest every time?",
    "beta_vae_score": "Can one tell which factor was held still from how much the latents move?",
    "modularity": "Does each latent know of one factor only?",
}
"""By metric, in the order of the page"""
NOTICED = 0.05
"""A fall of less is not noticing."""
CONTENT = 0.9
"""Of the perfect code, a metric should say at least this."""


@dataclass(frozen=True)
class Verdict:
    sees: tuple[str, ...]
    blind: tuple[str, ...]
    """Titles of flawed codes"""
    perfect: float


def verdict(metric: str, table: Mapping[str, Mapping[str, float]]) -> Verdict:
    """Which flaws the metric sees and to which it is blind: its values on the flawed codes against its value on the perfect one.
    `table`: by code, by metric."""
    perfect = table["perfect"][metric]
    flawed = [code for code in table if code not in ("perfect", "permuted")]
    falls = {code: table[code][metric] < perfect - NOTICED for code in flawed}
    sees, blind = (tuple(CODES[code][0].lower() for code in flawed if falls[code] is is_seen) for is_seen in (True, False))
    return Verdict(sees, blind, perfect)


def listed(names: Sequence[str]) -> str:
    """ "a, b and c" """
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"
