"""A visitor's files become a model of the dashboard in a child process, see `vizvae.limited_child`: the server itself opens none of them
before they have been looked at there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from vizvae.adoption.findings import Finding, Question
from vizvae.limited_child import Answer, ChildEnded, answer_parent, ask_child

MEMORY: Final = 6_000_000_000
"""Bytes above what the process has before it reads"""
SECONDS: Final = 240


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a visitor has given, and said of it."""

    files: tuple[str, ...]
    """Paths of the zip of a bundle, or of a decoder and perhaps an encoder"""
    name: str
    images: str | None = None
    """As `given_images` takes them"""
    value_range: str | None = None
    width: str | None = None
    image_shape: str | None = None
    """As `read_image_shape` takes it"""
    num_classes: int | None = None
    replace: bool = False
    """Whether a model of that name that was adopted before goes"""


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """A model that can be opened."""

    name: str
    found: tuple[Finding, ...]
    """What was found out about it; of a bundle, by whoever has made it"""


def adopt_apart(request: Request, *, seconds: int = SECONDS) -> Adopted:
    """Raises ValueError and Question as `vizvae.adopt` and `take_bundle` do, and ValueError for what takes too much memory or time."""
    what = ", ".join(Path(file).name for file in request.files)
    try:
        answer = ask_child("vizvae.adoption.apart", asdict(request), memory=MEMORY, seconds=seconds)
    except ChildEnded as error:
        if error.too_slow:
            raise ValueError(
                f"{what}: to find out how it is used takes more than {seconds} seconds: adopt it on the command line of the machine, with "
                "`python -m vizvae adopt`, or a smaller one"
            ) from error
        raise ValueError(
            f"{what}: the process that looks at it ended (status {error.status}), perhaps for want of memory: adopt it on the command "
            "line of the machine, with `python -m vizvae adopt`"
        ) from error
    if "question" in answer:
        raise Question(answer["question"], answer["argument"], tuple(answer["choices"]))
    if "refused" in answer:
        raise ValueError(answer["refused"])
    return Adopted(name=answer["name"], found=tuple(Finding(**row) for row in answer["found"]))


def _prepare() -> Callable[[dict[str, Any]], Answer]:
    import onnx  # noqa: F401 (they are large, and shall not count as what the file takes)
    import onnxruntime  # noqa: F401
    import torch

    import vizvae.adoption.adopting
    import vizvae.adoption.bundle_zip  # noqa: F401

    torch.set_num_threads(1)
    return _answer


def _answer(request: dict[str, Any]) -> Answer:
    try:
        return _adopted(request)
    except Question as question:
        return {"question": str(question), "argument": question.argument, "choices": question.choices}
    except ValueError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": f"to open it takes more than {request['memory'] / 1e9:g} GB of memory: a smaller one can be shown"}


def _adopted(request: dict[str, Any]) -> Answer:
    from vizvae.adoption.adopting import adopt
    from vizvae.adoption.bundle_zip import take_bundle
    from vizvae.adoption.images import given_images, read_image_shape
    from vizvae.checkpoint import read_json
    from vizvae.paths import runs_dir
    from vizvae.runs.names import free_name

    files, name = [Path(file) for file in request["files"]], request["name"]
    if files[0].suffix.lower() == ".zip":
        folder = take_bundle(files[0], name)
    else:
        if (runs_dir() / free_name(name)).exists() and not request["replace"]:
            raise ValueError(f"there is a model named {name} already, which is not replaced: choose another name")
        shape = request["image_shape"]
        folder = adopt(
            files,
            None if request["images"] is None else given_images(request["images"]),
            name=name,
            value_range=request["value_range"],
            width=request["width"],
            image_shape=None if shape is None else read_image_shape(shape),
            num_classes=request["num_classes"],
            command=f"python -m vizvae adopt {' '.join(file.name for file in files)}",
            report=lambda _: None,
        )
    return {"name": folder.name, "found": read_json(folder / "card.json").get("adopted", {}).get("found", [])}


if __name__ == "__main__":
    answer_parent(_prepare)
