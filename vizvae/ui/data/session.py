"""What a visitor's session knows of the page: what they have brought and not added yet, which stands in the address, and what they did
last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit import config
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.typing import UploadedFile

from vizvae.data.own.example import draw_example
from vizvae.data.own.incoming import Incoming, Write, add_built, discard, find_incoming, keep_files, refer_to
from vizvae.data.own.naming import check_new_name
from vizvae.data.own.options import Options
from vizvae.data.own.store import OwnSet, remove_set, rename_set, restore_set
from vizvae.ui.access.guard_rules import is_local
from vizvae.ui.access.permission import require_may_change, this_access
from vizvae.ui.data.looks import looks
from vizvae.ui.shell.errors import guarded_callback

UPLOAD, SHOWN = "upload", "set"
"""Parameters of the address: what was brought, and the set that is looked at"""
MAX_TOTAL_BYTES = 1_000_000_000
"""Of all files that are dropped at once"""
EXAMPLE = "drawn shapes"
_DONE, _DROPS, _LOOKED, _STOPPED, _UPLOAD = "data_done", "data_drops", "data_looked", "data_stopped", "data_upload"


@dataclass(frozen=True)
class Done:
    """What was done last, to be said and undone."""

    what: str
    """`added`, `removed`, `renamed`, `restored`"""
    name: str


def done() -> Done | None:
    return st.session_state.get(_DONE)


def may_name_paths() -> bool:
    """Whether who asks sits at this machine: what it can read, they may read."""
    return is_local(config.get_option("server.address") or "") and not this_access().allowed_hosts


def incoming() -> tuple[Incoming | None, list[str]]:
    """What the address names, else what was there before another page was looked at; and what there is to say of it."""
    token = st.query_params.get(UPLOAD) or st.session_state.get(_UPLOAD)
    if token is None:
        return None, []
    found = find_incoming(token)
    if found is None:
        _forget_incoming()
        return None, ["What was uploaded is not here any more: it was added or taken back, or is older than a day."]
    _remember(found)
    return found, []


def _remember(found: Incoming) -> None:
    st.session_state[_UPLOAD] = st.query_params[UPLOAD] = found.token


def _forget_incoming() -> None:
    st.session_state.pop(_UPLOAD, None)
    st.query_params.pop(UPLOAD, None)


def drops() -> int:
    """Another one after each drop: the widget that took the files begins anew, empty."""
    return st.session_state.get(_DROPS, 0)


def take_files(files: list[UploadedFile]) -> None:
    """Onto the disk, and out of the server's memory. Raises ValueError for what cannot be taken."""
    require_may_change()
    st.session_state[_DROPS] = drops() + 1  # also if they are refused: dropped again they are other files
    try:
        total = sum(file.size for file in files)
        if total > MAX_TOTAL_BYTES:
            raise ValueError(
                f"expected at most {MAX_TOTAL_BYTES / 1e9:g} GB at once, got {total / 1e9:.1f} GB: add it on the machine that serves "
                "this page, with `python -m vizvae data add FOLDER`"
            )
        _begin(keep_files([(file.name, _writer(file)) for file in files]))
    finally:
        _forget(files)


def _writer(file: UploadedFile) -> Write:
    return lambda path: path.write_bytes(file.getbuffer())


def _forget(files: list[UploadedFile]) -> None:
    """Streamlit keeps them in memory until the visitor leaves."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def take_path(text: str) -> None:
    """Raises ValueError where paths may not be named, and for one that is not there."""
    require_may_change()
    if not may_name_paths():
        raise ValueError("A path can be named only where the dashboard is served to this machine alone: drop the files instead.")
    if text.strip():
        _begin(refer_to(Path(text.strip().strip("\"'"))))


@guarded_callback
def take_example() -> None:
    require_may_change()
    _begin(keep_files([(EXAMPLE, draw_example)]))


def _begin(found: Incoming) -> None:
    st.session_state.pop(_DONE, None)
    _remember(found)


@guarded_callback
def take_back(found: Incoming) -> None:
    """What was brought is not wanted."""
    require_may_change()
    if _LOOKED in st.session_state:
        looks().stop(found, st.session_state.pop(_LOOKED)[1])
    discard(found)
    _forget_incoming()


def look_with(found: Incoming, options: Options) -> None:
    """From now on with these settings: what was begun with others is of no use."""
    before = st.session_state.get(_LOOKED)
    if before != (found.token, options):
        if before is not None and before[0] == found.token:
            looks().stop(found, before[1])
        st.session_state[_LOOKED] = (found.token, options)
        st.session_state.pop(_STOPPED, None)


def looked_with(found: Incoming) -> Options:
    """The settings it was last looked at with."""
    token, options = st.session_state.get(_LOOKED, ("", Options()))
    return options if token == found.token else Options()


def stopped() -> bool:
    return st.session_state.get(_STOPPED, False)


@guarded_callback
def stop(found: Incoming, options: Options) -> None:
    require_may_change()
    st.session_state[_STOPPED] = True
    looks().stop(found, options)


@guarded_callback
def look_again(found: Incoming, options: Options) -> None:
    require_may_change()
    st.session_state.pop(_STOPPED, None)
    looks().forget_problem(found, options)


def add(found: Incoming, options: Options, name: str) -> OwnSet:
    """Raises ValueError for a name that cannot be or is taken."""
    require_may_change()
    own = add_built(found, options, check_new_name(name.strip()))
    _forget_incoming()
    _did("added", own.name)
    return own


@guarded_callback
def show(name: str | None) -> None:
    if name is None:
        st.query_params.pop(SHOWN, None)
    else:
        st.query_params[SHOWN] = name


def shown() -> str | None:
    return st.query_params.get(SHOWN)


def rename(old: str, new: str) -> None:
    """Raises ValueError for a name that cannot be or is taken."""
    require_may_change()
    if new.strip() != old:
        rename_set(old, check_new_name(new.strip(), renamed=old))
        if shown() == old:
            show(new.strip())
        _did("renamed", new.strip())


@guarded_callback
def remove(name: str) -> None:
    require_may_change()
    remove_set(name)
    if shown() == name:
        show(None)
    _did("removed", name)


@guarded_callback
def restore(name: str) -> None:
    require_may_change()
    restore_set(name)
    _did("restored", name)


def _did(what: str, name: str) -> None:
    st.session_state[_DONE] = Done(what, name)
