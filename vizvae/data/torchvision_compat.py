"""Import torchvision also where its compiled operators do not fit the installed torch.

A torchvision built for CUDA beside a CPU build of torch fails on import with "operator torchvision::nms does not exist", although the
data sets need no operator. Declaring the schemas first lets the import pass; where the operators do load, nothing is done.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import torch

_library: torch.library.Library | None = None
"""Kept referenced: the schemas vanish with the object."""


def import_torchvision() -> ModuleType:
    """`torchvision.datasets`, ready to use.

    Raises ImportError with what to install if torchvision is missing.
    """
    if "torchvision" not in sys.modules and not _native_operators_load():
        _declare_operators()
    try:
        import torchvision.datasets
    except ModuleNotFoundError as error:
        raise ImportError("torchvision is needed to read or download the full data sets: pip install torchvision") from error
    return torchvision.datasets


def _native_operators_load() -> bool:
    """Whether torchvision's compiled operators are there, or there is no torchvision to load them from."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return True
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        library = Path(spec.origin).parent / f"_C{suffix}"
        if library.exists():
            try:
                torch.ops.load_library(str(library))
            except OSError:
                return False
            break
    return hasattr(torch.ops.torchvision, "nms")


def _declare_operators() -> None:
    global _library
    if _library is None:
        _library = torch.library.Library("torchvision", "DEF")
        _library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
