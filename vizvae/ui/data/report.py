"""What was found when a set was built, what was done to its pictures, and which files were left out."""

from __future__ import annotations

import html

import streamlit as st

from vizvae.data.own.report import details, summary
from vizvae.data.own.store import OwnSet
from vizvae.ui.shell.text import plain
from vizvae.words import counted

MOST_CLASSES = 200
"""That are listed"""
STYLE = """<style>
.vizvae-left-out { max-height: 17rem; overflow-y: auto; border: 1px solid rgba(128, 128, 128, 0.25); border-radius: 0.5rem; }
.vizvae-left-out table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
.vizvae-left-out :is(th, td) { padding: 4px 8px; text-align: left; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }
.vizvae-left-out th { width: 40%; }
.vizvae-left-out tr + tr { border-top: 1px solid rgba(128, 128, 128, 0.25); }
</style>"""


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
            st.html(STYLE + _left_out_table([(name, why) for name, _, why in parts]))


def _left_out_table(rows: list[tuple[str, str]]) -> str:
    """Both columns in sight at any width; a table that Streamlit draws would have to be pushed aside on a phone to read why."""
    lines = "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(why)}</td></tr>" for name, why in rows)
    return f'<div class="vizvae-left-out" tabindex="0"><table aria-label="Files left out">{lines}</table></div>'


def _height(rows: int) -> int:
    return 36 + 35 * min(rows, 7)
