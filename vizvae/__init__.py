"""VizVAE: variational auto-encoders one can see. The package works without the dashboard.

import vizvae
model = vizvae.load_model("mnist-conv")
image = vizvae.decode(model, [[0.0] * model.latent_dim])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vizvae import figures
    from vizvae.adoption.adopting import adopt
    from vizvae.api import Traversal, decode, encode, evaluate, list_models, load_model, train, traverse
    from vizvae.notebook import explore, graph_view, walk

__all__ = [
    "Traversal",
    "__version__",
    "adopt",
    "decode",
    "encode",
    "evaluate",
    "explore",
    "figures",
    "graph_view",
    "list_models",
    "load_model",
    "train",
    "traverse",
    "walk",
]
__version__ = "0.1.0"

MODULES = {
    "adopt": "vizvae.adoption.adopting",
    "explore": "vizvae.notebook",
    "figures": "vizvae.figures",
    "graph_view": "vizvae.notebook",
    "walk": "vizvae.notebook",
}
"""Where those come from that are not from `vizvae.api`: PyTorch is not imported for everybody who asks for the version."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'vizvae' has no attribute {name!r}: it has {', '.join(sorted(__all__))}")
    module = import_module(MODULES.get(name, "vizvae.api"))
    return module if module.__name__ == f"vizvae.{name}" else getattr(module, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
