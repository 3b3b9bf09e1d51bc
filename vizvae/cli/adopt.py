"""`vizvae adopt`: somebody's own model, from a Python file with its weights, from ONNX files, or as a bundle in one zip; `vizvae bundle`
writes that."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from vizvae.adoption.devices import other_precision
from vizvae.adoption.findings import Findings
from vizvae.adoption.images import given_images, images_in, is_pictures, read_image_shape
from vizvae.adoption.own_file import load_own_model
from vizvae.adoption.own_weights import load_weights
from vizvae.adoption.posterior_words import WIDTHS
from vizvae.adoption.ranges import VALUE_RANGES
from vizvae.catalogue import find_checkpoint
from vizvae.data.registry import image_specs


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "adopt",
        help="show a model of your own: its Python file with its weights, its ONNX files, or a bundle",
        description="How your model encodes and decodes is found out by trying, and it becomes a bundle that Latent sliders, Manifold "
        "and Models open. A Python file is your own: it is run. Weights are read as tensors alone. Of ONNX files nothing is run but "
        "standard operators; the encoder may be left out, and the images too: then the decoder's own are shown. MINE.zip is a bundle, as "
        "`bundle` writes it.",
    )
    parser.add_argument(
        "model",
        nargs="+",
        metavar="MODEL",
        help="FILE.py:CLASS (a class, a function that returns a model, or a model), DECODER.onnx [ENCODER.onnx], or BUNDLE.zip",
    )
    parser.add_argument(
        "--weights", type=Path, help="a state dict as .safetensors or .pt; without one the model is shown untrained"
    )
    parser.add_argument(
        "--images",
        help='what it was made for: the name of an image set, as "mnist"; a .npy or .npz file of images; or a folder, a zip or a CSV of '
        "paths of pictures, which are brought into form as by `vizvae data add`",
    )
    parser.add_argument("--size", type=int, help="of pictures: pixels a side (default: their own, if all have one; else 64)")
    parser.add_argument("--grey", action="store_true", help="of pictures: one channel, even where there are colours")
    parser.add_argument("--args", nargs="*", default=[], metavar="NAME=VALUE", help="what the class is built with")
    parser.add_argument("--name", help="what it is called here; else as its class or its file is, in small letters")
    parser.add_argument("--value-range", choices=VALUE_RANGES, help="between which its pixels lie, if what is found is wrong")
    parser.add_argument(
        "--image-shape", metavar="CHANNELSxHEIGHTxWIDTH", help="of pixels that lie flat and are no square, as 3x64x48"
    )
    parser.add_argument(
        "--width",
        choices=WIDTHS,
        help="what the encoder gives beside the mean, if what is found is wrong: log σ², log σ, σ or σ²",
    )
    parser.add_argument(
        "--classes", type=int, metavar="NUMBER", help="how many classes a conditional model takes, if they are not found"
    )
    parser.set_defaults(run=_run)

    parser = commands.add_parser(
        "bundle",
        help="write a model from elsewhere as one zip, for somebody else's dashboard",
        description="`adopt` takes the zip, and so does the page Models. It holds the two networks, the images and the card.",
    )
    parser.add_argument("name", help="a model that was adopted")
    parser.add_argument("-o", "--output", type=Path, required=True, help="zip file")
    parser.set_defaults(run=_run_bundle)


def _run_bundle(arguments: argparse.Namespace) -> None:
    from vizvae.adoption.bundle_zip import write_bundle_zip

    write_bundle_zip(find_checkpoint(arguments.name), arguments.output)
    print(arguments.output)


def _run(arguments: argparse.Namespace) -> None:
    from vizvae.adoption.adopting import adopt  # with onnx, which other commands do not need
    from vizvae.adoption.bundle_zip import take_bundle
    from vizvae.adoption.onnx_files import SUFFIX, name_after

    first, *others = arguments.model
    suffix = Path(first).suffix.lower()
    if suffix == ".zip" and not others:
        _not_with(
            "a bundle", arguments, "weights", "images", "size", "grey", "args", "value_range", "image_shape", "width", "classes"
        )
        bundle = take_bundle(Path(first), arguments.name)
        print(f"Added as {bundle.name}: `python -m vizvae dashboard` shows it; the bundle is {bundle}")
        return
    findings = Findings()
    options = {
        "value_range": arguments.value_range,
        "image_shape": None if arguments.image_shape is None else read_image_shape(arguments.image_shape),
        "num_classes": arguments.classes,
        "width": arguments.width,
        "findings": findings,
        "command": shlex.join(["python", "-m", "vizvae", *sys.argv[1:]]) if sys.argv[1:2] == ["adopt"] else None,
    }
    images = _images(arguments.images, arguments.size, arguments.grey)
    if suffix == SUFFIX:
        _not_with("ONNX files", arguments, "weights", "args")
        adopt(arguments.model, images, name=arguments.name or name_after(first), **options)
        return
    if others:
        raise ValueError(
            f"expected FILE.py:CLASS, DECODER.onnx [ENCODER.onnx] or BUNDLE.zip, got {' '.join(arguments.model)[:200]}"
        )
    if images is None:
        raise ValueError(
            'say what it was made for with --images: the name of an image set, as "mnist", or a .npy or .npz file of images'
        )
    model = load_own_model(first, arguments.args)
    if arguments.weights is not None:
        load_weights(model, arguments.weights, findings)
    if (precision := other_precision(model)) is not None:
        model.float()
        findings.add("precision", "single", f"the model is of {precision}")
    class_name = type(model).__name__
    adopt(
        model,
        images,
        name=arguments.name or class_name.lower().strip("_"),
        trained=arguments.weights is not None,
        **options,
    )


def _not_with(what: str, arguments: argparse.Namespace, *options: str) -> None:
    given = [f"--{option.replace('_', '-')}" for option in options if getattr(arguments, option)]
    if given:
        raise ValueError(f"{what} does not go with {', '.join(given)}".replace("files does", "files do"))


def _images(given: str | None, size: int | None, grey: bool) -> object:
    if given is not None and given not in image_specs() and is_pictures(Path(given)):
        return images_in(Path(given), size=size, grey=grey)
    if size is not None or grey:
        raise ValueError(f"--size and --grey are for a folder, a zip or a table of pictures, got {given}")
    return None if given is None else given_images(given)
