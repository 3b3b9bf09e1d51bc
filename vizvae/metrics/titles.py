"""What the metrics of disentanglement are called, for a reader, and what is said beside them. Apart from them, since they take a second to
import."""

TITLES = {
    "mig": "Mutual information gap (MIG)",
    "dci_disentanglement": "DCI disentanglement",
    "dci_completeness": "DCI completeness",
    "dci_informativeness": "DCI informativeness",
    "sap": "SAP",
    "factor_vae_score": "FactorVAE score",
    "beta_vae_score": "β-VAE score",
    "modularity": "Modularity",
    "total_correlation": "Total correlation (lower is better)",
    "mutual_information": "Mutual information of latents (lower is better)",
}
"""In the order in which they are shown"""
UNSUPERVISED = ("total_correlation", "mutual_information")
"""Metrics that compare latents with each other: their matrix is latent × latent."""
TIED = 0.1
"""Share of a factor's entropy that another one tells, from which that is said"""


def tied_sentence(tied: tuple[str, str, float] | None) -> str:
    """Of the two factors that go together most, see `most_tied`; empty where that is little."""
    if tied is None or tied[2] < TIED:
        return ""
    one, other, share = tied
    return f"{one} and {other} go together: one tells {share:.0%} of the other. What is said of the one may be due to the other."
