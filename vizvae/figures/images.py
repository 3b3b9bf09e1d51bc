"""What a model makes of images: traversals, paths between two of them, copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from vizvae.api import PRIOR_REACH, traverse
from vizvae.figures.opened import Images, open_for_figure
from vizvae.figures.sheet import plot_sheet
from vizvae.figures.style import latent_name, require_something
from vizvae.latent.interpolation import cross_fade, linear, spherical, turning
from vizvae.latent.traversal import latents_by_weight
from vizvae.models.base import LatentModel
from vizvae.objectives import recon_nll

if TYPE_CHECKING:
    import plotly.graph_objects as go


MOST_ROWS = 12


def plot_traversals(
    model: str | LatentModel,
    image: int | np.ndarray | Tensor | None = None,
    *,
    latents: Sequence[int] | None = None,
    num_values: int = 9,
) -> go.Figure:
    """A row for each latent, which varies while the others stay; see `vizvae.traverse`, of which these are the images.

    `image`: its place in the sample of the model's data, or (channel, height, width), floats in [0, 1]; without one it starts from the
    mean of the data's codes. `latents`: which, from 0 on; without them at most twelve, those that carry most.
    Raises ValueError as `vizvae.traverse` does.
    """
    opened = open_for_figure(model)
    start, of = None, "from the mean of the codes"
    if isinstance(image, int):
        (start,), (of,) = opened.these(image)
    elif image is not None:
        start, of = image, "of an image"
    few = ""
    if latents is None and opened.reference is not None and len(ranked := latents_by_weight(opened.reference)) > MOST_ROWS:
        latents, few = ranked[:MOST_ROWS], f", the {MOST_ROWS} that carry most"
    found = traverse(model, start, latents, num_values=num_values)
    kl = None if opened.reference is None else opened.reference.kl_per_dim
    names = [latent_name(latent) for latent in found.latents]
    reach = np.linspace(-PRIOR_REACH, PRIOR_REACH, num_values)
    return plot_sheet(
        found.images, title=f"Traversals of {opened.name}, {of}{few}",
        rows=names if kl is None else [f"{name}  {float(kl[latent]):.2f}" for name, latent in zip(names, found.latents, strict=True)],
        y_title="latent" if kl is None else "latent, its KL in nats", columns=[f"{value:+.2g}" for value in reach],
        x_title="standard deviations of the data's codes from their mean" if opened.reference else "value of the latent",
        hover=[[f"{name} = {value:.3g}" for value in row] for name, row in zip(names, found.values.tolist(), strict=True)],
    )  # fmt: skip


@torch.no_grad()
def plot_interpolation(
    model: str | LatentModel, first: int | np.ndarray | Tensor = 0, second: int | np.ndarray | Tensor = 1, *, steps: int = 9
) -> go.Figure:
    """From the posterior mean of one image to that of another: straight, along the great circle, straight but for an angle that takes the
    shorter way round where the model has a latent for one, and, to compare with, the pixels mixed.

    Each image: its place in the sample, or (channel, height, width), floats in [0, 1]. Raises ValueError for fewer than two steps.
    """
    opened = open_for_figure(model)
    (a, known), (b, other) = (
        opened.these(one if isinstance(one, int) else torch.as_tensor(one)[None]) for one in (first, second)
    )
    start, end = opened.model.encode(torch.cat([a, b])).mu
    paths = {"straight": linear(start, end, steps), "great circle": spherical(start, end, steps)}
    if opened.model.polar:
        paths["angle the shorter way"] = turning(start, end, steps, opened.model.polar[0])
    images = [opened.model.decode_mean(path) for path in paths.values()]
    shares = np.linspace(0, 1, steps)
    return plot_sheet(
        torch.stack([*images, cross_fade(a[0], b[0], steps)]), title=f"{opened.name}: from {known[0]} to {other[0]}",
        rows=[*paths, "pixels mixed"], columns=[f"{share:.0%}" for share in shares], x_title="share of the way",
        hover=[[f"{name}, {share:.1%}" for share in shares] for name in (*paths, "pixels mixed")],
    )  # fmt: skip


@torch.no_grad()
def plot_reconstructions(model: str | LatentModel, images: Images = tuple(range(10))) -> go.Figure:
    """Images as the model sees them above its copies of them, E[x|z] at the posterior mean, with −log p(x|z) of each in nats.

    `images`: places in the sample of the model's data, or images. Raises ValueError for none.
    """
    opened = open_for_figure(model)
    x, names = opened.these(images)
    require_something(len(x), "images", "give at least one")
    z = opened.model.encode(x).mu
    scored = opened.model.likelihood_name != "unknown"
    cost = recon_nll(opened.model, x, z).tolist() if scored else None
    words = [f"{name}: {one:.1f} nats" for name, one in zip(names, cost, strict=True)] if cost else names
    return plot_sheet(
        torch.stack([x, opened.model.decode_mean(z)]), title=f"Reconstructions by {opened.name}", rows=["image", "copy"],
        columns=[f"{one:.0f}" for one in cost] if cost else [""] * len(names),
        x_title="−log p(x|z) at the posterior mean, nats" if cost else "", hover=[names, words],
    )  # fmt: skip
