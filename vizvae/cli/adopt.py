"""`vizvae adopt`: somebody's own model, from a Python file with its weights, or from ONNX files."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from vizvae.adoption import adopt
from vizvae.adoption.findings import Findings
from vizvae.adoption.own_file import load_own_model, load_weights


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "adopt",
        help="show a model of your own: its Python file, its weights and some images",
        description="How your model encodes and decodes is found out by trying, and it becomes a bundle that every page opens. "
        "The Python file is your own: it is run. Weights are read as tensors alone.",
    )
    parser.add_argument("model", metavar="FILE.py:CLASS", help="a class, a function that returns a model, or a model")
    parser.add_argument(
        "--weights", type=Path, help="a state dict as .safetensors or .pt; without one the model is shown untrained"
    )
    parser.add_argument(
        "--images",
        required=True,
        help='what it was made for: the name of an image set, as "mnist", or a .npy or .npz file of images',
    )
    parser.add_argument("--args", nargs="*", default=[], metavar="NAME=VALUE", help="what the class is built with")
    parser.add_argument("--name", help="what it is called here; else as its class is, in small letters")
    parser.add_argument(
        "--value-range",
        choices=("0…1", "-1…1", "0…255", "logits"),
        help="between which its pixels lie, if what is found is wrong",
    )
    parser.add_argument(
        "--classes", type=int, metavar="NUMBER", help="how many classes a conditional model takes, if they are not found"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    findings = Findings()
    model = load_own_model(arguments.model, arguments.args)
    if arguments.weights is not None:
        load_weights(model, arguments.weights, findings)
    class_name = type(model).__name__
    adopt(
        model,
        _images(arguments.images),
        value_range=arguments.value_range,
        num_classes=arguments.classes,
        name=arguments.name or class_name.lower().strip("_"),
        trained=arguments.weights is not None,
        findings=findings,
        command=shlex.join(["python", "-m", "vizvae", *sys.argv[1:]]) if sys.argv[1:2] == ["adopt"] else None,
    )


def _images(given: str) -> object:
    path = Path(given)
    if path.suffix in (".npy", ".npz"):
        import numpy as np

        try:
            loaded = np.load(path, allow_pickle=False)
            if path.suffix == ".npy":
                return loaded
            with loaded:
                names = list(loaded)
                images = next((loaded[name] for name in ("images", "x", "imgs", "data", *names) if name in names), None)
                labels = next((loaded[name] for name in ("labels", "y") if name in names), None)
        except (OSError, ValueError) as error:
            raise ValueError(f"{path} cannot be read as images ({error})") from error
        if images is None:
            raise ValueError(f"{path} holds no array")
        return images if labels is None else (images, labels)
    return given
