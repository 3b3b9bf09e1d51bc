"""What latents are worth with few labels, for the Learn page: the measured curves."""

from __future__ import annotations

from typing import Any

from vizvae.comparison.contenders import checkpoint_of
from vizvae.figures.labels import label_curves, label_lines
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.learn.address import STEPS
from vizvae.ui.learn.contract import LabelCurve, LabelsFacts

CONTROLS: dict[str, Any] = {**STEPS["labels"]}
MODELS = CONTROLS["model"].options


def labels_facts(name: str) -> LabelsFacts:
    """Of one model. Raises CheckpointError if it is not there."""
    figures = label_curves(name)
    return LabelsFacts(
        url=f"{PREFIX}/labels/{name}/{checkpoint_of(name).digest}",
        protocol=figures["protocol"],
        num_draws=figures["num_draws"],
        curves=[
            LabelCurve(
                name=line.name,
                colour=line.colour,
                dashed=line.dash != "solid",
                num_labels=line.num_labels,
                accuracy=line.accuracy,
                sd=line.sd,
                low=line.low,
                high=line.high,
            )
            for line in label_lines(figures)
        ],
    )
