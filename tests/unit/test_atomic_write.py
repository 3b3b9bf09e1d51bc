import errno
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import vizvae
from vizvae.atomic_write import ASIDE, atomic_write, lives, remove_abandoned, written_aside

SIZE = 200_000
WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from vizvae.atomic_write import atomic_write
path, first = Path(sys.argv[1]), int(sys.argv[2])
with ThreadPoolExecutor(8) as pool:
    for _ in range(10):
        list(pool.map(lambda value: atomic_write(path, bytes([value]) * %d), range(first, first + 8)))
"""


def test_threads_and_processes_that_write_one_path_leave_one_whole_content(tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    atomic_write(path, b"\x00" * SIZE)
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER % SIZE, str(path), str(8 * number)], stderr=subprocess.PIPE)
        for number in range(3)
    ]
    while any(process.poll() is None for process in processes):
        content = path.read_bytes()
        assert len(content) == SIZE
        assert len(set(content)) == 1, "two writings were mixed"
    assert [process.communicate()[1] for process in processes] == [b"", b"", b""]
    assert [found.name for found in tmp_path.iterdir()] == ["layout.json"]


def test_every_thread_has_an_aside_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def nested(_: int) -> Path:
        with written_aside(path) as aside:
            aside.write_bytes(b"1")
            return aside

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other, written_aside(path) as mine:
        mine.write_bytes(b"2")
        assert len({mine, one.submit(nested, 0).result(), other.submit(nested, 0).result()}) == 3
    assert path.read_bytes() == b"2"


def test_a_full_disk_leaves_the_old_content_and_nothing_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "status.json"
    atomic_write(path, b"old")
    real = Path.write_bytes

    def full(aside: Path, content: bytes) -> int:
        real(aside, content[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        atomic_write(path, b"newer")
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_target_that_cannot_be_replaced_leaves_nothing_aside(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        atomic_write(tmp_path / "taken", b"content")
    assert [found.name for found in tmp_path.iterdir()] == ["taken"]


def test_a_durable_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "resume"
    synced = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(path.exists()))
    atomic_write(path, b"1", durable=True)
    assert synced == [False]
    assert path.read_bytes() == b"1"


def test_what_a_killed_process_left_aside_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with written_aside(tmp_path / "live") as mine:
        mine.write_bytes(b"1")
        dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{ended.pid}-"))
        dead.write_bytes(b"1")
        (tmp_path / "notes.writing").write_bytes(b"somebody's own")
        elsewhere = re.sub(r"\.[0-9a-f]{8}-", ".00000000-", dead.name)  # a machine that shares the folder
        (tmp_path / elsewhere).write_bytes(b"1")
        remove_abandoned(tmp_path)
        assert {found.name for found in tmp_path.iterdir()} == {mine.name, "notes.writing", elsewhere}


def test_files_are_written_aside_in_one_way_only() -> None:
    """`os.replace`, and names of aside files, are nowhere else: five of eleven such places had a fixed name, on which two writers raced."""
    own = re.compile(r"os\.replace\(|\.writing\"")
    package = Path(vizvae.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if own.search(path.read_text(encoding="utf-8")) and not path.is_relative_to(package / "ui" / "frontend")
    }
    assert found == {"atomic_write.py"}, f"use vizvae.atomic_write there ({ASIDE} files)"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="nothing tells there")
def test_a_killed_process_of_which_nobody_has_asked_is_gone() -> None:
    """What it was writing stayed beside a run that was resumed at once."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert lives(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # until it has ended, and leave it to be asked for
    assert not lives(process.pid)
    process.communicate()
    assert not lives(process.pid)


def test_a_number_that_no_process_can_have_is_none() -> None:
    assert not lives(10**30)
