"""What a run will take, in words below the form, before it is started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import streamlit as st

from vizvae.catalogue import find_image_model
from vizvae.config import config_from_dict
from vizvae.single_flight import single_flight
from vizvae.training.config import TrainConfig
from vizvae.training.estimate import Estimate, Memory, check_memory
from vizvae.training.pixels import check_pixels
from vizvae.ui.shell.text import plain
from vizvae.ui.train.cost import cost_key, costs, costs_of
from vizvae.words import counted

MOST_MEASURED = 6
"""Of many runs that cost differently"""
COSTS_KEPT = 256
"""Of settings that cost differently"""


@single_flight(COSTS_KEPT)
def _memory(of: str) -> Memory | str:
    """Or why it cannot be trained here: said again at every run of the page, and not found out anew. `of`: see `cost_key`."""
    try:
        return check_memory(config_from_dict(TrainConfig, costs_of(of)))
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


def show_cost_of_all(configs: Sequence[TrainConfig], counts: str, at_once: int) -> None:
    """What several runs take together, `at_once` of them at a time. `counts`: how many there are, in Markdown."""
    found = _seconds_of_all(configs)
    if found is None:
        _wait_for_all(configs, counts)
    elif isinstance(found, str):
        st.caption(f"{counts} How long they take could not be measured: {plain(found)}.")
    else:
        how = "one at a time" if at_once == 1 else f"{at_once} at once, where each goes as fast as alone"
        st.caption(
            f"{counts} About {_duration(found / min(at_once, len(configs)))} here, {how}; and of each some seconds to start, to write "
            "the model and to measure it."
        )


@st.fragment(run_every=0.5)
def _wait_for_all(configs: Sequence[TrainConfig], counts: str) -> None:
    if _seconds_of_all(configs) is not None:
        st.rerun()
    st.caption(f"{counts} A few steps are taken, to see how long they take …")


def _seconds_of_all(configs: Sequence[TrainConfig]) -> float | str | None:
    """Of all runs, one after the other; or why that is not known, or None while it is measured. Of many that cost differently some are
    measured, and the others taken to be like these."""
    by_key = {cost_key(config): config for config in configs}
    keys = list(by_key)
    chosen = {keys[round(place * (len(keys) - 1) / max(1, MOST_MEASURED - 1))] for place in range(MOST_MEASURED)}
    looks = {key: costs().look(by_key[key]) for key in keys if key in chosen}
    found = {key: look for key, look in looks.items() if isinstance(look, Estimate)}
    if len(found) < len(looks):
        return next((look for look in looks.values() if isinstance(look, str)), None)
    usual = replace(next(iter(found.values())), seconds_per_epoch=fmean(one.seconds_per_epoch for one in found.values()))
    return sum(found.get(cost_key(config), usual).seconds(config.epochs) for config in configs)


def _megabytes(num_bytes: int) -> str:
    return f"{num_bytes / 1e6:,.0f} MB" if num_bytes < 1e9 else f"{num_bytes / 1e9:,.1f} GB"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
