"""The measured curves of the step of few labels, to take along."""

from __future__ import annotations

from vizvae.cards.source import source_of
from vizvae.comparison.contenders import checkpoint_of
from vizvae.figures.labels import label_curves
from vizvae.ui.learn.labels import CONTROLS
from vizvae.ui.learn.session import ADDRESS
from vizvae.ui.learn.sheet import labels_sheet
from vizvae.ui.shell.take_along import take_along


def learn_along() -> None:
    """Of the model that the step shows; nothing in the other steps, whose figures are worked out in front of the reader."""
    if ADDRESS.view.get("step") != "labels":
        return
    name = str(ADDRESS.view.get("model", CONTROLS["model"].start))
    cite = source_of(checkpoint_of(name)).cite
    take_along("learn_along", lambda: [labels_sheet(name, label_curves(name), cite)], of="The curves of accuracy with few labels")
