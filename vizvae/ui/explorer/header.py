"""The Streamlit widgets above a component: what the page is for, which model, and a picture of the visitor's own."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from vizvae.catalogue import list_checkpoints
from vizvae.checkpoint.bundle import Bundle
from vizvae.data.pictures import SUFFIXES
from vizvae.data.registry import ImageSpec, image_spec
from vizvae.data.uploads import read_upload
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.explorer.contract import UploadData
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.explorer.payload import upload_data
from vizvae.ui.explorer.picker import model_picker
from vizvae.ui.explorer.session import CLASS_PICKER, MODEL_PICKER, open_view, switch_class, switch_model
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.projector import is_projector
from vizvae.ui.shell.text import plain

LARGEST_PICTURE = 20
"""Megabytes"""
OF_THE_SET = "A picture of what this model was trained on. It is brought into the form of those images."


def header(page: str, title: str, purpose: str) -> tuple[OpenedModel, UploadData | None, DeltaGenerator]:
    """Heading, model picker and uploader in one row, so that the image is on the first screen. The model that is shown, the picture that
    was uploaded, if any, and a place beside the uploader: below the component it would push the image out of sight."""
    widths = [1, 5, 4.6] if is_projector() else [4.9, 4.55, 2.2]  # there the heading is not shown
    heading, picker, own = st.columns(widths, vertical_alignment="bottom")
    with heading:
        st.header(title, anchor=False)
        st.caption(purpose)
    with picker:
        opened = _model_picker(page)
    with own, st.container(horizontal=True):
        with st.container(width="content"):  # where a label that finds no room goes on a second line, and is not cut
            upload = _own_picture(opened)
        return opened, upload, st.container(width="content")


def _own_picture(opened: OpenedModel) -> UploadData | None:
    if not opened.checkpoint.has_encoder:
        st.caption("This model came without an encoder: a picture of your own cannot be placed among its codes.")
        return None
    return _picture_uploader(image_spec(opened.data_key))


def _model_picker(page: str) -> OpenedModel:
    """Choose among the trained models; on the first run the address may have chosen."""
    checkpoints = list_checkpoints()
    if not checkpoints:
        raise ValueError("There is no trained model yet. Train one with `python -m vizvae train`, then reload this page.")
    opened = open_view(checkpoints, page)
    checkpoint = opened.checkpoint
    model_picker(checkpoints, checkpoint.folder.name, key=MODEL_PICKER, on_change=lambda: switch_model(page))
    if isinstance(checkpoint, Bundle) and (names := checkpoint.class_names):
        st.session_state[CLASS_PICKER] = checkpoint.label
        labels = list(range(len(names)))
        st.selectbox("Class", labels, format_func=names.__getitem__, key=CLASS_PICKER, on_change=switch_class, args=(page,))
    return opened


def _picture_uploader(spec: ImageSpec) -> UploadData | None:
    """A picture of the visitor's own, ready for the component; None if there is none or it cannot be used."""
    with st.popover("Your own picture", icon=":material/add_photo_alternate:"):
        wanted = "One thing on a plain background: a digit on paper, or a piece of clothing." if spec.fit is None else OF_THE_SET
        file = st.file_uploader(
            f"{wanted} It stays on the machine that serves this page.",
            type=[suffix.removeprefix(".") for suffix in SUFFIXES],
            max_upload_size=LARGEST_PICTURE,
            disabled=bool(why_not_change()),
        )
        if file is not None:
            with error_boundary():
                require_may_change()
                upload = read_upload(file.getvalue(), spec)
                if upload.notes:
                    st.caption(plain(f"{'; '.join(upload.notes).capitalize()}."))
                return upload_data(upload, file.file_id)
    return None
