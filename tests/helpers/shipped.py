"""The models that ship, for tests that ask the same of each."""

import json
from typing import Any

from tests.helpers.examples import first_of_each
from vizvae.checkpoint import CARD, CONFIG
from vizvae.paths import SHIPPED_MODELS

NAMES = sorted(path.parent.name for path in SHIPPED_MODELS.glob(f"*/{CARD}"))


def network(name: str) -> Any:
    """What two models have in common that differ in their weights and sizes alone."""
    values = json.loads((SHIPPED_MODELS / name / CONFIG).read_text(encoding="utf-8"))
    settings = values["model_config"]
    return values["model"], settings.get("likelihood"), tuple(settings["image_shape"])


SHIPPED = first_of_each(NAMES, network)
"""Names for `parametrize`: every day one of each kind of network"""
