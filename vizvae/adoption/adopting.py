"""`vizvae.adopt`: a stranger's model becomes a bundle that every page opens."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vizvae.adoption.alone import draw_images
from vizvae.adoption.bundling import COMPARED, Shown, encoded, write_bundle
from vizvae.adoption.classes import check_labels
from vizvae.adoption.devices import other_precision
from vizvae.adoption.findings import Findings
from vizvae.adoption.images import GivenImages, as_images
from vizvae.adoption.networks import AdoptedEncoder, Directions, code_directions
from vizvae.adoption.onnx_files import SUFFIX, open_files
from vizvae.adoption.onnx_model import OnnxModel
from vizvae.adoption.posterior_words import Spread
from vizvae.adoption.probe import Probed, Told, probe
from vizvae.atomic_write import folder_aside
from vizvae.models.base import ImageShape
from vizvae.paths import runs_dir
from vizvae.runs.names import free_name

MOST_LATENTS, MOST_DIRECTIONS = 2_048, 64
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")


def adopt(
    model: nn.Module | str | Path | Sequence[str | Path],
    images: Any = None,
    *,
    encode: Callable[..., Any] | None = None,
    decode: Callable[..., Any] | None = None,
    image_shape: ImageShape | None = None,
    value_range: str | tuple[float, float] | None = None,
    num_classes: int | None = None,
    width: Spread | None = None,
    name: str = "adopted",
    title: str | None = None,
    command: str | None = None,
    trained: bool = True,
    findings: Findings | None = None,
    report: Callable[[str], object] = print,
) -> Path:
    """Have the dashboard show a model of your own; returns the folder of its bundle, which needs neither your class nor PyTorch.

    `model`: a PyTorch module, or ONNX files: "decoder.onnx", or ("decoder.onnx", "encoder.onnx").
    `images`: an array or a tensor ((image, height, width), channels first or last, or flat with `image_shape`; bytes, 0…1 or −1…1), a data
    set, a data loader, or the name of an image set such as "mnist". Of more than 5,000 a random choice is kept in the bundle. For ONNX
    files they may be left out: then the model is shown with images that its decoder draws from N(0, I).
    `encode`: images as your model takes them -> mean, or (mean, log σ²), or a distribution; `decode`: codes -> pixels. Where they are left
    out, they are found by trying. `value_range`: (0, 1), (-1, 1), (0, 255) or "logits", between which your pixels lie.
    `num_classes`: of a conditional model. `width`: what the second output of the encoder is: "logvar", "logstd", "std" or "var".
    `name`: of the bundle; one of that name that was adopted before is replaced.
    What was found is given to `report`, after what is in `findings` already. `trained=False`: the title says that the weights are
    untrained.

    Raises ValueError for bad input, and its subclass `Question` where something could not be decided, naming the argument that says it.
    """
    target = _target(name)
    findings = Findings() if findings is None else findings
    told = Told(encode=encode, decode=decode, value_range=value_range, num_classes=num_classes, width=width)
    adopt_into(
        target,
        name,
        model,
        images,
        image_shape=image_shape,
        told=told,
        title=title,
        command=command,
        trained=trained,
        findings=findings,
    )
    report(findings.table())
    report(f"\nAdopted as {name}: `python -m vizvae dashboard` shows it; the bundle is {target}")
    return target


def adopt_into(
    target: Path,
    name: str,
    model: nn.Module | str | Path | Sequence[str | Path],
    images: Any,
    *,
    findings: Findings,
    image_shape: ImageShape | None = None,
    told: Told | None = None,
    title: str | None = None,
    command: str | None = None,
    trained: bool = True,
) -> None:
    """`adopt`, into the folder `target`."""
    given = None if images is None else as_images(images, image_shape)
    if not isinstance(model, nn.Module):
        model = _of_files(model, image_shape if given is None else given.shape, findings)
    if isinstance(model, torch.jit.ScriptModule):
        raise ValueError(
            "model: a TorchScript model cannot be turned into ONNX networks: give the module that was scripted, or export both parts as "
            "ONNX and give the files"
        )
    if (precision := other_precision(model)) is not None:
        raise ValueError(f"model: expected weights in single precision, got {precision}: give model.float()")
    with as_evaluated(model):
        shown = _shown(model, given, image_shape, told or Told(), findings)
        with folder_aside(target) as aside:
            write_bundle(aside, name, shown, findings, title=title or _title(model, name, trained), command=command)
            if target.exists():
                shutil.rmtree(target)


def _of_files(paths: str | Path | Sequence[str | Path], image_shape: ImageShape | None, findings: Findings) -> OnnxModel:
    files = [Path(path) for path in ([paths] if isinstance(paths, (str, Path)) else paths)]
    if not 1 <= len(files) <= 2 or any(path.suffix.lower() != SUFFIX for path in files):
        raise ValueError(
            f"model: expected a torch.nn.Module, or a decoder{SUFFIX} and perhaps an encoder{SUFFIX}, got {[str(path) for path in files]}"
        )
    return open_files(files[0], files[1] if len(files) == 2 else None, image_shape, findings)


def _shown(model: nn.Module, given: GivenImages | None, image_shape: ImageShape | None, told: Told, findings: Findings) -> Shown:
    if isinstance(model, OnnxModel) and (given is None or "encoder" not in model.networks):
        alone = "encoder" not in model.networks
        if given is not None:
            findings.add("your images", "not used", "no encoder says where they lie; only their form is taken from them")
            image_shape = given.shape
        probed, given, codes = draw_images(model, image_shape, told, findings if alone else Findings())
        if alone:
            return Shown(probed=probed, given=given, labels=torch.from_numpy(given.labels), directions=None, codes=codes)
        findings.add("images", f"{len(codes):,} of the decoder's own", "drawn from N(0, I), since none were given", "assumed")
    if given is None:
        raise ValueError("images: a model that is not of ONNX files is shown with images; expected some, got none")
    labels = torch.from_numpy(given.class_numbers)
    probed = probe(model, given.unit(COMPARED), labels[:COMPARED], told, findings)
    for call in (probed.encoder, probed.decoder):
        if call is not None and call.classes is not None:
            check_labels(call.classes, labels)
    labels = labels if probed.num_classes else torch.zeros_like(labels)
    directions = _directions(probed, given, labels, findings)
    return Shown(probed=probed, given=given, labels=labels, directions=directions, codes=None)


@contextmanager
def as_evaluated(model: nn.Module) -> Iterator[None]:
    """On the CPU and in evaluation mode within, so that batch normalisation and dropout do the same each time; afterwards as before.

    Distributions do not check their parameters within: codes far out are tried, where a width may be infinite, and no exporter can follow a
    look at values.
    """
    modes = {module: module.training for module in model.modules()}
    devices = {value.device for value in (*model.parameters(), *model.buffers())}
    wanted = [value.requires_grad for value in model.parameters()]
    device = next(iter(devices), torch.device("cpu"))
    checks = torch.distributions.Distribution._validate_args
    try:
        torch.distributions.Distribution.set_default_validate_args(False)
        model.cpu().eval().requires_grad_(False)
        yield
    finally:
        torch.distributions.Distribution.set_default_validate_args(checks)
        model.to(device)
        for module, training in modes.items():
            module.training = training
        for value, grad in zip(model.parameters(), wanted, strict=True):
            value.requires_grad_(grad)


def _target(name: str) -> Path:
    """Raises ValueError for a name that is none, or that a model has which was not adopted."""
    if not NAME.fullmatch(name):
        raise ValueError(
            f"name: expected up to 60 letters without accents, digits, hyphens, underscores and points, got {name[:80]!r}"
        )
    target = runs_dir() / free_name(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not (target / "images.npy").exists():
        raise ValueError(f"name: {target} holds a model that was trained here: choose another name")
    return target


def _title(model: nn.Module, name: str, trained: bool) -> str:
    return f"{name if isinstance(model, OnnxModel) else type(model).__name__}, adopted" + ("" if trained else ", untrained")


def _directions(probed: Probed, given: GivenImages, labels: Tensor, findings: Findings) -> Directions | None:
    """For a code that is itself an image, or is longer than sliders can be."""
    size = int(np.prod(probed.code_shape))
    if len(probed.code_shape) == 1 and size <= MOST_LATENTS:
        return None
    codes = encoded(AdoptedEncoder(probed, None), given, labels)[0]
    directions = code_directions(codes, MOST_DIRECTIONS)
    findings.add(
        "sliders",
        f"{len(directions.axes)} directions of {size:,} latents",
        f"principal directions of the codes of {len(codes):,} images: {directions.explained:.1%} of their variance",
    )
    return directions
