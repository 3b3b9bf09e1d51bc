"""The graph page's section about how far to trust a model: curves of edges that it was not shown, whether its chances are right, and
whether what it draws is connected like the graph. The figures are those of `vizvae.figures`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from vizvae.cards.source import source_of
from vizvae.figures import plot_calibration, plot_degree, plot_roc_pr
from vizvae.single_flight import single_flight
from vizvae.tables import Sheet
from vizvae.ui.graph.awaited import awaited
from vizvae.ui.graph.links_answer import read_links
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.trust_answer import read_trust
from vizvae.ui.shell.charts import CHART, ready
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.glossary import explained_caption
from vizvae.ui.shell.take_along import take_along
from vizvae.words import counted, decimal

if TYPE_CHECKING:
    import plotly.graph_objects as go

BOX, WHICH = "trust_box", "trust_which"
CURVES, CHANCES, DEGREES = "Hidden edges", "Are the chances right?", "How many neighbours?"
SAVED = "Point at a line for its numbers; the camera that appears above the chart saves it."
SAYS = {
    CURVES: (
        "Some edges of the graph were hidden in training, the test edges. Here the model scores them, and as many pairs "
        "that are no edges, and every point of a line is a bar that a score must reach. **Left**, the ROC curve: upwards, "
        "the share of the hidden edges that reach the bar; across, the share of the other pairs that reach it, too. The "
        "nearer to the upper left corner, the better, and the area below (AUC) is how often a hidden edge scores higher "
        "than another pair. **Right**: across, the share of the hidden edges that reach the bar (recall); upwards, how "
        "many of all that reach it are edges (precision), whose average is AP. Dotted: guessing."
    ),
    CHANCES: (
        "Among *all* pairs of a graph an edge is rare, so that a high score is not yet a high chance. A point stands for "
        "all pairs of about the same score. Across, the chance that was worked out for them from the validation edges; "
        "upwards, the share of them that turned out to be test edges, which nothing had looked at, with its 95 % "
        "interval. On the dotted line a promise is kept; below it, too much was promised. A triangle: none of these pairs "
        "is an edge, and the share is at most about so high. Both axes are logarithmic: each line of the grid is ten "
        "times the one before."
    ),
    DEGREES: (
        "Does what the model draws look like the graph? As many pairs as the graph has edges are taken, the likeliest, "
        "edges that it was trained with among them. Across, a number of neighbours; upwards, the share of the nodes that "
        "have at least so many; both logarithmic. Where the broken line begins lower and ends further to the right, the "
        "model gives its edges to a few nodes and leaves others alone."
    ),
}
"""Of each chart, what its axes are"""


@st.fragment
def trust(opened: OpenedGraph) -> None:
    """Folded away until asked for: comparing all pairs takes seconds, in a process of its own, once for all visitors."""
    box = st.expander("Measured on hidden edges: ranking, probabilities, degrees", key=BOX, on_change="rerun")
    if not box.open:
        return
    with box, error_boundary():
        which = st.segmented_control(
            "Show", [CURVES, CHANCES, DEGREES], default=CURVES, key=WHICH, label_visibility="collapsed", required=True
        )
        content = awaited("links" if which == CHANCES else "trust", opened)
        if content is None:
            return
        figure = _figure(which, content)
        if figure is None:
            st.info("No edges of this model's graph were hidden in training, so there are none to ask it about.")
            return
        st.plotly_chart(figure, key=f"trust_{which}", config=CHART, alt=f"{which} {opened.name}")
        st.markdown(SAYS[which])
        explained_caption(SAVED, of=SAYS[which])
        take_along("trust_along", lambda: trust_sheets(which, content, opened), of="What is drawn above, as numbers")


def trust_sheets(which: str, content: bytes, opened: OpenedGraph) -> list[Sheet]:
    """The numbers of a figure."""
    name, cite = opened.name, source_of(opened.checkpoint).cite
    on = opened.trained.split.description.rstrip(".")
    if which == CHANCES:
        found = read_links(content).calibration
        keys = {
            "threshold": found.thresholds,
            "chance": found.chances,
            "num_pairs": found.num_pairs,
            "test_edges": found.test_edges,
        }
        said = f"Chance of a link by logit, and test edges found among as many pairs; {found.sentence.rstrip('.')}; {on}"
        return [Sheet(file=f"{name}-calibration", title="Are the chances right?", rows=_rows(keys), cite=cite(said))]
    trust = read_trust(content)
    if which == DEGREES:
        sheets = []
        for curve, what in zip(trust.degrees, ("real", "predicted"), strict=True):
            rows = _rows({"neighbours": curve.degrees, "share_of_nodes_with_at_least": curve.shares})
            said = (
                f"Neighbours by {counted(curve.num_edges, f'{what} edge')}: share of the nodes that have at least so many; {on}"
            )
            sheets.append(Sheet(file=f"{name}-degrees-{what}", title=f"Neighbours, {what} edges", rows=rows, cite=cite(said)))
        return sheets
    if trust.links is None:
        return []
    curves = trust.links
    over = (
        f"over {counted(curves.num_edges, f'{curves.part} edge')} and {counted(curves.num_non_edges, 'non-edge')} of one split, without an "
        f"interval; {on}"
    )
    roc = _rows({"false_positive_rate": curves.false_positive_rate, "true_positive_rate": curves.true_positive_rate})
    pr = _rows({"recall": curves.recall, "precision": curves.precision})
    auc, ap = (f"{decimal(100 * share, 2)} %, {over}" for share in (curves.auc, curves.ap))
    return [
        Sheet(file=f"{name}-roc", title="ROC", rows=roc, cite=cite(f"ROC curve, AUC {auc}")),
        Sheet(file=f"{name}-precision-recall", title="Precision", rows=pr, cite=cite(f"Precision and recall, AP {ap}")),
    ]


def _rows(columns: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


@single_flight(maxsize=64)
def _figure(which: str, content: bytes) -> go.Figure | None:
    """Drawn once, however many look at it; None where nothing was held out"""
    if which == CHANCES:
        return ready(plot_calibration(read_links(content).calibration))
    found = read_trust(content)
    if which == DEGREES:
        return ready(plot_degree(found.degrees))
    return ready(plot_roc_pr(found.links)) if found.links else None
