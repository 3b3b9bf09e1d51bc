"""A model whose use is known becomes the files of a bundle, which are compared with it before they are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from vizvae.adoption.alone import DRAWN_TITLE
from vizvae.adoption.findings import Findings
from vizvae.adoption.images import GivenImages
from vizvae.adoption.networks import AdoptedDecoder, AdoptedEncoder, Directions, write_networks
from vizvae.adoption.onnx_model import OnnxModel
from vizvae.adoption.onnx_writing import BATCHES, write_onnx_networks
from vizvae.adoption.probe import Probed
from vizvae.checkpoint import DECODER, ENCODER, write_new_card
from vizvae.checkpoint.bundle import write_bundle_files
from vizvae.checkpoint.bundle_model import BundleConfig, bundle_model
from vizvae.data.bundled import bundled_key
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import REFERENCE_SEED, Reference
from vizvae.models.ae_conv import PointMass
from vizvae.models.base import Posterior

COMPARED = 100
"""Images on which the bundle is compared with the original"""
PARITY = 1e-3
"""Largest difference that is let pass; what is usual is 1e-6"""
AT_ONCE = 250


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A model, how it is used, and what it is shown with."""

    probed: Probed
    given: GivenImages
    labels: Tensor
    """(image,) int64, as the model takes them"""
    directions: Directions | None
    codes: Tensor | None
    """Of the images, where no encoder gives them"""


@torch.no_grad()
def encoded(encoder: AdoptedEncoder, given: GivenImages, labels: Tensor) -> list[Tensor]:
    """Of all images: mean, and log σ² where there is one."""
    parts = [
        encoder(torch.from_numpy(given.pixels[at : at + AT_ONCE]).float() / 255, labels[at : at + AT_ONCE])
        for at in range(0, len(given.pixels), AT_ONCE)
    ]
    return [torch.cat(values) for values in zip(*parts, strict=True)]


@torch.no_grad()
def write_bundle(folder: Path, name: str, shown: Shown, findings: Findings, *, title: str, command: str | None) -> None:
    """Raises ValueError for a model that cannot be written as networks, or that is another one then."""
    probed, given, directions = shown.probed, shown.given, shown.directions
    encoder = None if probed.encoder is None else AdoptedEncoder(probed, directions).eval()
    decoder = AdoptedDecoder(probed, directions).eval()
    mu, *rest = [shown.codes] if encoder is None else encoded(encoder, given, shown.labels)
    assert mu is not None
    latent_dim = mu.shape[1]
    if isinstance(probed.model, OnnxModel):
        for which, how in write_onnx_networks(probed, directions, latent_dim, folder / ENCODER, folder / DECODER).items():
            findings.add(f"batch, {which}", "free", BATCHES[how])
    else:
        assert encoder is not None
        write_networks(encoder, decoder, latent_dim, folder / ENCODER, folder / DECODER)
    config = BundleConfig(
        latent_dim=latent_dim,
        image_shape=given.shape,
        stochastic=bool(rest),
        input_classes=probed.num_classes or 0,
        has_encoder=encoder is not None,
        latents_are="latents" if directions is None else "directions",
    )
    parity = _compared(folder, config, encoder, decoder, given, mu)
    compared = min(COMPARED, len(mu))
    findings.add("bundle", f"differs by at most {parity:.1e}", f"from the model itself, of the value range, on {compared} images")
    logvar = rest[0] if rest else None
    noise = torch.randn(mu.shape, generator=torch.Generator().manual_seed(REFERENCE_SEED))
    reference = Reference(
        mu=mu,
        z=mu.clone() if logvar is None else mu + torch.exp(0.5 * logvar) * noise,
        logvar=logvar,
        recon_nll=torch.full((len(mu),), float("nan")),  # no likelihood is known
    )
    digest = write_bundle_files(folder, config, reference, given.pixels, given.labels)
    write_new_card(
        folder,
        title=f"{title}, {latent_dim} {'directions' if directions is not None else 'latents'}",
        data={
            "key": bundled_key(name, given.fingerprint),
            "title": given.title,
            "trained_on": f"what is not known here; shown with {len(mu):,} images that "
            + (
                "were given with it"
                if given.title != DRAWN_TITLE
                else "it has drawn itself from N(0, I), its prior as far as is known"
            ),
            "fingerprint": given.fingerprint,
            "class_names": list(given.class_names),
        },
        num_parameters=_num_parameters(probed.model),
        command=command or f'vizvae.adopt(model, images, name="{name}")',
        digest=digest,
        evaluations=[],
        adopted={
            "found": [asdict(row) for row in findings.rows],
            "largest_difference": parity,
            "compared_on": compared,
        },
    )


def _num_parameters(model: nn.Module) -> int:
    return model.num_parameters if isinstance(model, OnnxModel) else sum(value.numel() for value in model.parameters())


def _compared(
    folder: Path, config: BundleConfig, encoder: AdoptedEncoder | None, decoder: AdoptedDecoder, given: GivenImages, mu: Tensor
) -> float:
    """Largest difference between the model and its bundle, as a part of the range of each output's values.

    Raises ValueError for one that is not the same model.
    """
    encoder_file = (folder / ENCODER).read_bytes() if encoder is not None else None
    bundle = bundle_model(config, (folder / DECODER).read_bytes(), encoder_file)
    x, z = given.unit(COMPARED), mu[:COMPARED]
    zeros = torch.zeros(len(x), dtype=torch.int64)
    pairs = [(bundle.likelihood(z).mean, decoder(z, zeros).flatten(1), 1.0)]
    if encoder is not None:
        given_codes = encoder(x, zeros)
        own_codes = _parts(DiagonalGaussian(*given_codes) if bundle.stochastic else PointMass(*given_codes))
        pairs += [
            (found, own, float(own.max() - own.min()) or 1.0)
            for found, own in zip(_parts(bundle.encode(x)), own_codes, strict=True)
        ]
    parity = max(float((found - own).abs().max()) / scale for found, own, scale in pairs)
    if not parity <= PARITY:
        raise ValueError(
            f"The exported networks differ from the model by {parity:.1e} of the value range (at most {PARITY:.0e} is let pass): does it "
            "depend on the batch, on random numbers, or on an `if`? Say how it is called with encode= and decode="
        )
    return parity


def _parts(posterior: Posterior) -> list[Tensor]:
    """log σ² as far as it is used, see DiagonalGaussian."""
    return [posterior.mu, posterior.logvar] if isinstance(posterior, DiagonalGaussian) else [posterior.mu]
