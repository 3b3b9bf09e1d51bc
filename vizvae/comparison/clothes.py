"""The models of the compare page that were trained on clothes: those of the digits again, smaller, so far as there has been time."""

from __future__ import annotations

from functools import partial

from vizvae.comparison.contender import Contender

_compared = partial(Contender, source="compared", data="fashion")
CLOTHES = (
    _compared(
        name="fashion-ae",
        title="Autoencoder",
        what="Trained to reconstruct and nothing else. Its draws come from one Gaussian fitted to its codes.",
        checkpoint_name="fashion-ae",
        single_gaussian=True,
    ),
    _compared(
        name="fashion-ae-mixture",
        title="Autoencoder + mixture",
        what="The same autoencoder; its draws come from a mixture of 50 Gaussians fitted to its codes.",
        checkpoint_name="fashion-ae",
    ),
    Contender(
        name="fashion-vae",
        title="VAE",
        what="The evidence lower bound (ELBO) with a standard normal prior.",
        source="models",
        data="fashion",
        checkpoint_name="fashion-conv",
    ),
    _compared(
        name="fashion-beta-vae",
        title="β-VAE, β = 4",
        what="The same with the KL counted four times: fewer nats through the latents, and independent ones.",
        checkpoint_name="fashion-beta-vae",
    ),
    _compared(
        name="fashion-iwae",
        title="IWAE",
        what="The VAE finished with the importance-weighted bound of five draws, which is closer to log p(x).",
        checkpoint_name="fashion-iwae",
    ),
    _compared(
        name="fashion-flow-prior",
        title="IWAE + flow prior",
        what="The IWAE as it is, with an invertible network (RealNVP) as prior, fitted to its codes afterwards.",
        checkpoint_name="fashion-flow-prior",
    ),
    _compared(
        name="fashion-pixelcnn",
        title="PixelCNN",
        what="No latent: every pixel is drawn from those before it, and the likelihood is exact. Trained for two passes over the "
        "clothes: not to the end.",
        checkpoint_name="fashion-pixelcnn",
    ),
    _compared(
        name="fashion-gan",
        title="GAN",
        what="A generator that learned to fool a discriminator. It has no encoder and no likelihood.",
        checkpoint_name="fashion-gan",
    ),
)
"""In the order of the page."""
