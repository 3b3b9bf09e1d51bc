"""The weights that belong to a person's own model, read as tensors alone, in whatever a training script has put around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from vizvae.adoption.findings import Findings
from vizvae.checkpoint.folder import mismatches

HOLDERS = ("state_dict", "model_state_dict", "model", "checkpoint", "weights", "net", "network", "vae", "ema", "params")
"""Keys under which a checkpoint keeps the weights beside other things"""
HOW_TO_SAVE = 'save the weights alone, with torch.save(model.state_dict(), "weights.pt")'


def load_weights(model: nn.Module, path: Path, findings: Findings) -> None:
    """Into `model`, strictly. What a wrapper has put in front of every name is taken off, and said.

    Raises ValueError for a file that holds no weights, those of two models or of another, with both sides of what differs.
    """
    expected = model.state_dict()
    weights = _read_weights(path, set(expected), findings)
    prefix = _prefix(path, set(weights), set(expected))
    if prefix:
        weights = {key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)}
        findings.add("weights", path.name, f"{prefix!r} is taken off every name")
    else:
        findings.add("weights", path.name, f"{len(weights)} tensors")
    missing_counts = {key for key in set(expected) - set(weights) if key.endswith("num_batches_tracked")}
    weights |= {key: expected[key] for key in missing_counts}  # of PyTorch before 0.4.1; nothing depends on it here
    known = {key: weights.get(key, torch.zeros(0)) if is_lazy(value) else value for key, value in expected.items()}
    if differing := mismatches(known, weights):
        raise ValueError(f"{path} does not fit the model: {differing}. Was it built with other arguments? Say them with --args")
    if broken := sorted(key for key, value in weights.items() if not value.isfinite().all()):
        raise ValueError(f"{path} holds numbers that are not finite, in {broken[:8]}")
    model.load_state_dict(weights)


def _read_weights(path: Path, expected: set[str], findings: Findings) -> dict[str, Tensor]:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        held = torch.load(path, map_location="cpu", weights_only=True)  # noqa: TID251 (tensors alone, on a person's own command line)
    except SafetensorError as error:
        raise ValueError(f"{path} is no safetensors file ({error})") from error
    except Exception as error:  # PyTorch raises one of the module of pickles, which nothing here imports, and half a dozen others
        if type(error).__name__ == "UnpicklingError":
            raise ValueError(
                f"{path} holds more than tensors, perhaps a whole pickled model, and is not opened, since that could run anything: "
                + HOW_TO_SAVE
            ) from None
        why = str(error)[:200].strip() or "it is empty or cut off"
        raise ValueError(f"{path} cannot be read ({type(error).__name__}: {why}): {HOW_TO_SAVE}") from error
    return _state_dict(held, path, expected, findings)


def _state_dict(held: Any, path: Path, expected: set[str], findings: Findings) -> dict[str, Tensor]:
    """What is kept under a key of its own, of one part of the model each, or beside other things than tensors."""
    while isinstance(held, Mapping) and not expected & {str(key) for key in held}:
        holder = next((one for one in HOLDERS if isinstance(held.get(one), Mapping)), None)
        if holder is None or any(name.startswith(f"{holder}.") for name in expected & _joined(held).keys()):
            break
        others = sorted(map(str, set(held) - {holder}))[:6]
        findings.add("weights", path.name, f"those under {holder!r}; the others there are {others}")
        held = held[holder]
    if not isinstance(held, Mapping):
        raise ValueError(f"{path} holds no state dict: {HOW_TO_SAVE}")
    found = {str(key): value for key, value in held.items() if isinstance(value, Tensor)}
    beside = sorted(str(key) for key, value in held.items() if not isinstance(value, Tensor))
    if not found:
        found = {key: value for key, value in _joined(held).items() if key in expected}
        beside = [key for key in beside if not any(name.startswith(f"{key}.") for name in found)]
    if not found:
        raise ValueError(f"{path} holds no state dict: {HOW_TO_SAVE}")
    if beside:
        findings.add("weights", path.name, f"what are no tensors of the model is left out: {beside[:6]}")
    return found


def _joined(held: Mapping[Any, Any]) -> dict[str, Tensor]:
    """Of state dicts side by side, one for each part of a model, with the parts' names in front."""
    return {
        f"{part}.{key}": value
        for part, inside in held.items()
        if isinstance(inside, Mapping)
        for key, value in inside.items()
        if isinstance(value, Tensor)
    }


def _prefix(path: Path, found: set[str], expected: set[str]) -> str:
    """What stands in front of the names in the file and not in the model's; "" where nothing does.

    A wrapper adds one part to every name: DataParallel `module.`, torch.compile `_orig_mod.`, Lightning whatever the attribute is called.

    Raises ValueError where two fit alike, as those of a model and of its moving average.
    """
    fitting: Counter[str] = Counter()
    for name in found:
        parts = name.split(".")
        for count in range(1, len(parts)):
            if ".".join(parts[count:]) in expected:
                fitting[".".join(parts[:count]) + "."] += 1
    most = max(fitting.values(), default=0)
    if most <= len(found & expected):
        return ""
    best = sorted(prefix for prefix, count in fitting.items() if count == most)
    if len(best) > 1:
        raise ValueError(
            f"{path} holds the weights of several models, under {' and '.join(best[:4])}: save those that are meant alone, as "
            f"{{key.removeprefix({best[0]!r}): value for key, value in weights.items() if key.startswith({best[0]!r})}}"
        )
    return best[0]
