"""start/: the model that a run starts from, kept in the run's folder until it is finished.

So a run can begin, be resumed and be finished whatever becomes of that model: it may be renamed, deleted or trained anew.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from vizvae.catalogue import find_image_model
from vizvae.checkpoint import CARD, CONFIG, WEIGHTS, CheckpointError, ImageModelFolder, open_image_model
from vizvae.runs.folder import RUN
from vizvae.training.config import TrainConfig

ORIGIN = "start"
TOLD = (
    "command",
    "training",
    "epochs_changes",
    "changes",
    "stopped_early",
    "steps",
    "training_seconds",
    "weights_sha256",
    "started_from",
)
"""What the card of a finished run says of the model it started from."""


def keep_origin(config: TrainConfig, folder: Path) -> None:
    """Copy the model of `config.start_from` into the folder of a run, unless it is there or the run starts from nothing.

    Raises CheckpointError for a model that is not there.
    """
    if not config.start_from or (folder / ORIGIN).exists():
        return
    source = find_image_model(config.start_from).folder
    with tempfile.TemporaryDirectory(prefix=".start-", dir=folder) as aside:
        whole = Path(aside) / ORIGIN
        whole.mkdir()
        for name in (CONFIG, WEIGHTS, CARD):
            shutil.copyfile(source / name, whole / name)
        os.rename(whole, folder / ORIGIN)


def origin_of(config: TrainConfig, folder: Path) -> ImageModelFolder:
    """What the run in `folder` starts from. Raises CheckpointError where it is neither kept there nor among the models."""
    # Without a run.json the folder is of no run yet: what lies in it may be left of another.
    if (folder / RUN).exists() and (folder / ORIGIN).exists():
        return open_image_model(folder / ORIGIN)
    return find_image_model(config.start_from)


def how_it_came_about(config: TrainConfig, folder: Path) -> dict[str, Any] | None:
    """For the card of the run in `folder`: how the weights were trained that it started from; None if it started from nothing."""
    if not config.start_from:
        return None
    try:
        card = origin_of(config, folder).card
    except CheckpointError as error:  # begun by a version that kept no copy: no reason to lose the training that ends here
        return {**dict.fromkeys(TOLD), "problem": str(error)}
    return {key: card.get(key) for key in TOLD}  # an older card lacks some
