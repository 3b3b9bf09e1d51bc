"""VizVAE: variational auto-encoders one can see. The package works without the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vizvae.adoption.adopting import adopt

__all__ = ["__version__", "adopt"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`vizvae.adopt` without importing PyTorch for everybody who asks for the version."""
    if name == "adopt":
        from vizvae.adoption.adopting import adopt

        return adopt
    raise AttributeError(f"module 'vizvae' has no attribute {name!r}")
