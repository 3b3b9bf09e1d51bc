"""The manifold page's own part of the conversation with the browser: the map's settings, and the other models it can be compared with."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st
from msgspec import structs

from vizvae.catalogue import list_checkpoints
from vizvae.paths import PAGES
from vizvae.ui.address.codec import read_address, write_address
from vizvae.ui.explorer.contract import ModelData, UploadData
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.explorer.payload import encoded_model, page_data
from vizvae.ui.explorer.session import CHANGED_ON, SESSION
from vizvae.ui.http.contract import Encoded
from vizvae.ui.manifold.address import LARGEST, PARAMETERS, MapSettings, read_map
from vizvae.ui.manifold.contract import ManifoldData, ManifoldSaid, ProjectionParameters
from vizvae.ui.shell.arrival import BY_HISTORY
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.payload import heard

KEY, MAP = "manifold", "map"


@dataclass(frozen=True)
class ShownMap:
    """Under one key of the session, as `vizvae.ui.address.session.Shown` is."""

    settings: MapSettings
    """As they are now"""
    start: MapSettings
    model: str
    restore_id: str
    """Of the view that it was read with"""
    selection: tuple[int, ...] = ()
    """Images inside the lasso; none where all count. Not in the address, as what follows"""
    through: tuple[float, ...] = ()
    """Where the point was when the path was filmed; empty without a film"""
    projection: ProjectionParameters | None = None


def manifold_data(opened: OpenedModel, upload: UploadData | None) -> ManifoldData:
    """What the component is told: what the sliders are, the map and the models beside it."""
    latent_dim = opened.model.latent_dim
    if latent_dim < 2:
        raise ValueError(
            f"A map needs two latents, and {opened.name} has one: its whole latent space is one line. "
            "Open it in the latent sliders, or choose a model with more latents above."
        )
    settings, twins = _opened_map(latent_dim).start, _twins(opened)
    sliders = page_data(opened, SESSION.shown.start, SESSION.shown.restore_id, upload)
    return ManifoldData(
        **structs.asdict(sliders), map=settings, twins=twins, projection_url=f"{opened.url}/projection", kept_projections=None
    )


@guarded_callback
def take_map() -> None:
    """Callback of the component: the map was changed, and the pointer is released."""
    report, model = SESSION.current(SESSION.heard(ManifoldSaid, KEY, "map").map), SESSION.view.model
    if report is None or report.model != model:
        return
    try:
        opened = open_model(model)
        settings = read_map(report.settings, opened.model.latent_dim)
        selection = _known_images(report.selection, len(opened.reference.mu))
        through = _known_point(report.through, opened.model.latent_dim)
    except ValueError as error:
        SESSION.complain(f"The last change could not be kept in the address: {error}.")
        return
    stands = replace(shown_map(), settings=settings, selection=selection, through=through, projection=report.projection)
    st.session_state[MAP] = stands
    SESSION.complain()


def follow_open() -> None:
    """Go to the sliders when the component asks for it; the point is carried over by the shared view."""
    if heard(ManifoldSaid, KEY, "open").open == "sliders":
        st.session_state[CHANGED_ON] = KEY  # this point was chosen, even if it is the one that the page opened with
        st.switch_page(PAGES / "sliders.py")


def shown_map() -> ShownMap:
    return st.session_state[MAP]


def _known_images(selection: tuple[int, ...], count: int) -> tuple[int, ...]:
    if any(not 0 <= image < count for image in selection):
        raise ValueError(f"it selects images outside 0 to {count - 1}; reload the page")
    return selection


def _known_point(z: tuple[float, ...], latent_dim: int) -> tuple[float, ...]:
    if len(z) not in (0, latent_dim) or not all(abs(value) <= LARGEST for value in z):  # NaN is below nothing
        raise ValueError(
            f"it has {len(z)} numbers as the point that its path goes through, expected {latent_dim} of at most {LARGEST:g}"
        )
    return z


def map_address() -> dict[str, str]:
    return write_address(PARAMETERS, {"map": shown_map().settings})


def _opened_map(latent_dim: int) -> ShownMap:
    """Read anew whenever the view is: the settings in the address if they are for the model shown, else what this model's map was."""
    shown, old = SESSION.shown, st.session_state.get(MAP)
    if old is not None and old.restore_id == shown.restore_id:
        return old
    model, query = shown.view.model, st.query_params.to_dict()
    settings = {} if old is None or old.model != model or st.session_state.get(BY_HISTORY) else old.settings
    if query.get("map") and query.get("model") == model:
        read, problems = read_address(PARAMETERS, query, {"num_latents": latent_dim})
        if problems:
            SESSION.complain(*shown.problems, *problems)
        else:
            settings = read["map"]
    st.session_state[MAP] = opened = ShownMap(settings, settings, model, shown.restore_id)
    return opened


def _twins(mapped: OpenedModel) -> list[Encoded[ModelData]]:
    """Other models of two latents on the same data, to be mapped beside the shown one."""
    if mapped.model.latent_dim != 2:
        return []
    twins = []
    for checkpoint in list_checkpoints():
        same_data = checkpoint.data_key == mapped.data_key
        if checkpoint.name == mapped.name or not same_data or checkpoint.config["model_config"].get("latent_dim") != 2:
            continue
        with suppress(ValueError):  # a damaged one: said where it is chosen, and no reason to be without a map
            twins.append(encoded_model(OpenedModel.of(checkpoint)))
    return twins
