"""How well a code keeps known factors apart: definitions of disentanglement_lib (Locatello et al. 2019), each with what it rests on."""

from vizvae.metrics.disentanglement.measure import METRICS, measure_grid
from vizvae.metrics.disentanglement.own_codes import MeasuredCodes, measure
from vizvae.metrics.disentanglement.points import FactorCodes, Represent, encoder_of, sample_points
from vizvae.metrics.disentanglement.result import MetricResult, NothingToMeasure

__all__ = [
    "METRICS",
    "FactorCodes",
    "MeasuredCodes",
    "MetricResult",
    "NothingToMeasure",
    "Represent",
    "encoder_of",
    "measure",
    "measure_grid",
    "sample_points",
]
