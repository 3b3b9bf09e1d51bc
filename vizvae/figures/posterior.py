"""The posterior of images: where each latent is, and how sure the model is of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from vizvae.figures.opened import Images, open_for_figure
from vizvae.figures.style import LINES, NEUTRAL, escaped, laid_out, latent_name, legend_below, require_something
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.traversal import latents_by_weight
from vizvae.models.base import LatentModel

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 380
MOST_LATENTS, MOST_IMAGES = 32, len(LINES)
ASIDE = 0.12
"""From one image's mark to the next one's, of the way from latent to latent"""


@torch.no_grad()
def plot_posterior(model: str | LatentModel, images: Images = (0, 1, 2)) -> go.Figure:
    """For each latent the posterior mean of each image and one standard deviation to either side, over that of the prior (grey).

    Of more than 32 latents those are shown that carry most. `images`: at most five, their places in the sample of the model's data, or
    images. `customdata` of each mark: σ and KL(q(z|x) ‖ p(z)) of that latent in nats. Raises ValueError for no image, or for too many.
    """
    import plotly.graph_objects as go

    opened = open_for_figure(model)
    x, names = opened.these(images)
    require_something(len(x), "images", "give at least one")
    if len(x) > MOST_IMAGES:
        raise ValueError(f"expected at most {MOST_IMAGES} images, whose marks can be told apart, got {len(x)}")
    posterior = opened.model.encode(x)
    latents = list(range(opened.model.latent_dim))
    if len(latents) > MOST_LATENTS:
        ranked = latents if opened.reference is None else latents_by_weight(opened.reference)
        latents = sorted(ranked[:MOST_LATENTS])
    place = np.arange(len(latents))
    figure = go.Figure()
    figure.add_hrect(-1, 1, fillcolor=NEUTRAL, opacity=0.15, line_width=0)
    for row, (name, colour) in enumerate(zip(names, LINES, strict=False)):
        told = {"customdata": None, "error_y": None}
        more = ""
        if isinstance(posterior, DiagonalGaussian):
            std, kl = (values[row, latents].numpy() for values in (posterior.std, posterior.kl_per_dim))
            told = {"error_y": {"array": std, "thickness": 1.5, "width": 3}, "customdata": np.stack([std, kl], 1).tolist()}
            more = " ± %{customdata[0]:.3f}; KL %{customdata[1]:.3f} nats"
        figure.add_scatter(
            x=place + ASIDE * (row - (len(names) - 1) / 2), y=posterior.mu[row, latents].numpy(), mode="markers", name=escaped(name),
            marker={"size": 8, "color": colour}, text=[latent_name(latent) for latent in latents],
            hovertemplate=f"{escaped(name)}<br>%{{text}} = %{{y:.3f}}{more}<extra></extra>", **told,
        )  # fmt: skip
    few = f", the {len(latents)} latents that carry most" if len(latents) < opened.model.latent_dim else ""
    figure.update_xaxes(
        tickvals=place, ticktext=[latent_name(latent) for latent in latents], title_text="latent", showgrid=False, zeroline=False
    )
    figure.update_yaxes(title_text="mean ± standard deviation (the prior's is 1)", zeroline=False)
    return legend_below(laid_out(figure, title=f"Posterior of {opened.name}{few}", height=HEIGHT))
