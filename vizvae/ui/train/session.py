"""A visitor's view of the training page across reruns: which run, which beside it; kept equal to the address."""

from __future__ import annotations

import re
import uuid
from typing import Any

import streamlit as st

from vizvae.paths import runs_dir
from vizvae.runs.folder import RUN, read_run
from vizvae.training.config import TrainConfig
from vizvae.training.create import create
from vizvae.ui.access.permission import require_may_change
from vizvae.ui.shell.arrival import ARRIVED, BY_HISTORY
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.train.form import NAME_USED, fill
from vizvae.ui.train.payload import RUNS, run_folder
from vizvae.ui.train.values import values_of

KEY = "training"
SHOWN, COMPARED, RESTORE_ID, PROBLEM = "training_run", "training_compare", "training_restore_id", "training_problem"
STARTED_WITH = "training_started_with"
MOST_COMPARED = 6


def open_training_view() -> None:
    """On arrival with a link, the link's runs; what is not there any more is said."""
    arrived = st.session_state.pop(ARRIVED, False)
    linked = arrived and ("run" in st.query_params or st.session_state.get(BY_HISTORY, False))
    if RESTORE_ID in st.session_state and not linked:
        if arrived:  # the component was taken down meanwhile: it begins where it was
            _show(st.session_state[SHOWN], st.session_state[COMPARED])
        return
    names = {path.parent.name for path in runs_dir().glob(f"*/{RUN}")}
    asked = st.query_params.get("run")
    beside = [name for name in st.query_params.get("beside", "").split("~") if name][:MOST_COMPARED]
    missing = [name for name in [asked, *beside] if name and name not in names]
    st.session_state[PROBLEM] = f"There is no run named {missing[0][:60]!r} here." if missing else ""
    _show(asked if asked in names else None, [name for name in beside if name in names])


def start_run(config: TrainConfig, name: str) -> None:
    """Raises ValueError for what `vizvae.training.create.create` refuses, and where the visitor may change nothing."""
    require_may_change()
    folder = create(name or free_name(config), config)
    st.session_state[PROBLEM] = ""
    _show(folder.name, st.session_state[COMPARED])
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
    reported = getattr(st.session_state[KEY], "view", None)
    if isinstance(reported, dict) and reported.get("restoreId") == st.session_state[RESTORE_ID]:
        run, beside = reported.get("run"), reported.get("compare")
        st.session_state[SHOWN] = run if isinstance(run, str) else None
        st.session_state[COMPARED] = [str(name) for name in beside][:MOST_COMPARED] if isinstance(beside, list) else []


@guarded_callback
def take_settings() -> None:
    """Callback of the component: the settings of a run go into the form."""
    name = getattr(st.session_state[KEY], "clone", None)
    if not isinstance(name, str):
        return
    try:
        fill(values_of(read_run(run_folder(name), TrainConfig).config))
        st.session_state[PROBLEM] = ""
    except ValueError as error:
        st.session_state[PROBLEM] = str(error)


def training_data() -> dict[str, Any]:
    """What the component is told; it stays the same until a run is started or another link opened."""
    run, beside = st.session_state[STARTED_WITH]
    return {"runsUrl": RUNS, "run": run, "compare": beside, "restoreId": st.session_state[RESTORE_ID]}


def write_training_address() -> None:
    query = {}
    if st.session_state[SHOWN]:
        query["run"] = st.session_state[SHOWN]
    if st.session_state[COMPARED]:
        query["beside"] = "~".join(st.session_state[COMPARED])
    st.query_params.from_dict(query)


def _show(run: str | None, beside: list[str]) -> None:
    st.session_state[SHOWN], st.session_state[COMPARED] = run, beside
    st.session_state[STARTED_WITH] = run, beside
    st.session_state[RESTORE_ID] = uuid.uuid4().hex
