"""Zips of pictures, read without being unpacked: nothing is written, and no entry takes more memory than a picture may."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from vizvae.data.own.item import MAX_FILE_BYTES

MAX_ZIP_BYTES = 2_000_000_000
MAX_UNPACKED_BYTES = 20_000_000_000

Files = list[tuple[str, Callable[[], bytes]]]


@contextmanager
def open_zip(path: Path) -> Generator[tuple[Files, list[tuple[str, str]]]]:
    """Names with what reads them, for as long as the context lasts; and what is left out, with why.

    Raises ValueError for what is no zip, a zip or a content that is too large, names that lead out of it, and one that is locked.
    """
    size = path.stat().st_size
    if size > MAX_ZIP_BYTES:
        raise ValueError(
            f"{path}: {size / 1e9:.1f} GB are more than the {MAX_ZIP_BYTES / 1e9:.0f} GB that a zip may have; unpack it and add the folder"
        )
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError) as error:
        raise ValueError(f"{path}: expected a zip archive, but it is none, or damaged or cut short ({error})") from error
    with archive:
        yield _files(archive, path)


def _files(archive: zipfile.ZipFile, path: Path) -> tuple[Files, list[tuple[str, str]]]:
    files: Files = []
    left_out: list[tuple[str, str]] = []
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        if _leads_out(entry.filename):
            raise ValueError(f"{path}: the name {entry.filename[:80]!r} in it leads out of the archive; nothing of it is read")
    if entries and all(entry.flag_bits & 1 for entry in entries):
        raise ValueError(f"{path}: it is locked with a password; unpack it and add the folder")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise ValueError(
            f"{path}: unpacked it would have {unpacked / 1e9:,.0f} GB, more than the {MAX_UNPACKED_BYTES / 1e9:.0f} GB that are read"
        )
    for entry in entries:
        if stat.S_ISLNK(entry.external_attr >> 16):
            left_out.append((entry.filename, "a link"))
        elif entry.file_size > MAX_FILE_BYTES:
            left_out.append(
                (entry.filename, f"{entry.file_size / 1e6:,.0f} MB unpacked, more than {MAX_FILE_BYTES / 1e6:.0f} MB")
            )
        else:
            files.append((entry.filename, lambda entry=entry: _read(archive, entry)))
    return files, left_out


def _leads_out(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or name.startswith(("/", "\\")) or bool(PureWindowsPath(name).drive)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            data = file.read(MAX_FILE_BYTES + 1)  # what the archive says of its sizes may be wrong
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise ValueError("locked with a password" if entry.flag_bits & 1 else f"damaged in the archive ({error})") from error
    if len(data) > MAX_FILE_BYTES:
        raise ValueError(f"more than {MAX_FILE_BYTES / 1e6:.0f} MB unpacked")
    return data
