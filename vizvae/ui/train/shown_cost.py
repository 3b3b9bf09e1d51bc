"""What a run will take, in words below the form, before it is started."""

from __future__ import annotations

import json

import streamlit as st

from vizvae.catalogue import find_image_model
from vizvae.config import config_from_dict
from vizvae.single_flight import single_flight
from vizvae.training.config import TrainConfig
from vizvae.training.estimate import Memory, check_memory
from vizvae.training.pixels import check_pixels
from vizvae.ui.shell.text import plain
from vizvae.ui.train.cost import cost_key, costs
from vizvae.words import counted

COSTS_KEPT = 256
"""Of settings that cost differently"""


@single_flight(COSTS_KEPT)
def _memory(of: str) -> Memory | str:
    """Or why it cannot be trained here: said again at every run of the page, and not found out anew. `of`: see `cost_key`."""
    try:
        return check_memory(config_from_dict(TrainConfig, json.loads(of)))
    except ValueError as error:
        return str(error)


def show_cost(config: TrainConfig) -> bool:
    """What it will take, before it is started; whether it can be. How long is shown as soon as it has been measured."""
    try:
        check_pixels(config)
        if config.start_from:
            find_image_model(config.start_from)
        memory = _memory(cost_key(config))
        if isinstance(memory, str):
            raise ValueError(memory)
    except ValueError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return False
    size = f"{counted(memory.num_parameters, 'parameter')}, {_megabytes(memory.num_bytes)} of memory"
    found = costs().look(config)
    if found is None:
        _wait_for_cost(config, size)
    elif isinstance(found, str):
        st.caption(f"{size}. How long it takes could not be measured: {plain(found)}.")
    else:
        seconds, of_pass = _duration(found.seconds(config.epochs)), _duration(found.seconds_per_epoch)
        st.caption(
            f"{size}, {counted(found.num_images, 'image')}. About {seconds} here "
            f"({of_pass} a pass, measured on the {found.device.upper()}), and some seconds to start and to write the model."
        )
    return True


@st.fragment(run_every=0.5)
def _wait_for_cost(config: TrainConfig, size: str) -> None:
    if costs().look(config) is not None:
        st.rerun()
    st.caption(f"{size}. A few steps are taken, to see how long it takes …")


def _megabytes(num_bytes: int) -> str:
    return f"{num_bytes / 1e6:,.0f} MB" if num_bytes < 1e9 else f"{num_bytes / 1e9:,.1f} GB"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
