"""What the manifold page is told beside what the sliders are told, and what it says back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType

from vizvae.ui.address.contract import Report
from vizvae.ui.explorer.contract import ModelData, PageData, ViewReport
from vizvae.ui.http.contract import Encoded, Message, Payload

Spacing = Literal["linear", "quantile"]
Layer = Literal["lattice", "points", "prior", "thumbnails"]
ProjectionMethod = Literal["umap", "tsne"]
PlaneChoice = tuple[int, int] | tuple[Literal["principal"], int, int] | ProjectionMethod
"""Two latents, two principal directions of the data, or a projection of more latents than two."""


class MapSettings(Payload):
    """What goes into the link, where `read_map` checks it for the model that is shown; what is left out is the page's default."""

    plane: PlaneChoice | UnsetType = UNSET
    size: int | UnsetType = UNSET
    """Images along one side of the lattice."""
    spacing: Spacing | UnsetType = UNSET
    window: list[float] | UnsetType = UNSET
    """Low and high of x, then of y, in warped units (see axis_scale.ts)."""
    colour: str | UnsetType = UNSET
    show: list[Layer] | UnsetType = UNSET
    pins: list[list[float]] | UnsetType = UNSET
    path: list[tuple[float, float]] | UnsetType = UNSET


class ManifoldData(PageData):
    map: Annotated[dict[str, Any], MapSettings]
    twins: list[Encoded[ModelData]]
    """Other models of two latents on the same data."""
    projection_url: str
    """Answers with the place of each image on a map, or how far it is."""
    kept_projections: list[ProjectionMethod] | None
    """Of the page's own parameters, which are all that can be had where nobody computes others; null: any can be had."""


class ProjectionParameters(Message, rename=None):
    """As `vizvae.latent.projection.ProjectionConfig` has them, but for the method."""

    num_points: int
    seed: int
    num_neighbours: int
    min_dist: float
    perplexity: float


class MapReport(Report):
    model: str
    """Whose map it is."""
    settings: Annotated[Any, MapSettings]
    selection: tuple[int, ...] = ()
    """Images inside the lasso, by number; none where all count."""
    through: tuple[float, ...] = ()
    """Where the point was when the path was filmed, whose latents beside the map's the film has; empty without a film."""
    projection: ProjectionParameters | None = None
    """Of the map that is shown, where it is a projection."""


class ManifoldSaid(Message):
    view: ViewReport | None = None
    map: MapReport | None = None
    open: Literal["sliders"] | None = None
    """Another page, at the same point."""
