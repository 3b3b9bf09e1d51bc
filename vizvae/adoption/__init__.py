"""Other people's models: how one is called is found out by trying, and it becomes a bundle that every page opens.

`adopting` is where one begins. `calls` finds how its encoder and decoder are called, `posterior` reads what an encoder gives back, `ranges`
finds between which values its pixels lie, `probe` puts the three together, `bundling` writes what was found as ONNX beside a sample of the
images, and `own_file` loads a class from a person's own Python file, with its weights. Of a model that is in ONNX files already,
`onnx_checks` says whether they may be opened, `onnx_model` is what is probed, and `onnx_writing` puts what goes in and comes out before and
behind them, in the operators of `onnx_forms`; `alone` is for a decoder without an encoder or without images. `apart` does all that for a
visitor, in a process with limits.
"""

from vizvae.adoption.findings import Finding, Question

__all__ = ["Finding", "Question"]
