"""The pages in a notebook: `explore` is the latent sliders, `walk` the map of the latent space, `graph_view` a graph model's linked views.

The same front end as the dashboard's, which decodes in the browser; Python reads and sets where it stands. Needs anywidget, which comes
with the extra: `pip install "vizvae[notebook]"`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

    from vizvae.checkpoint import Checkpoint
    from vizvae.graph.checkpoint import GraphCheckpoint
    from vizvae.notebook.explorer import Manifold, Sliders
    from vizvae.notebook.graph import GraphView

    Given = str | Path | Checkpoint | nn.Module


def explore(model: Given, images: Any = None) -> Sliders:
    """The latent sliders of a model, to be the last line of a cell.

    `model`: the name of a model of `vizvae.list_models()`, or of a run, which is followed while it trains; what `vizvae.load_model` or
    `vizvae.adopt` has returned; or a PyTorch module of your own, which is exported to ONNX as it is now.
    `images`: what your own module is shown with, as `vizvae.adopt` takes them: an array, a data set, or the name of an image set such as
    "mnist". A model of the catalogue, and a run, bring theirs.

    Of the view, `z`, `names`, `selection` and `model` can be read, set and observed, `image` read and observed: dragging changes them, and
    setting them moves the page. Raises ValueError for what cannot be shown, ImportError where anywidget is missing.
    """
    _check_anywidget()
    from vizvae.notebook.explorer import Sliders

    return Sliders(model, images)


def walk(model: Given, images: Any = None) -> Manifold:
    """The map of a model's latent space under the pointer; arguments, traits and errors as those of `explore`. `selection` are the images
    in the lasso. Raises ValueError for a model of one latent, too."""
    _check_anywidget()
    from vizvae.notebook.explorer import Manifold

    return Manifold(model, images)


def graph_view(model: str | GraphCheckpoint) -> GraphView:
    """A graph model's embedding and the edges it finds, invents and misses, side by side.

    `model`: the name of a graph model, as `python -m vizvae graph models` lists them. `selection` (the chosen node, or two) can be read,
    set and observed; `z` (the means of all nodes), `names` and `model` can be read. Raises ValueError for what cannot be shown,
    ImportError where anywidget is missing.
    """
    _check_anywidget()
    from vizvae.notebook.graph import GraphView

    return GraphView(model)


def _check_anywidget() -> None:
    if find_spec("anywidget") is None:
        raise ImportError('A notebook shows this with anywidget, which is not installed here: pip install "vizvae[notebook]"')
