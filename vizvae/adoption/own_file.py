"""A person's own Python file, and the weights that belong to it. Only for a person's own command line: it runs what stands in the file."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from vizvae.adoption.devices import gpu_wanted
from vizvae.adoption.findings import Findings
from vizvae.checkpoint.folder import mismatches

HOLDERS = ("state_dict", "model_state_dict", "model", "weights", "net", "network", "vae", "ema", "params")
"""Keys under which a checkpoint keeps the weights beside other things"""
WEIGHTS = (".pt", ".pth", ".ckpt", ".bin", ".safetensors")
HOW_TO_SAVE = 'save the weights alone, with torch.save(model.state_dict(), "weights.pt")'


def load_own_model(where: str, arguments: Sequence[str] = ()) -> nn.Module:
    """The model of `FILE.py:NAME`: a class, a function that returns one, or the model itself. The file can import what is beside it.
    `arguments`: for the class, as `latent_dim=32`; Python literals, else text.

    Raises ValueError saying what is wrong with the file, the name or the arguments.
    """
    path, _, name = where.rpartition(":")
    if not path or not name.isidentifier():
        weights = Path(where).suffix.lower() in WEIGHTS
        what = ", which may hold weights: name the Python file they belong to first, and them with --weights" if weights else ""
        raise ValueError(f"expected FILE.py:NAME, as my_module.py:VAE, got {where!r}{what}")
    module = _import(Path(path))
    found = getattr(module, name, None)
    if found is None:
        known = sorted(key for key, value in vars(module).items() if isinstance(value, type) and issubclass(value, nn.Module))
        raise ValueError(f"{path} has no {name!r}; its models are {known or 'none'}")
    if isinstance(found, nn.Module):
        if arguments:
            raise ValueError(f"{where} is a model already, so it takes no --args")
        return found
    if not callable(found):
        raise ValueError(f"{where}: expected a class, a function or a model, got {type(found).__name__}")
    return _built(found, where, dict(_argument(text) for text in arguments))


def load_weights(model: nn.Module, path: Path, findings: Findings) -> None:
    """Into `model`, strictly. What a wrapper has put in front of every name is taken off, and said.

    Raises ValueError for a file that holds no weights or those of another model, with both sides of what differs.
    """
    weights = _read_weights(path, findings)
    expected = model.state_dict()
    prefix = _prefix(set(weights), set(expected))
    if prefix:
        weights = {key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)}
        findings.add("weights", path.name, f"{prefix!r} is taken off every name")
    else:
        findings.add("weights", path.name, f"{len(weights)} tensors")
    missing_counts = {key for key in set(expected) - set(weights) if key.endswith("num_batches_tracked")}
    weights |= {key: expected[key] for key in missing_counts}  # of PyTorch before 0.4.1; nothing depends on it here
    if differing := mismatches(expected, weights):
        raise ValueError(f"{path} does not fit the model: {differing}. Was it built with other arguments? Say them with --args")
    if broken := sorted(key for key, value in weights.items() if not value.isfinite().all()):
        raise ValueError(f"{path} holds numbers that are not finite, in {broken[:8]}")
    model.load_state_dict(weights)


def _import(path: Path) -> Any:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path}: expected a Python file, ending in .py")
    sys.path.insert(0, str(path.resolve().parent))
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses and pickles look their module up
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a person's file raises
        cause = f"{path} cannot be imported: {type(error).__name__}: {error}"
        raise ValueError(gpu_wanted(str(path), error) or cause) from error
    return module


def _built(make: Callable[..., Any], where: str, arguments: dict[str, Any]) -> nn.Module:
    try:
        inspect.signature(make).bind(**arguments)
    except TypeError as error:
        called = f"{where.rpartition(':')[2]}{inspect.signature(make)}"
        raise ValueError(f"{where}: {error}. It is called as {called}: say what it needs with --args name=value") from None
    except ValueError:  # has no signature
        pass
    try:
        model = make(**arguments)
    except Exception as error:  # as above
        cause = f"{where} cannot be built: {type(error).__name__}: {error}"
        raise ValueError(gpu_wanted(where, error) or cause) from error
    if not isinstance(model, nn.Module):
        raise ValueError(f"{where}: expected a torch.nn.Module, got {type(model).__name__}")
    return model


def _argument(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals or not key.isidentifier():
        raise ValueError(f"--args: expected name=value, as latent_dim=32, got {text!r}")
    try:
        return key, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return key, value


def _read_weights(path: Path, findings: Findings) -> dict[str, Tensor]:
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
    for holder in HOLDERS:
        if isinstance(held, Mapping) and holder in held and isinstance(held[holder], Mapping):
            findings.add(
                "weights", path.name, f"those under {holder!r}; the others there are {sorted(map(str, set(held) - {holder}))[:6]}"
            )
            held = held[holder]
            break
    if not isinstance(held, Mapping) or not held or not all(isinstance(value, Tensor) for value in held.values()):
        raise ValueError(f"{path} holds no state dict: {HOW_TO_SAVE}")
    return {str(key): value for key, value in held.items()}


def _prefix(found: set[str], expected: set[str]) -> str:
    """What stands in front of the names in the file and not in the model's; "" where nothing does.

    A wrapper adds one part to every name: DataParallel `module.`, torch.compile `_orig_mod.`, Lightning whatever the attribute is called.
    """
    best, most = "", len(found & expected)
    for key in found:
        parts = key.split(".")
        for count in range(1, len(parts)):
            prefix = ".".join(parts[:count]) + "."
            fitting = sum(1 for name in found if name.startswith(prefix) and name.removeprefix(prefix) in expected)
            if fitting > most:
                best, most = prefix, fitting
    return best
