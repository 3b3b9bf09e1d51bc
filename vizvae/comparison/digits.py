"""The models of the compare page that were trained on digits."""

from __future__ import annotations

from vizvae.comparison.contender import Contender

DIGITS = (
    Contender(
        name="ae",
        title="Autoencoder",
        what="Trained to reconstruct and nothing else. Its draws come from one Gaussian fitted to its codes of 5,000 images that it was "
        "not trained on.",
        source="compared",
        checkpoint_name="ae",
        single_gaussian=True,
    ),
    Contender(
        name="ae-mixture",
        title="Autoencoder + mixture",
        what="The same autoencoder; its draws come from a mixture of 50 Gaussians fitted to its codes.",
        source="compared",
        checkpoint_name="ae",
    ),
    Contender(
        name="vae",
        title="VAE",
        what="The evidence lower bound (ELBO) with a standard normal prior.",
        source="compared",
        checkpoint_name="vae",
    ),
    Contender(
        name="beta-vae",
        title="β-VAE, β = 4",
        what="The same with the KL counted four times: fewer nats through the latents, and independent ones.",
        source="compared",
        checkpoint_name="beta-vae",
    ),
    Contender(
        name="iwae",
        title="IWAE",
        what="A VAE finished with the importance-weighted bound of five draws, which is closer to log p(x).",
        source="models",
        checkpoint_name="mnist-conv",
    ),
    Contender(
        name="flow-prior",
        title="IWAE + flow prior",
        what="The IWAE as it is, with an invertible network (RealNVP) as prior, fitted to its codes afterwards.",
        source="compared",
        checkpoint_name="flow-prior",
    ),
    Contender(
        name="flow-vae",
        title="VAE with flow prior",
        what="Encoder, decoder and RealNVP prior trained together, and finished as the IWAE was.",
        source="compared",
        checkpoint_name="flow-vae",
    ),
    Contender(
        name="pixelcnn",
        title="PixelCNN",
        what="No latent: every pixel is drawn from those before it, and the likelihood is exact.",
        source="compared",
        checkpoint_name="pixelcnn",
    ),
    Contender(
        name="pixelrnn",
        title="PixelRNN",
        what="Pixel by pixel too, by a recurrence that runs down the image a row at a time. Small, and trained for one pass "
        "over the digits: not to the end.",
        source="compared",
        checkpoint_name="pixelrnn",
    ),
    Contender(
        name="gan",
        title="GAN",
        what="A generator that learned to fool a discriminator. It has no encoder and no likelihood.",
        source="compared",
        checkpoint_name="gan",
    ),
    *(
        Contender(
            name=f"beta-{beta:g}",
            title=f"β-VAE, β = {beta:g}",
            what=f"The VAE with the KL counted {beta:g} times.",
            source="compared",
            checkpoint_name=f"beta-{beta:g}",
            column=False,
        )
        for beta in (0.5, 2.0, 8.0)
    ),
)
"""In the order of the page: from the plain autoencoder to what has no encoder; then those that have no column."""
BETA_FAMILY = ("beta-0.5", "vae", "beta-2", "beta-vae", "beta-8")
"""Trained alike but for β, which grows."""
