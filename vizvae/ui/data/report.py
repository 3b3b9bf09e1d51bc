"""What was found when a set was built, what was done to its pictures, and which files were left out."""

from __future__ import annotations

import streamlit as st

from vizvae.data.own.report import details, summary
from vizvae.data.own.store import OwnSet
from vizvae.ui.shell.text import plain
from vizvae.words import counted

MOST_CLASSES = 200
"""That are listed"""


def show_report(own: OwnSet) -> None:
    st.markdown(
        f"**{plain(summary(own))}**, {own.num_bytes / 1e6:,.1f} MB\n\n" + "\n".join(f"- {plain(line)}" for line in details(own))
    )
    classes, left_out = st.columns(2)
    if own.labels_from != "nothing":
        counts = {"class": list(own.class_names[:MOST_CLASSES]), "images": list(own.class_counts[:MOST_CLASSES])}
        with classes:
            st.caption("1 class" if len(own.class_names) == 1 else f"{len(own.class_names):,} classes")
            bars = st.column_config.ProgressColumn(format="%d", min_value=0, max_value=max(own.class_counts))
            st.dataframe(counts, column_config={"images": bars}, hide_index=True, height=_height(len(counts["class"])))
    if own.num_left_out:
        parts = [line.partition(": ") for line in own.left_out]
        with left_out:
            st.caption(f"{counted(own.num_left_out, 'file')} left out")
            table = {"file": [name for name, _, _ in parts], "why": [why for _, _, why in parts]}
            st.dataframe(table, hide_index=True, height=_height(len(parts)))


def _height(rows: int) -> int:
    return 36 + 35 * min(rows, 7)
