"""ONNX files, computed without PyTorch."""

from pathlib import Path

import numpy as np
from onnx.reference import ReferenceEvaluator
from torch import Tensor


def run_onnx(path: Path, name: str, value: Tensor) -> dict[str, np.ndarray]:
    """Outputs by name, for `value` as the input `name`."""
    session = ReferenceEvaluator(str(path))
    outputs = session.run(None, {name: value.numpy()})
    return {str(output): np.asarray(found) for output, found in zip(session.output_names, outputs, strict=True)}
