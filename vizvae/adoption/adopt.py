"""`vizvae.adopt`: a stranger's model becomes a bundle that every page opens."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vizvae.adoption.findings import Findings
from vizvae.adoption.images import GivenImages, as_images
from vizvae.adoption.networks import AdoptedDecoder, AdoptedEncoder, Directions, principal_directions, write_networks
from vizvae.adoption.probe import Probed, Told, probe
from vizvae.atomic_write import folder_aside
from vizvae.checkpoint import DECODER, ENCODER, write_new_card
from vizvae.checkpoint.bundle import BundleConfig, BundleModel, bundle_model, write_bundle_files
from vizvae.data.bundled import bundled_key
from vizvae.latent.aggregate import REFERENCE_SEED, Reference
from vizvae.models.base import ImageShape
from vizvae.paths import runs_dir
from vizvae.runs.names import free_name

COMPARED = 100
"""Images on which the bundle is compared with the original"""
PARITY = 1e-3
"""Largest difference that is let pass; what is usual is 1e-6"""
MOST_LATENTS, MOST_DIRECTIONS = 2_048, 64
AT_ONCE = 250
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")


def adopt(
    model: nn.Module,
    images: Any,
    *,
    encode: Callable[..., Any] | None = None,
    decode: Callable[..., Any] | None = None,
    image_shape: ImageShape | None = None,
    value_range: str | tuple[float, float] | None = None,
    num_classes: int | None = None,
    name: str = "adopted",
    title: str | None = None,
    command: str | None = None,
    trained: bool = True,
    findings: Findings | None = None,
    report: Callable[[str], object] = print,
) -> Path:
    """Have the dashboard show a model of your own; returns the folder of its bundle, which needs neither your class nor PyTorch.

    `images`: an array or a tensor ((image, height, width), channels first or last, or flat with `image_shape`; bytes, 0…1 or −1…1), a data
    set, a data loader, or the name of an image set such as "mnist". Of more than 5,000 a random choice is kept in the bundle.
    `encode`: images as your model takes them -> mean, or (mean, log σ²), or a distribution; `decode`: codes -> pixels. Where they are left
    out, they are found by trying. `value_range`: (0, 1), (-1, 1), (0, 255) or "logits", between which your pixels lie.
    `num_classes`: of a conditional model. `name`: of the bundle; one of that name that was adopted before is replaced.
    What was found is given to `report`, after what is in `findings` already. `trained=False`: the title says that the weights are
    untrained.

    Raises ValueError for bad input, and its subclass `Question` where something could not be decided, naming the argument that says it.
    """
    target = _target(name)
    given = as_images(images, image_shape)
    findings = Findings() if findings is None else findings
    with as_evaluated(model):
        told = Told(encode=encode, decode=decode, value_range=value_range, num_classes=num_classes)
        labels = torch.from_numpy(given.labels)
        probed = probe(model, given.unit(COMPARED), labels[:COMPARED], told, findings)
        labels = labels.clamp_max((probed.num_classes or 1) - 1)
        directions = _directions(probed, given, labels, findings)
        with folder_aside(target) as aside:
            _write(
                aside, name, probed, directions, given, labels, findings, title=title or _title(model, trained), command=command
            )
            if target.exists():
                shutil.rmtree(target)
    report(findings.table())
    report(f"\nAdopted as {name}: `python -m vizvae dashboard` shows it; the bundle is {target}")
    return target


@contextmanager
def as_evaluated(model: nn.Module) -> Iterator[None]:
    """On the CPU and in evaluation mode within, so that batch normalisation and dropout do the same each time; afterwards as before."""
    modes = {module: module.training for module in model.modules()}
    devices = {value.device for value in (*model.parameters(), *model.buffers())}
    wanted = [value.requires_grad for value in model.parameters()]
    device = next(iter(devices), torch.device("cpu"))
    try:
        model.cpu().eval().requires_grad_(False)
        yield
    finally:
        model.to(device)
        for module, training in modes.items():
            module.training = training
        for value, grad in zip(model.parameters(), wanted, strict=True):
            value.requires_grad_(grad)


def _target(name: str) -> Path:
    """Raises ValueError for a name that is none, or that a model has which was not adopted."""
    if not NAME.fullmatch(name):
        raise ValueError(
            f"name: expected up to 60 letters without accents, digits, hyphens, underscores and points, got {name[:80]!r}"
        )
    target = runs_dir() / free_name(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not (target / "images.npy").exists():
        raise ValueError(f"name: {target} holds a model that was trained here: choose another name")
    return target


def _title(model: nn.Module, trained: bool) -> str:
    return f"{type(model).__name__}, adopted" + ("" if trained else ", untrained")


def _directions(probed: Probed, given: GivenImages, labels: Tensor, findings: Findings) -> Directions | None:
    """For a code that is itself an image, or is longer than sliders can be."""
    size = int(np.prod(probed.code_shape))
    if len(probed.code_shape) == 1 and size <= MOST_LATENTS:
        return None
    codes = _encoded(AdoptedEncoder(probed, None), given, labels)[0]
    directions = principal_directions(codes, MOST_DIRECTIONS)
    findings.add(
        "sliders",
        f"{len(directions.axes)} directions of {size:,} latents",
        f"principal directions of the codes of {len(codes):,} images: {directions.explained:.1%} of their variance",
    )
    return directions


@torch.no_grad()
def _encoded(encoder: AdoptedEncoder, given: GivenImages, labels: Tensor) -> list[Tensor]:
    parts = [
        encoder(torch.from_numpy(given.pixels[at : at + AT_ONCE]).float() / 255, labels[at : at + AT_ONCE])
        for at in range(0, len(given.pixels), AT_ONCE)
    ]
    return [torch.cat(values) for values in zip(*parts, strict=True)]


@torch.no_grad()
def _write(
    folder: Path,
    name: str,
    probed: Probed,
    directions: Directions | None,
    given: GivenImages,
    labels: Tensor,
    findings: Findings,
    *,
    title: str,
    command: str | None,
) -> None:
    encoder, decoder = AdoptedEncoder(probed, directions).eval(), AdoptedDecoder(probed, directions).eval()
    mu, *rest = _encoded(encoder, given, labels)
    latent_dim = mu.shape[1]
    write_networks(encoder, decoder, latent_dim, folder / ENCODER, folder / DECODER)
    config = BundleConfig(
        latent_dim=latent_dim,
        image_shape=given.shape,
        stochastic=bool(rest),
        input_classes=probed.num_classes or 0,
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
            "trained_on": f"what is not known here; shown with {len(mu):,} images that were given with it",
            "fingerprint": given.fingerprint,
            "class_names": list(given.class_names),
        },
        num_parameters=sum(value.numel() for value in probed.model.parameters()),
        command=command or f'vizvae.adopt(model, images, name="{name}")',
        digest=digest,
        evaluations=[],
        adopted={
            "found": [asdict(row) for row in findings.rows],
            "largest_difference": parity,
            "compared_on": compared,
        },
    )


def _compared(
    folder: Path, config: BundleConfig, encoder: AdoptedEncoder, decoder: AdoptedDecoder, given: GivenImages, mu: Tensor
) -> float:
    """Largest difference between the model and its bundle, as a part of the range of each output's values.

    Raises ValueError for one that is not the same model.
    """
    bundle = bundle_model(config, (folder / DECODER).read_bytes(), (folder / ENCODER).read_bytes())
    x, z = given.unit(COMPARED), mu[:COMPARED]
    zeros = torch.zeros(len(x), dtype=torch.int64)
    pairs = [
        (bundle.likelihood(z).mean, decoder(z, zeros).flatten(1), 1.0),
        *(
            (found, own, float(own.max() - own.min()) or 1.0)
            for found, own in zip(_codes(bundle, x), encoder(x, zeros), strict=True)
        ),
    ]
    parity = max(float((found - own).abs().max()) / scale for found, own, scale in pairs)
    if not parity <= PARITY:
        raise ValueError(
            f"The exported networks differ from the model by {parity:.1e} of the value range (at most {PARITY:.0e} is let pass): does it "
            "depend on the batch, on random numbers, or on an `if`? Say how it is called with encode= and decode="
        )
    return parity


def _codes(bundle: BundleModel, x: Tensor) -> list[Tensor]:
    posterior: Any = bundle.encode(x)
    return [posterior.mu, posterior.logvar] if bundle.stochastic else [posterior.mu]
