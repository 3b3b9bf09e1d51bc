"""The points of the map, those inside the lasso and the path, to take along, as the browser last told Python of them."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import streamlit as st
import torch
from msgspec import structs
from torch import Tensor

from vizvae.cards.map_sheets import map_points_sheet, path_sheet
from vizvae.cards.sheets import latent_columns
from vizvae.cards.source import source_of
from vizvae.latent.directions import principal_directions
from vizvae.latent.film import film_of
from vizvae.latent.lattice import latent_plane
from vizvae.latent.projection import METHODS, Method, ProjectionConfig, projected_points
from vizvae.latent_names import names_of
from vizvae.tables import Sheet
from vizvae.ui.explorer.address import View
from vizvae.ui.explorer.along import sheets_of_point
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.explorer.session import SESSION
from vizvae.ui.jobs.background import Underway
from vizvae.ui.jobs.projections import projections
from vizvae.ui.manifold.session import ShownMap, shown_map
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain

Plane = tuple[Tensor, Tensor]
"""Its origin (latent,) and its two orthonormal directions (2, latent)"""


def map_along(opened: OpenedModel) -> None:
    take_along(
        "map_along",
        lambda: map_sheets(opened, SESSION.view, shown_map()),
        of="The points of the map, the selection, the path, this point",
    )


def map_sheets(opened: OpenedModel, view: View, shown: ShownMap) -> list[Sheet]:
    """Without points while a projection is computed, which is said."""
    name, reference, cite = opened.name, opened.reference, source_of(opened.checkpoint).cite
    latents = latent_columns(view.names | names_of(opened.digest), opened.model.latent_dim)
    axes = _axes(shown, opened, latents)
    plane, sheets = _plane(shown, opened), []
    xy = _projected(shown, opened) if plane is None else ((reference.mu - plane[0]) @ plane[1].T).numpy()
    if isinstance(xy, Underway):
        st.caption(plain(f"The points of the map come when it is there: {xy.message}."))
    else:
        names, labels = opened.sample.spec.class_names, opened.sample.labels.tolist()
        classes = [names[label] for label in labels[: len(reference.mu)]]
        sheets.append(map_points_sheet(name, reference, classes, xy, latents, axes, cite))
        if shown.selection:
            sheets.append(map_points_sheet(name, reference, classes, xy, latents, axes, cite, chosen=shown.selection))
    path, through = shown.settings.get("path", []), shown.through or view.z
    if plane is not None and len(path) > 1 and through is not None:
        film = film_of(torch.tensor(path), plane, torch.tensor(through), reference, opened.density_quantiles)
        sheets.append(path_sheet(name, film, latents, len(reference.mu), axes, cite))
    return [*sheets, *sheets_of_point(opened, view)]


def _choice(shown: ShownMap, opened: OpenedModel) -> list[int | str] | str:
    """What the map has as its axes; where nobody has chosen, as map_state.ts does."""
    if (plane := shown.settings.get("plane")) is not None:
        return plane
    if opened.model.latent_dim == 2:
        return [0, 1]
    weight = opened.reference.std if opened.reference.kl_per_dim is None else opened.reference.kl_per_dim
    return torch.argsort(weight, descending=True, stable=True)[:2].tolist()


def _plane(shown: ShownMap, opened: OpenedModel) -> Plane | None:
    """None for a projection."""
    choice, latent_dim = _choice(shown, opened), opened.model.latent_dim
    if isinstance(choice, str):
        return None
    if choice[0] == "principal":
        mean, directions, _ = principal_directions(opened.reference.mu)
        return mean, directions[[int(axis) for axis in choice[1:]]]
    first, second = (int(axis) for axis in choice)
    return torch.zeros(latent_dim), latent_plane(first, second, latent_dim)


def _projected(shown: ShownMap, opened: OpenedModel) -> np.ndarray | Underway:
    config = _config(shown, opened)
    return projections().map(projected_points(opened.reference, config), config)


def _config(shown: ShownMap, opened: OpenedModel) -> ProjectionConfig:
    method = cast("Method", _choice(shown, opened))
    given: dict[str, Any] = {} if shown.projection is None else structs.asdict(shown.projection)
    return ProjectionConfig(method=method, **given)


def _axes(shown: ShownMap, opened: OpenedModel, latents: list[str]) -> str:
    choice = _choice(shown, opened)
    if isinstance(choice, str):
        config = _config(shown, opened)
        settings = ", ".join(f"{key} {value:g}" for key, value in config.relevant.items() if key != "method")
        return f"{METHODS[choice]} of the latents that carry something, {settings}"
    if choice[0] == "principal":
        return f"principal directions {int(choice[1]) + 1} and {int(choice[2]) + 1} of the posterior means"
    return f"{latents[int(choice[0])]} and {latents[int(choice[1])]}"
