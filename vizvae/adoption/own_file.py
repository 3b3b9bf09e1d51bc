"""A person's own Python file. Only for a person's own command line: it runs what stands in the file."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from torch import nn

from vizvae.adoption.devices import gpu_wanted

WEIGHTS = (".pt", ".pth", ".ckpt", ".bin", ".safetensors")
BELOW_MAIN = 'put what reads the command line, trains or ends below `if __name__ == "__main__":`'
WORDS = {"true": True, "false": False, "none": None, "null": None}
"""Values of arguments that people write otherwise than Python does"""


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


def _import(path: Path) -> Any:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path}: expected a Python file, ending in .py")
    sys.path.insert(0, str(path.resolve().parent))
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses and pickles look their module up
    words, sys.argv = sys.argv, [str(path)]  # its own argparse shall not read ours
    try:
        spec.loader.exec_module(module)
    except SystemExit as error:
        raise ValueError(f"{path} ends the program when it is imported: {BELOW_MAIN}") from error
    except Exception as error:  # whatever a person's file raises
        cause = f"{path} cannot be imported: {type(error).__name__}: {error}"
        if isinstance(error, ImportError) and "relative import" in str(error):
            package = path.resolve().parent.name
            cause += (
                f". It is a part of the package {package}: put a file beside that folder with `from {package}.{path.stem} import …`, and "
                "name that file"
            )
        raise ValueError(gpu_wanted(str(path), error) or cause) from error
    finally:
        sys.argv = words
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
    except SystemExit as error:
        raise ValueError(f"{where} ends the program when it is built: {BELOW_MAIN}") from error
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
    if value.lower() in WORDS:
        return key, WORDS[value.lower()]
    try:
        return key, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return key, value
