"""Files that appear whole: written aside in the same folder, then renamed, so a reader finds the old content or the new, never half of it.

Any number of threads and processes may write the same path at once: each has an aside file of its own, and the last rename wins.
"""

from __future__ import annotations

import os
import platform
import shutil
import threading
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE = ".writing"
"""Suffix of the aside files, `.NAME.HOST-PROCESS-THREAD.writing`"""


def atomic_write(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Put `content` at `path` in one step. `durable`: on the disk before the rename, so that it survives a power cut as well.

    Raises OSError, with nothing left aside and `path` as it was: a full disk needs the room.
    """
    with written_aside(path) as aside:
        aside.write_bytes(content)
        if durable:
            with aside.open("rb+") as file:
                os.fsync(file.fileno())


@contextmanager
def written_aside(path: Path) -> Generator[Path]:
    """A file to write instead of `path`, for what writes its file itself; it becomes `path` on leaving, and is removed on any error."""
    aside = _aside_of(path)
    try:
        yield aside
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def remove_abandoned(folder: Path) -> None:
    """Delete the aside files in `folder` of processes of this machine that are gone: killed in the middle of writing."""
    for aside in _abandoned(folder):
        aside.unlink(missing_ok=True)


def _aside_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{_host()}-{os.getpid()}-{threading.get_ident()}{ASIDE}")


def _abandoned(folder: Path) -> Iterator[Path]:
    """What stands aside in `folder` of processes of this machine that are gone."""
    for aside in folder.glob(f".*.{_host()}-*{ASIDE}"):
        process = aside.name.removesuffix(ASIDE).rpartition(f".{_host()}-")[2].partition("-")[0]
        if process.isdecimal() and not lives(int(process)):
            yield aside


def _host() -> str:
    """Machines that share a folder may have processes of the same number."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def lives(process: int) -> bool:
    """Whether there is a process of this number on this machine; on Windows, where that cannot be asked so, always."""
    if os.name == "nt":  # where signal 0 is not a question
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):  # no system counts its processes so far
        return False
    except PermissionError:  # somebody else's
        return True
    return not _has_ended(process)


def _has_ended(process: int) -> bool:
    """Whether only its parent has not asked for its end yet; where /proc does not tell, False."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


@contextmanager
def folder_aside(path: Path) -> Generator[Path]:
    """Likewise a folder: it becomes `path` on leaving, and is removed on any error. Those of processes that are gone are removed first.

    Raises FileExistsError if something of that name has come about meanwhile.
    """
    for other in _abandoned(path.parent):
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
    aside = _aside_of(path)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
        if os.path.lexists(path):
            raise FileExistsError(f"{path} has come about meanwhile")
        os.rename(aside, path)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
