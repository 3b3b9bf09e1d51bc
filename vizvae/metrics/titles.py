"""What the metrics of disentanglement are called, for a reader, and what is said of them. Apart from them, since they take a second to
import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MetricWords:
    """What a metric means, for somebody who has never met it."""

    key: str
    label: str
    """Where there is little room"""
    title: str
    rewards: str
    """What it rewards, and what it does not see"""
    number: str
    """What its number is"""
    unsupervised: bool = False
    """It compares latents with each other: its matrix is latent × latent, in nats, and less is better. Else it is a share "
    "of 1."""


METRIC_WORDS = (
    MetricWords(
        key="mig",
        label="MIG",
        title="Mutual information gap (MIG)",
        rewards="Asks of every factor: does one latent know much more about it than any other? A factor that is shared "
        "between two latents "
        "scores nothing, even if both together know all of it. A latent that holds two factors is not punished.",
        number="For each factor, what the best-informed latent knows about it minus what the second best knows, as a share "
        "of all there is to "
        "know (the factor’s entropy); then the mean over factors. 0: no factor has a latent of its own. 1: each has, and "
        "the other latents "
        "know nothing of it.",
    ),
    MetricWords(
        key="dci_disentanglement",
        label="DCI disentanglement",
        title="DCI disentanglement",
        rewards="Asks of every latent: does it serve one factor alone? A predictor guesses each factor from all latents; "
        "what counts is how "
        "much it relied on each latent. A factor that is spread over several latents is not punished here.",
        number="1 minus the entropy of how a latent’s importance is divided among the factors; latents that matter more "
        "weigh more. 1: every "
        "latent serves one factor.",
    ),
    MetricWords(
        key="dci_completeness",
        label="DCI completeness",
        title="DCI completeness",
        rewards="The other way round: is each factor predicted from one latent alone? A latent that holds two factors is "
        "not punished here.",
        number="1 minus the entropy of how a factor’s importance is divided among the latents, mean over factors. 1: every "
        "factor has one latent.",
    ),
    MetricWords(
        key="dci_informativeness",
        label="DCI informativeness",
        title="DCI informativeness",
        rewards="Asks only whether the factors can be read from the latents at all, however tangled they are. A rotation of "
        "the latents hardly "
        "changes it.",
        number="The share of held-out points whose factor value a predictor guesses right from all latents, mean over factors.",
    ),
    MetricWords(
        key="sap",
        label="SAP",
        title="SAP",
        rewards="As MIG does, but by how often a single latent, cut by straight lines, predicts the factor’s value. Bent "
        "relations count for "
        "less; factors of many values are hard to guess, so the number is low even for good codes.",
        number="For each factor, how often the best single latent is right minus how often the second best is; then the "
        "mean over factors.",
    ),
    MetricWords(
        key="factor_vae_score",
        label="FactorVAE score",
        title="FactorVAE score",
        rewards="One factor is held still and all others vary: which latent varies least? If that tells which factor was "
        "held, the score is "
        "high. A factor that is spread over several latents, or a second factor in a latent, may go unnoticed.",
        number="How often a majority vote names the held factor from the quietest latent. Guessing at random gives 1 in the "
        "number of factors.",
    ),
    MetricWords(
        key="beta_vae_score",
        label="BetaVAE score",
        title="β-VAE score",
        rewards="Pairs of images share one factor: can a linear classifier tell which, from how far apart their codes are? "
        "The most lenient of "
        "all: tangled codes may pass.",
        number="The share of held-out comparisons whose shared factor is named. Guessing at random gives 1 in the number of "
        "factors.",
    ),
    MetricWords(
        key="modularity",
        label="Modularity",
        title="Modularity",
        rewards="Asks of every latent whether it knows about one factor only, by mutual information. Latents that know "
        "nothing lower it: a constant one counts 0, and of any other chance makes something between.",
        number="1 minus how far a latent’s information about the factors is from being about a single one, mean over latents.",
    ),
    MetricWords(
        key="total_correlation",
        label="Total correlation",
        title="Total correlation (lower is better)",
        rewards="Uses no factors: how far the latents are from being independent of each other. Lower is better, but "
        "independent latents may "
        "still mix factors.",
        number="Of a Gaussian with the covariance of the codes, in nats. 0: the latents are uncorrelated.",
        unsupervised=True,
    ),
    MetricWords(
        key="mutual_information",
        label="Mutual information",
        title="Mutual information of latents (lower is better)",
        rewards="Uses no factors: how much one latent tells of another, bent relations included. Lower is better, but "
        "independent latents may "
        "still mix factors.",
        number="The mean over all pairs of latents, in nats. 0: no latent tells anything of another.",
        unsupervised=True,
    ),
)
"""In the order in which they are shown"""
TITLES = {one.key: one.title for one in METRIC_WORDS}
UNSUPERVISED = tuple(one.key for one in METRIC_WORDS if one.unsupervised)
DCI_PARTS = ("disentanglement", "completeness", "informativeness")
ORIGINAL_TREES = "dci_original_trees"
"""Of a card: DCI as published figures have it"""
ORIGINAL_TREES_WORDS = (
    "scikit-learn's gradient boosting, 100 rounds, importance by impurity, as in disentanglement_lib; one fit, so no interval"
)
TIED = 0.1
"""Share of a factor's entropy that another one tells, from which that is said"""


def tied_sentence(tied: tuple[str, str, float] | None) -> str:
    """Of the two factors that go together most, see `most_tied`; empty where that is little."""
    if tied is None or tied[2] < TIED:
        return ""
    one, other, share = tied
    return f"{one} and {other} go together: one tells {share:.0%} of the other. What is said of the one may be due to the other."
