"""Where one drops one's pictures: files, a folder, or the path of one; and what a good folder looks like."""

from __future__ import annotations

import streamlit as st
from streamlit import config

from vizvae.data.own.archive import MAX_UNPACKED_BYTES, MAX_ZIP_BYTES
from vizvae.data.own.decoding import FEWEST
from vizvae.data.own.item import MAX_FILE_BYTES, MAX_PICTURES
from vizvae.data.own.options import LARGEST, SMALLEST
from vizvae.data.pictures import MAX_PIXELS
from vizvae.ui.access.permission import why_not_change
from vizvae.ui.data.session import MAX_TOTAL_BYTES, drops, may_name_paths, take_example, take_files, take_path
from vizvae.ui.shell.errors import error_boundary

FOLDER = """birds/
  finch/        a class; none needed
    001.jpg     any size and kind
    002.png
  wren/
    a bird.webp
  factors.csv   file,wing,age … if known"""
FILES, WHOLE, PATH = "Files, or a zip", "A folder", "A path on this machine"


def drop() -> None:
    reason = why_not_change()
    ways = [FILES, WHOLE, *([PATH] if may_name_paths() else [])]
    left, right = st.columns([3, 2], gap="large")
    with left, error_boundary():
        way = (
            st.segmented_control("Bring", ways, default=FILES, key="data_way", disabled=bool(reason), help=reason or None)
            or FILES
        )
        if way == PATH:
            with st.form("data_path", border=False):
                text = st.text_input("Path of a folder, zip, npz, npy or CSV of paths", placeholder="~/photos/birds")
                if st.form_submit_button("Look at it", disabled=bool(reason)):
                    take_path(text)
                    st.rerun()
        else:
            largest = int(config.get_option("server.maxUploadSize"))
            files = st.file_uploader(
                "A zip, pictures, npz or npy; labels.csv and factors.csv beside pictures"
                if way == FILES
                else "A folder of pictures, with the folders in it",
                accept_multiple_files=True if way == FILES else "directory",
                key=f"data_files_{way == FILES}_{drops()}",
                max_upload_size=largest,
                disabled=bool(reason),
            )
            if files:
                with st.spinner("Keeping them …"):
                    take_files(files)
                st.rerun()
        st.caption(_limits())
    with right:
        st.markdown("**A good folder** has one picture a file, and a folder for each class where there are classes:")
        st.code(FOLDER, language=None)
        st.button(
            "Try it with drawn shapes", key="data_example", icon=":material/category:", on_click=take_example, disabled=bool(reason),
            help=reason or "240 drawn shapes of mixed sizes and kinds, with factors.csv and one broken file, as if you had dropped them.",
        )  # fmt: skip


def _limits() -> str:
    """Said beforehand"""
    by_browser = f"{config.get_option('server.maxUploadSize')} MB a file and {MAX_TOTAL_BYTES / 1e9:g} GB at once"
    otherwise = f"a zip of {MAX_ZIP_BYTES / 1e9:g} GB, {MAX_UNPACKED_BYTES / 1e9:g} GB unpacked"
    return (
        f"{FEWEST} to {MAX_PICTURES:,} pictures, {MAX_PIXELS / 1e6:.0f} megapixels and {MAX_FILE_BYTES / 1e6:.0f} MB each. By the browser "
        f"{by_browser}; with `python -m vizvae data add` {otherwise}. They become images of {SMALLEST} to {LARGEST} pixels a side, "
        "and stay on the machine that serves this page, where others who use it see them, too."
    )
