"""Models → add one: files that are dropped become a model that every page opens."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from vizvae.adoption.apart import Adopted, Request, adopt_apart
from vizvae.adoption.findings import Question
from vizvae.adoption.posterior_words import WIDTHS
from vizvae.adoption.ranges import VALUE_RANGES
from vizvae.catalogue import list_checkpoints
from vizvae.data.registry import image_specs
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.models.download import bundle_url
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.navigation import page_named
from vizvae.ui.shell.text import plain

LARGEST_UPLOAD = 500
"""Megabytes; what is larger is adopted on the command line"""
STATE = "adding_model"
DRAWN, A_FILE = "None: what the decoder draws itself", "A file of images …"
AS_FOUND = "as found"
WIDTH_WORDS = {"logvar": "log variance (log σ²)", "logstd": "log σ", "std": "standard deviation (σ)", "var": "variance (σ²)"}
MARKS = {"told": "you said so", "measured": "measured", "assumed": "assumed: as is usual"}
PURPOSE = (
    "Drop a bundle, one zip as *Download as one zip* or `python -m vizvae bundle` writes it; or a decoder as ONNX, with its encoder if "
    "there is one. Nothing is run but standard operators. The model stays on the machine that serves this page, where others see it, too."
)


@dataclass
class Adding:
    """What a visitor has come to with the files that lie there."""

    files: tuple[str, ...] = ()
    """Their ids: with other files one begins anew"""
    said: dict[str, str] = field(default_factory=dict)
    """Answers to questions, by the argument that they are"""
    question: Question | None = None
    adopted: Adopted | None = None


def add_one() -> None:
    """Drawn above the cards, so that what was added is among them."""
    with st.expander("Add a model of your own", icon=":material/add:"):
        locked = why_not_change()
        st.caption(locked or PURPOSE)
        given = st.file_uploader(
            "A bundle (.zip), or decoder.onnx and encoder.onnx",
            type=["zip", "onnx"],
            accept_multiple_files=True,
            key="adding_files",
            max_upload_size=LARGEST_UPLOAD,
            disabled=bool(locked),
        )
        if given:
            with error_boundary():
                require_may_change()
                _chosen(given)
        _downloads()


def _downloads() -> None:
    """For somebody else's dashboard."""
    links = [f"[{plain(one.name)}]({url})" for one in list_checkpoints() if (url := bundle_url(one))]
    if links:
        st.caption(f"Download as one zip: {', '.join(links)}")


def _chosen(given: list[Any]) -> None:
    zips = [file for file in given if file.name.lower().endswith(".zip")]
    if len(given) > 2 or (zips and len(given) > 1):
        names = ", ".join(file.name for file in given)
        raise ValueError(f"expected one zip, or one or two ONNX files, got {names}: take the others away")
    state = _state(tuple(file.file_id for file in given))
    images, images_file = (None, None) if zips else _images()
    name = st.text_input("Name", value=_name_after(given[0].name), key=f"adding_name_{given[0].file_id}", max_chars=60)
    said = {} if zips else _said(state)
    if st.button("Add it", type="primary", key="adding_start", disabled=images == A_FILE and images_file is None):
        _add(state, given, images, images_file, name, said)
    if state.adopted is not None:
        _show(state.adopted)


def _state(files: tuple[str, ...]) -> Adding:
    state = st.session_state.get(STATE)
    if not isinstance(state, Adding) or state.files != files:
        state = st.session_state[STATE] = Adding(files)
    return state


def _images() -> tuple[str | None, Any]:
    """What is chosen, and the file of the visitor's own."""
    specs = image_specs()
    chosen = st.selectbox(
        "Images it was made for",
        [DRAWN, *specs, A_FILE],
        format_func=lambda key: specs[key].title if key in specs else key,
        key="adding_images",
        help="They are encoded: the sliders' ranges, the map and the classes come from them. An encoder is needed for that.",
    )
    if chosen != A_FILE:
        return chosen, None
    file = st.file_uploader(
        "Images as .npz or .npy: (image, height, width), with 1 or 3 channels first or last; bytes, 0…1 or −1…1",
        type=["npz", "npy"],
        key="adding_images_file",
        max_upload_size=LARGEST_UPLOAD,
    )
    return chosen, file


def _said(state: Adding) -> dict[str, str]:
    """What is not left to be found out. What has been asked comes first, with its choices."""
    said: dict[str, str] = {}
    question = state.question
    if question is not None:
        st.warning(plain(str(question)), icon=":material/help:")
        if question.choices:
            answer = st.radio("What is right?", question.choices, index=None, key=f"adding_answer_{question.argument}")
            said |= {} if answer is None else {question.argument: answer}
    with st.popover("If something is found wrongly", icon=":material/tune:"):
        value_range = st.selectbox("Pixels lie between", [AS_FOUND, *VALUE_RANGES], key="adding_value_range")
        width = st.selectbox(
            "Beside the mean the encoder gives",
            [AS_FOUND, *WIDTHS],
            format_func=lambda one: WIDTH_WORDS.get(one, AS_FOUND),
            key="adding_width",
        )
        shape = st.text_input("Channels × height × width of pixels that lie flat", placeholder="3×64×48", key="adding_shape")
        classes = st.text_input("Classes of a conditional model", placeholder="10", key="adding_classes")
    typed = {"value_range": value_range, "width": width, "image_shape": shape.strip(), "num_classes": classes.strip()}
    return said | {argument: value for argument, value in typed.items() if value not in ("", AS_FOUND)}


def _add(state: Adding, given: list[Any], images: str | None, images_file: Any, name: str, said: dict[str, str]) -> None:
    before = state.adopted
    state.question = state.adopted = None
    with tempfile.TemporaryDirectory(prefix="vizvae-adding-") as folder, st.spinner("Looking at how it is used …"):
        request = Request(
            files=tuple(_kept(Path(folder, str(place)), file) for place, file in enumerate(given)),
            name=name.strip(),
            images=None
            if images in (None, DRAWN)
            else _kept(Path(folder, "images"), images_file)
            if images == A_FILE
            else images,
            value_range=said.get("value_range"),
            width=said.get("width"),
            image_shape=said.get("image_shape"),
            num_classes=_count(said.get("num_classes")),
            replace=before is not None and before.name == name.strip(),
        )
        try:
            state.adopted = adopt_apart(request)
        except Question as question:
            state.question = question
    st.rerun()  # a question is asked above the button, and an answered one is gone


def _kept(folder: Path, file: Any) -> str:
    folder.mkdir()
    path = folder / (re.sub(r"[^\w .-]", "_", Path(file.name).name)[-80:].strip(" .") or "file")
    path.write_bytes(file.getbuffer())
    return str(path)


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,4}", text.strip()):
        raise ValueError(f"classes: expected how many there are, as 10, got {text[:40]!r}")
    return int(text)


def _name_after(file: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", Path(file).stem).strip("-_.")[:60] or "mine"


def _show(adopted: Adopted) -> None:
    st.success(plain(f"{adopted.name} was added."), icon=":material/check:")
    st.page_link(page_named("sliders"), label="Open in the sliders", icon=":material/tune:", query_params={"model": adopted.name})
    if adopted.found:
        rows = [{"What": row.what, "Found": row.found, "Why": row.how, "Known": MARKS[row.certainty]} for row in adopted.found]
        st.dataframe(rows, hide_index=True, width="stretch")
