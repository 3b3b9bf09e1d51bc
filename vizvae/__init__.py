"""VizVAE: variational auto-encoders one can see. The package works without the dashboard."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vizvae import figures
    from vizvae.adoption.adopting import adopt

__all__ = ["__version__", "adopt", "figures"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`vizvae.adopt` and `vizvae.figures` without importing PyTorch for everybody who asks for the version."""
    if name == "adopt":
        from vizvae.adoption.adopting import adopt

        return adopt
    if name == "figures":
        return import_module("vizvae.figures")
    raise AttributeError(f"module 'vizvae' has no attribute {name!r}")
