"""VizVAE: variational auto-encoders one can see. The package works without the dashboard."""

__version__ = "0.1.0"
