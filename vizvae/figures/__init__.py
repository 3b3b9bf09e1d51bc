"""Figures: arrays or results in, a plotly Figure out, so that what a page shows and what a paper prints is the same. No Streamlit here.

    import vizvae
    vizvae.figures.plot_training("my-run").show()

Plotly, PyTorch and the rest are imported where a figure is made: plotly alone takes half a second, which every command would take to start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vizvae.figures.comparison import plot_comparison
    from vizvae.figures.constructed import plot_constructed
    from vizvae.figures.embedding import plot_embedding
    from vizvae.figures.evidence import plot_evidence
    from vizvae.figures.graph import plot_graph
    from vizvae.figures.images import plot_interpolation, plot_reconstructions, plot_traversals
    from vizvae.figures.labels import plot_label_efficiency
    from vizvae.figures.links import plot_calibration, plot_roc_pr
    from vizvae.figures.manifold import plot_manifold
    from vizvae.figures.metrics import plot_metric_matrix, plot_metrics
    from vizvae.figures.nodes import plot_degree, plot_uncertainty_degree
    from vizvae.figures.posterior import plot_posterior
    from vizvae.figures.rate_distortion import plot_rate_distortion
    from vizvae.figures.ridges import plot_kl_ridges
    from vizvae.figures.style import set_theme, template, themed
    from vizvae.figures.training import plot_training

__all__ = [
    "plot_calibration",
    "plot_comparison",
    "plot_constructed",
    "plot_degree",
    "plot_embedding",
    "plot_evidence",
    "plot_graph",
    "plot_interpolation",
    "plot_kl_ridges",
    "plot_label_efficiency",
    "plot_manifold",
    "plot_metric_matrix",
    "plot_metrics",
    "plot_posterior",
    "plot_rate_distortion",
    "plot_reconstructions",
    "plot_roc_pr",
    "plot_training",
    "plot_traversals",
    "plot_uncertainty_degree",
    "set_theme",
    "template",
    "themed",
]

MODULES = {
    "plot_calibration": "links",
    "plot_comparison": "comparison",
    "plot_constructed": "constructed",
    "plot_degree": "nodes",
    "plot_embedding": "embedding",
    "plot_evidence": "evidence",
    "plot_graph": "graph",
    "plot_interpolation": "images",
    "plot_kl_ridges": "ridges",
    "plot_label_efficiency": "labels",
    "plot_manifold": "manifold",
    "plot_metric_matrix": "metrics",
    "plot_metrics": "metrics",
    "plot_posterior": "posterior",
    "plot_rate_distortion": "rate_distortion",
    "plot_reconstructions": "images",
    "plot_roc_pr": "links",
    "plot_training": "training",
    "plot_traversals": "images",
    "plot_uncertainty_degree": "nodes",
    "set_theme": "style",
    "template": "style",
    "themed": "style",
}
"""Which module of this package each comes from, when it is asked for"""


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
