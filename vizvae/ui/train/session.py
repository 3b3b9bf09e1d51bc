"""A visitor's view of the training page across reruns: which run, which beside it; kept equal to the address."""

from __future__ import annotations

import re
from dataclasses import asdict, replace

import streamlit as st

from vizvae.data.registry import image_specs
from vizvae.paths import runs_dir
from vizvae.runs.folder import RUN, read_run
from vizvae.sweep.record import sweep_names
from vizvae.training.config import TrainConfig
from vizvae.training.create import create
from vizvae.ui.access.permission import require_may_change
from vizvae.ui.address.codec import read_address, write_address
from vizvae.ui.address.session import Session
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.payload import heard
from vizvae.ui.train.address import MOST_COMPARED, PARAMETERS, TrainingView
from vizvae.ui.train.contract import Part, TrainingPageData, TrainingSaid
from vizvae.ui.train.form import NAME_USED, begin_with_data, fill
from vizvae.ui.train.payload import RUNS, run_folder
from vizvae.ui.train.values import values_of

KEY = "training"
RAW = "training_raw"
SESSION = Session[TrainingView]("training_shown", links={"run", "sweep", "data"})


def open_training_view() -> None:
    """On arrival with a link, the link's runs; what is not there any more is said."""
    if SESSION.last is not None and not SESSION.linked:
        SESSION.go_on()
        return
    names = {path.parent.name for path in runs_dir().glob(f"*/{RUN}")}
    limits = {"runs": names, "sweeps": sweep_names(), "data": image_specs().keys()}
    view, problems = read_address(PARAMETERS, st.query_params.to_dict(), limits)
    if (data := view.pop("data")) is not None:
        begin_with_data(data)
        if SESSION.last is not None and not view["run"] and not view["sweep"]:
            view = asdict(SESSION.view)  # the run that was looked at still is
    SESSION.begin(TrainingView(**view), problems)


def start_run(config: TrainConfig, name: str) -> None:
    """Raises ValueError for what `vizvae.training.create.create` refuses, and where the visitor may change nothing."""
    require_may_change()
    folder = create(name or free_name(config), config)
    SESSION.begin(replace(SESSION.view, run=folder.name))
    st.session_state[NAME_USED] = True
    st.rerun()  # with the name's field empty


def free_name(config: TrainConfig) -> str:
    """data-model-latents, and a number where that is taken."""
    latents = config.model_config.get("latent_dim", "")
    base = "-".join(str(part) for part in (config.data, config.model.replace("_", "-"), latents) if part != "")
    taken = {path.name for path in runs_dir().glob("*")}
    numbers = [int(found[1]) for name in taken if (found := re.fullmatch(re.escape(base) + r"-(\d{1,6})", name))]
    return f"{base}-{max(numbers, default=0) + 1}"


@guarded_callback
def take_training_view() -> None:
    """Callback of the component: another run is looked at."""
    if (report := SESSION.current(SESSION.heard(TrainingSaid, KEY, "view").view)) is not None:
        st.session_state[RAW] = report.raw
        SESSION.change(
            replace(SESSION.view, run=report.run, beside=tuple(report.compare[:MOST_COMPARED])), SESSION.shown.problems
        )


@guarded_callback
def take_settings() -> None:
    """Callback of the component: the settings of a run go into the form."""
    if (name := heard(TrainingSaid, KEY, "clone").clone) is None:
        return
    try:
        fill(values_of(read_run(run_folder(name), TrainConfig).config))
        SESSION.complain()
    except ValueError as error:
        SESSION.complain(str(error))


def training_data(part: Part) -> TrainingPageData:
    """What a part of the component is told; it stays the same until a run is started or another link opened."""
    start = SESSION.shown.start
    return TrainingPageData(part=part, runs_url=RUNS, run=start.run, compare=start.beside, restore_id=SESSION.shown.restore_id)


def write_training_address() -> None:
    SESSION.write(write_address(PARAMETERS, asdict(SESSION.view)))
