"""Where things are on this machine."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Literal, get_args

PACKAGE = Path(__file__).resolve().parent
INSTALLED = (PACKAGE / "shipped").is_dir()
"""Whether this is the package of a wheel, which holds in `shipped` what stands beside the package in the repository."""
PROJECT = PACKAGE / "shipped" if INSTALLED else PACKAGE.parent
"""The folder with app.py, pages/ and assets/"""
APP = PROJECT / "app.py"
PAGES = PROJECT / "pages"
ROUTER = PACKAGE / "ui" / "shell" / "router.py"
ASSETS = PROJECT / "assets"
SHIPPED_MODELS = ASSETS / "models"
SAMPLES = ASSETS / "data"
SHIPPED_COMPARED = ASSETS / "rivals"
SHIPPED_LABEL_CURVES = ASSETS / "labels"
SHIPPED_READERS = ASSETS / "readers"
SHIPPED_PROJECTIONS = ASSETS / "projections"
SHIPPED_LATENT_NAMES = ASSETS / "latent_names"


def runs_dir() -> Path:
    """Models trained on this machine: `$VIZVAE_RUNS`, else `runs/` in the repository, or of an installed package in the user's
    data directory: the same from whatever folder a command is given."""
    return Path(os.environ.get("VIZVAE_RUNS") or (_user_data_dir() if INSTALLED else PROJECT) / "runs")


_of_this_process: list[Path] = []


def process_dir() -> Path:
    """Models that this process alone has, as a notebook's own: removed when it ends."""
    if not _of_this_process:
        _of_this_process.append(Path(tempfile.mkdtemp(prefix="vizvae-models-")))
        atexit.register(shutil.rmtree, _of_this_process[0], ignore_errors=True)
    return _of_this_process[0]


def of_this_process() -> tuple[Path, ...]:
    """`process_dir`, where anything has asked for it."""
    return tuple(_of_this_process)


def _user_data_dir() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "vizvae"


Beside = Literal["graphs", "uploads", "rivals", "latent-names", "data", "sweeps"]
"""`rivals`, as `assets/rivals` and `vizvae rival`, is what the models of the comparison were called first: on disk they still are."""
BESIDE_RUNS: tuple[Beside, ...] = get_args(Beside)


def beside_runs(what: Beside) -> Path:
    """A folder beside the runs that is none: of graph models, uploaded graphs, contenders of the comparison, names of latents, data sets,
    sweeps.

    No run may have such a name, so there is no other way to one of them.
    """
    return runs_dir() / what


def own_data_dir() -> Path:
    """Data sets of one's own: `own` in `$VIZVAE_DATA` if that is set, else beside the runs."""
    named = os.environ.get("VIZVAE_DATA")
    return Path(named) / "own" if named else beside_runs("data")


def download_dir() -> Path:
    """Where downloaded data sets are kept: `vizvae` in the user's cache directory."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vizvae"


def projections_dir() -> Path:
    """Where projections computed on this machine are kept."""
    return download_dir() / "projections"


def measurements_dir() -> Path:
    """Where disentanglement metrics measured for the dashboard are kept."""
    return download_dir() / "disentanglement"


def data_roots() -> list[Path]:
    """Folders searched for full data sets: `$VIZVAE_DATA` if set, then `download_dir()`."""
    named = os.environ.get("VIZVAE_DATA")
    return [*([Path(named)] if named else []), download_dir()]
