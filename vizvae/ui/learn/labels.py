"""What latents are worth with few labels, for the Learn page: the measured curves."""

from __future__ import annotations

import json
from typing import Any

from vizvae.comparison.contenders import checkpoint_of
from vizvae.paths import SHIPPED_LABEL_CURVES
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.contract import read
from vizvae.ui.learn.address import STEPS
from vizvae.ui.learn.contract import LabelCurve, LabelsFacts

CONTROLS: dict[str, Any] = {**STEPS["labels"]}
MODELS = CONTROLS["model"].options


def labels_facts(name: str) -> LabelsFacts:
    """Of one model. Raises CheckpointError if it is not there."""
    figures = json.loads((SHIPPED_LABEL_CURVES / f"{name}.json").read_text("utf-8"))
    return LabelsFacts(
        url=f"{PREFIX}/labels/{name}/{checkpoint_of(name).digest}",
        protocol=figures["protocol"],
        num_draws=figures["num_draws"],
        curves=[read(LabelCurve, {key: curve[key] for key in LabelCurve.__struct_fields__}) for curve in figures["curves"]],
    )
