"""What is known of each image set before reading it: those that come with the program, and those that have been added, as they are now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from vizvae.data.bundled import bundled_facts, bundled_folder
from vizvae.data.face_head import HAIRS
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.data.fit import AUTO, Fit
from vizvae.data.letters import LETTERS
from vizvae.data.own.store import OwnSet, find_set, list_sets, was_removed
from vizvae.data.sprites import SHAPES
from vizvae.models.base import ImageShape


@dataclass(frozen=True, kw_only=True)
class Framing:
    """How a drawn or uploaded picture is brought into the form of a data set: its ink scaled so that the longer side is `box`
    pixels, then placed by its centre of mass or by the centre of its bounding box."""

    box: int
    centre: Literal["mass", "box"]


@dataclass(frozen=True, kw_only=True)
class ImageSpec:
    """What is known of an image set before reading it."""

    key: str
    title: str
    class_names: tuple[str, ...]
    torchvision_name: str
    """Empty for images drawn in code, which need no file."""
    sample_from: Literal["train", "test", "all"]
    """Where the sample of 5,000 was drawn. If from the training images, every training run leaves them out; if from all, the splits
    are disjoint parts of them."""
    framing: Framing
    page_binarisation: Literal["threshold", "draw"]
    """How the page first makes an image black and white. Ink on paper survives a threshold; clothes are grey and become blots, which no
    model trained on draws has seen."""
    image_shape: ImageShape = (1, 28, 28)
    fit: Fit | None = None
    """How a picture file becomes an image of this set; None where it is the ink of the picture that counts, see `framing`."""
    ground: str = AUTO
    """What a transparent picture is laid on, and one that is padded"""
    own: bool = False
    """Added by a person, see `vizvae/data/own`"""
    black_and_white: bool = False
    """Whether hardly a pixel is grey"""
    shaded: bool = False
    """Whether grey pixels count as they are. Not those of digits and clothes, which by custom are drawn black or white."""
    shows: str = ""
    """What is on these images, in a word for somebody who knows no data set by its name; empty where the title says it"""

    @property
    def drawn(self) -> bool:
        """In code, with known factors"""
        return not self.torchvision_name and not self.own


IMAGE_SETS: dict[str, ImageSpec] = {
    "mnist": ImageSpec(
        key="mnist",
        title="MNIST digits",
        shows="Digits",
        class_names=tuple("0123456789"),
        torchvision_name="MNIST",
        sample_from="train",
        framing=Framing(box=20, centre="mass"),
        page_binarisation="threshold",
    ),
    "fashion": ImageSpec(
        key="fashion",
        title="Fashion-MNIST clothes",
        shows="Clothes",
        class_names=("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"),
        torchvision_name="FashionMNIST",
        sample_from="test",
        framing=Framing(box=28, centre="box"),
        page_binarisation="draw",
    ),
    "sprites": ImageSpec(
        key="sprites",
        title="Sprites",
        shows="Sprites",
        class_names=SHAPES,
        torchvision_name="",
        sample_from="all",
        framing=Framing(box=17, centre="box"),
        page_binarisation="threshold",
        image_shape=(1, 64, 64),
        black_and_white=True,
    ),
    "faces": ImageSpec(
        key="faces",
        title="Drawn faces",
        shows="Faces",
        class_names=tuple(hair.name for hair in HAIRS),
        torchvision_name="",
        sample_from="all",
        framing=Framing(box=64, centre="box"),
        page_binarisation="threshold",
        image_shape=(3, 64, 64),
        fit="crop",
    ),
    "letters": ImageSpec(
        key="letters",
        title="Letters",
        class_names=LETTERS,
        torchvision_name="",
        sample_from="all",
        framing=Framing(box=32, centre="box"),
        page_binarisation="draw",
        image_shape=(1, 64, 64),
        shaded=True,
    ),
}

IMAGE_SETS["faces-128"] = replace(
    IMAGE_SETS["faces"],
    key="faces-128",
    title="Drawn faces, large",
    framing=Framing(box=128, centre="box"),
    image_shape=(3, 128, 128),
)
if "dsprites" in FACTOR_SETS:
    IMAGE_SETS["dsprites"] = replace(IMAGE_SETS["sprites"], key="dsprites", title="dSprites")


def image_spec(key: str) -> ImageSpec:
    """Raises ValueError for an unknown key, listing the known ones, and for a set of one's own that cannot be read."""
    if key in IMAGE_SETS:
        return IMAGE_SETS[key]
    if (folder := bundled_folder(key)) is not None:
        return spec_of_bundled(key, folder)
    own = find_set(key)
    if own is None:
        removed = "; it was removed, and can be brought back: python -m vizvae data restore " + key if was_removed(key) else ""
        raise ValueError(f"unknown image set {key[:80]!r}{removed}; known are {list(image_specs())}")
    return spec_of_own(own)


def image_specs() -> dict[str, ImageSpec]:
    """By key: those that come with the program and those that have been added, as they are now."""
    return {key: IMAGE_SETS[key] for key in sorted(IMAGE_SETS)} | {own.name: spec_of_own(own) for own in list_sets()}


def spec_of_own(own: OwnSet) -> ImageSpec:
    _, height, width = own.image_shape
    return ImageSpec(
        key=own.name,
        title=own.name,
        class_names=own.class_names,
        torchvision_name="",
        sample_from="all",
        framing=Framing(box=max(height, width), centre="box"),
        page_binarisation="threshold" if own.black_and_white else "draw",
        image_shape=own.image_shape,
        fit=own.fit,
        ground=own.ground,
        own=True,
        black_and_white=own.black_and_white,
        shaded=not own.black_and_white,
    )


@lru_cache(maxsize=64)
def spec_of_bundled(key: str, folder: Path) -> ImageSpec:
    title, class_names, shape = bundled_facts(folder)
    return ImageSpec(
        key=key,
        title=title,
        class_names=class_names,
        torchvision_name="",
        sample_from="all",
        framing=Framing(box=max(shape[1:]), centre="box"),
        page_binarisation="threshold",
        image_shape=shape,
        fit="pad",
        own=True,
        shaded=True,
    )
