"""Other people's models: how one is called is found out by trying, and it becomes a bundle that every page opens.

`calls` finds how its encoder and decoder are called, `posterior` reads what an encoder gives back, `ranges` finds between which values its
pixels lie, `probe` puts the three together, `bundle` writes what was found as ONNX beside a sample of the images, and `own_file` loads a
class from a person's own Python file, with its weights.
"""

from vizvae.adoption.adopt import adopt
from vizvae.adoption.findings import Finding, Question

__all__ = ["Finding", "Question", "adopt"]
