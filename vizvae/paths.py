"""Where things are on this machine."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
APP = PROJECT / "app.py"
PAGES = PROJECT / "pages"
ASSETS = PROJECT / "assets"
SHIPPED_MODELS = ASSETS / "models"
SAMPLES = ASSETS / "data"
SHIPPED_RIVALS = ASSETS / "rivals"
SHIPPED_READERS = ASSETS / "readers"
SHIPPED_PROJECTIONS = ASSETS / "projections"


def runs_dir() -> Path:
    """Models trained on this machine: `$VIZVAE_RUNS`, or `runs/` in the project."""
    return Path(os.environ.get("VIZVAE_RUNS") or PROJECT / "runs")


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
