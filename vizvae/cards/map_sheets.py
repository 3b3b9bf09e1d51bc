"""What a map of the latent space shows as tables to take along: its points, those that are chosen, and a walk over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from vizvae.cards.sheets import Cite
from vizvae.latent.aggregate import Reference
from vizvae.latent.film import TYPICAL_NEIGHBOURS, Film
from vizvae.tables import Sheet
from vizvae.words import counted


def map_points_sheet(
    file: str,
    reference: Reference,
    classes: Sequence[str],
    xy: Float[np.ndarray, "image 2"],
    latents: Sequence[str],
    axes: str,
    cite: Cite,
    *,
    chosen: Sequence[int] | None = None,
) -> Sheet:
    """A row for each data image of the map: its class, its place, its scores and its posterior mean. `classes`: of each image. `axes`: of
    the map, in words. `chosen`: these images alone, by number."""
    mu, kl = reference.mu.tolist(), None if reference.kl is None else reference.kl.tolist()
    recon = reference.recon_nll.tolist()
    rows = [
        {"image": image, "class": classes[image], "x": float(xy[image, 0]), "y": float(xy[image, 1])}
        | {"recon_nll_nats": recon[image]}
        | ({} if kl is None else {"kl_nats": kl[image], "elbo_nats": -recon[image] - kl[image]})
        | dict(zip(latents, mu[image], strict=True))
        for image in (range(len(xy)) if chosen is None else chosen)
    ]
    count = counted(len(rows), "image") + ("" if chosen is None else " chosen with the lasso")
    scores = "reconstruction at one draw of the posterior" if kl is not None else "reconstruction at the code"
    said = f"Place on the map ({axes}) and posterior mean of {count} of the data; {scores}, nats, of each image alone"
    title = "All images of the map" if chosen is None else "The images inside the lasso"
    return Sheet(file=f"{file}-{'map' if chosen is None else 'selection'}", title=title, rows=rows, cite=cite(said))


def path_sheet(file: str, film: Film, latents: Sequence[str], num_images: int, axes: str, cite: Cite) -> Sheet:
    """A row for each step of the walk."""
    rows = [
        {
            "step": step,
            "x": x,
            "y": y,
            "denser_than_percent": film.percentiles[step - 1],
            "neighbours": int(film.neighbours[step - 1]),
            "nearest_sd": float(film.nearest[step - 1]),
            **dict(zip(latents, z, strict=True)),
        }
        for step, ((x, y), z) in enumerate(zip(film.xy.tolist(), film.z.tolist(), strict=True), start=1)
    ]
    said = (
        f"A walk over the map ({axes}) of {counted(len(rows), 'step')} at constant speed: how much of the data is less dense, how many of "
        f"{counted(num_images, 'data image')} are within {film.radius:.3f} standard deviations (a typical image has {TYPICAL_NEIGHBOURS}), "
        "and how far the nearest is"
    )
    return Sheet(file=f"{file}-path", title="The path, step by step", rows=rows, cite=cite(said))
