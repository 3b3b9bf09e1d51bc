"""ONNX exports without the exporter's table of all operators made anew: more than half of the time of a small network's."""

import functools
from typing import Any

import torch


def keep_operator_table() -> None:
    """From the first export on, in this process: what makes the table is not imported before it is needed."""
    export = torch.onnx.export

    @functools.wraps(export)
    def first(*args: Any, **kwargs: Any) -> Any:
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        ONNXRegistry.from_torchlib = staticmethod(functools.cache(ONNXRegistry.from_torchlib))
        torch.onnx.export = export
        return export(*args, **kwargs)

    torch.onnx.export = first
