"""The forms in which strangers' networks take and give pixels and widths, as operators put before and behind them."""

from __future__ import annotations

from vizvae.adoption.calls import Layout
from vizvae.adoption.onnx_graph import Nodes
from vizvae.adoption.ranges import ValueRange
from vizvae.models.base import ImageShape

TINY = 1e-12


def in_layout(nodes: Nodes, pixels: str, layout: Layout, shape: ImageShape) -> str:
    """`to_layout` as operators."""
    if layout == "flat":
        return nodes.add("Flatten", pixels, axis=1)
    if layout == "channels last":
        return nodes.add("Transpose", pixels, perm=[0, 2, 3, 1])
    return nodes.shaped(pixels, [-1, *shape[1:]]) if layout == "without channel" else pixels


def channels_first(nodes: Nodes, pixels: str, layout: Layout, shape: ImageShape) -> str:
    """`from_layout` as operators."""
    if layout == "channels last":
        return nodes.add("Transpose", pixels, perm=[0, 3, 1, 2])
    return pixels if layout == "channels first" else nodes.shaped(pixels, [-1, *shape])


def from_unit(nodes: Nodes, pixels: str, takes: ValueRange) -> str:
    """`from_unit` as operators."""
    if takes == "-1…1":
        return nodes.scaled(pixels, 2, -1)
    return nodes.scaled(pixels, 255) if takes == "0…255" else pixels


def to_unit(nodes: Nodes, pixels: str, gives: ValueRange) -> str:
    """`to_unit` as operators."""
    if gives == "logits":
        return nodes.add("Sigmoid", pixels)
    if gives != "0…1":
        pixels = nodes.scaled(pixels, 0.5, 0.5) if gives == "-1…1" else nodes.scaled(pixels, 1 / 255)
    return nodes.add("Max", nodes.add("Min", pixels, nodes.constant(1)), nodes.constant(0))


def to_logvar(nodes: Nodes, spread: str, kind: str) -> str:
    """`TO_LOGVAR` as operators."""
    if kind in ("std", "var"):
        spread = nodes.add("Log", nodes.add("Max", spread, nodes.constant(TINY)))
    return nodes.scaled(spread, 2) if kind in ("std", "logstd") else spread
