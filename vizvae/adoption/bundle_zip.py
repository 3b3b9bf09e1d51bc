"""A bundle as one zip: written to be mailed, and taken from whoever has sent it. Nothing in it is trusted before it is looked at."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import torch

from vizvae.adoption.images import FEWEST_IMAGES, MOST_IMAGES, fingerprint_of
from vizvae.adoption.onnx_checks import parse_network
from vizvae.atomic_write import folder_aside, written_aside
from vizvae.checkpoint import CARD, CONFIG, DECODER, DENSITY, ENCODER, REFERENCE, Checkpoint, read_checkpoint
from vizvae.checkpoint.bundle import Bundle
from vizvae.data.bundled import bundled_images
from vizvae.models.ae_conv import PointMass
from vizvae.paths import runs_dir
from vizvae.runs.names import free_name

IMAGES, LABELS = "images.npy", "labels.npy"
MOST_BYTES = {
    CARD: 10_000_000,
    CONFIG: 1_000_000,
    DECODER: 1_000_000_000,
    REFERENCE: 200_000_000,
    IMAGES: 2_000_000_000,
    LABELS: 10_000_000,
    ENCODER: 1_000_000_000,
    DENSITY: 1_000_000,
}
"""Files of a bundle, and how large each may be unpacked"""
OPTIONAL = {ENCODER, DENSITY}
MAX_ZIP_BYTES = 2_000_000_000
LEFT_BY_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db")
NEAR = 1e-3
"""Largest difference between the codes beside the images and what the encoder gives, as a part of their range"""
COMPARED = 100
PART = 1 << 20


def write_bundle_zip(checkpoint: Checkpoint, path: Path) -> None:
    """Raises ValueError for a model that is no bundle, CheckpointError for one that cannot be used."""
    if not isinstance(checkpoint, Bundle):
        raise ValueError(
            f"{checkpoint.name} is no model from elsewhere, so there is no bundle of it: copy its folder {checkpoint.folder}"
        )
    checkpoint.check_weights()
    with written_aside(path) as aside, zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in MOST_BYTES:
            file = checkpoint.folder / name
            if file.is_file():
                entry = zipfile.ZipInfo(f"{checkpoint.folder.name}/{name}")  # of 1980: the same bundle is the same file
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(entry, "w", force_zip64=True) as target, file.open("rb") as source:
                    while part := source.read(PART):
                        target.write(part)


def take_bundle(path: Path, name: str | None = None) -> Path:
    """Put the bundle of a zip among the models, under `name` or that of the folder in it; returns its folder. No other is replaced.

    Raises ValueError saying what is wrong with it, and leaves nothing then.
    """
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    if (size := path.stat().st_size) > MAX_ZIP_BYTES:
        raise ValueError(f"{path.name} has {size / 1e9:.1f} GB: a bundle's zip has at most {MAX_ZIP_BYTES / 1e9:.0f} GB")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError) as error:
        raise ValueError(
            f"{path.name}: expected the zip of a bundle, but it is no zip, damaged or cut short ({error})"
        ) from error
    with archive:
        entries, folder_name = _entries(archive, path.name)
        target = runs_dir() / free_name(name or folder_name or path.stem)
        if target.exists():
            raise ValueError(f"there is a model named {target.name} already, which is not replaced: choose another name")
        target.parent.mkdir(parents=True, exist_ok=True)
        with folder_aside(target) as aside:
            for file, entry in entries.items():
                _unpack(archive, entry, aside / file, path.name)
            try:
                check_bundle(aside)
            except (ValueError, OSError) as error:
                words = str(error).replace(f"{aside}/", "").replace(aside.name, target.name)
                raise ValueError(f"{path.name} holds no bundle that can be used: {words}") from error
    return target


def check_bundle(folder: Path) -> None:
    """Whether all files of a folder are what a bundle has, and fit each other.

    Raises ValueError saying what does not.
    """
    checkpoint = read_checkpoint(folder)
    if not isinstance(checkpoint, Bundle):
        raise ValueError("it is a model that was trained with VizVAE: put its folder among the runs")
    config = checkpoint.bundle_config
    for name in (DECODER, ENCODER) if config.has_encoder else (DECODER,):
        parse_network((folder / name).read_bytes(), name)
    images, labels = bundled_images(folder)
    if tuple(images.shape[1:]) != tuple(config.image_shape) or not FEWEST_IMAGES <= len(images) <= MOST_IMAGES:
        raise ValueError(
            f"{IMAGES}: expected {FEWEST_IMAGES} to {MOST_IMAGES:,} images of {config.image_shape} as {CONFIG} says, got "
            f"{tuple(images.shape)}"
        )
    names = checkpoint.card["data"].get("class_names")
    if not isinstance(names, list) or not 0 <= int(labels.min()) <= int(labels.max()) < len(names):
        raise ValueError(
            f"{LABELS}: expected numbers of classes that {CARD} names, got {int(labels.min())} to {int(labels.max())}"
        )
    found = fingerprint_of(images.numpy(), labels.numpy(), tuple(map(str, names)))
    if found != checkpoint.card["data"].get("fingerprint"):
        raise ValueError(f"{CARD} describes other images than there are in {IMAGES}: ask for the bundle again")
    reference = checkpoint.load_reference()
    if tuple(reference.mu.shape) != (len(images), config.latent_dim) or not all(
        bool(part.isfinite().all()) for part in (reference.mu, reference.z, reference.logvar) if part is not None
    ):
        raise ValueError(
            f"{REFERENCE}: expected finite codes of {len(images):,} images and {config.latent_dim} latents, got {tuple(reference.mu.shape)}"
        )
    _check_networks(checkpoint, images[:COMPARED], reference.mu[:COMPARED])


@torch.no_grad()
def _check_networks(checkpoint: Bundle, images: torch.Tensor, mu: torch.Tensor) -> None:
    """What goes in and comes out, tried on images of the bundle."""
    model = checkpoint.load_model()
    x = images.float() / 255
    posterior = model.encode(x)
    logvar = None if isinstance(posterior, PointMass) else getattr(posterior, "logvar", None)
    if any(tuple(part.shape) != tuple(mu.shape) for part in (posterior.mu, logvar) if part is not None):
        raise ValueError(f"{ENCODER}: expected {mu.shape[1]} latents, got {tuple(posterior.mu.shape[1:])}")
    if not float((posterior.mu - mu).abs().max()) <= NEAR * max(1e-6, float(mu.max() - mu.min())):
        raise ValueError(f"{REFERENCE} holds other codes than {ENCODER} gives for {IMAGES}: ask for the bundle again")
    if not bool(model.decode_mean(mu).isfinite().all()):
        raise ValueError(f"{DECODER} gives numbers that are not finite")


def _entries(archive: zipfile.ZipFile, name: str) -> tuple[dict[str, zipfile.ZipInfo], str]:
    """By file of the bundle; and the folder they are in, empty where there is none."""
    entries: dict[str, zipfile.ZipInfo] = {}
    folders: set[str] = set()
    for entry in archive.infolist():
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
            raise ValueError(f"{name}: the name {entry.filename[:80]!r} in it leads out of the archive; nothing of it is read")
        if entry.is_dir() or any(part in LEFT_BY_SYSTEMS for part in parts):
            continue
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ValueError(f"{name}: {entry.filename[:80]!r} in it is a link; a bundle holds files alone")
        if entry.flag_bits & 1:
            raise ValueError(f"{name} is locked with a password")
        file = parts[-1]
        if file not in MOST_BYTES or len(parts) > 2 or file in entries:
            wanted = ", ".join(MOST_BYTES)
            raise ValueError(f"{name}: expected the files of one bundle ({wanted}) and no others, got {entry.filename[:80]!r}")
        if entry.file_size > MOST_BYTES[file]:
            raise ValueError(
                f"{name}: {file} would have {entry.file_size / 1e9:.1f} GB, at most {MOST_BYTES[file] / 1e9:g} are read"
            )
        entries[file] = entry
        folders.add("/".join(parts[:-1]))
    missing = [file for file in MOST_BYTES if file not in entries and file not in OPTIONAL]
    if missing:
        raise ValueError(f"{name} is no bundle: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if len(folders) > 1:
        raise ValueError(f"{name}: expected the files of one bundle in one folder, got {sorted(folders)[:4]}")
    return entries, folders.pop()


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, name: str) -> None:
    """Never more than the entry says that it has: what is packed may be far more."""
    left = entry.file_size
    try:
        with archive.open(entry) as source, path.open("wb") as target:
            while part := source.read(min(PART, left + 1)):
                left -= len(part)
                if left < 0:
                    raise ValueError(f"{name}: {path.name} has more bytes than the archive says")
                target.write(part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise ValueError(f"{name}: {path.name} in it is damaged ({error}): copy the zip again") from error
