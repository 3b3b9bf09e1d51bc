"""Models of the visitor's own beside those that ship for the Compare page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vizvae.catalogue import IMAGE_CATALOGUE
from vizvae.data.registry import image_spec
from vizvae.paths import beside_runs, runs_dir
from vizvae.ui.compare.address import LAST_OF_OWN, OWN_SEPARATOR, data_of, own_of, tidied
from vizvae.ui.compare.session import ADDRESS
from vizvae.ui.shell.errors import guarded_callback

KEY = "compare_own"


def own_names() -> list[str]:
    """Finished runs of this machine, of any family and data set: one that cannot stand here says why when it is chosen."""
    roots = (runs_dir(), beside_runs("rivals"))
    return [found.name for found in IMAGE_CATALOGUE.listing().checkpoints if found.folder.parent in roots]


def choose_own() -> None:
    """A picker of them; nothing where there are none."""
    chosen = own_of(ADDRESS.view)
    names: Sequence[str] = list(dict.fromkeys([*own_names(), *chosen]))
    if not names:
        return
    st.session_state[KEY] = list(chosen)
    st.multiselect(
        "Models of your own beside them",
        names,
        key=KEY,
        on_change=_take,
        max_selections=LAST_OF_OWN,
        placeholder="Finished runs of this machine",
        help=f"Trained on {image_spec(data_of(ADDRESS.view)).title}, with black and white pixels: what goes through all of them must be "
        "the same.",
    )


@guarded_callback
def _take() -> None:
    asked = {**ADDRESS.view, "own": OWN_SEPARATOR.join(st.session_state[KEY])}
    ADDRESS.begin(*tidied(asked))
