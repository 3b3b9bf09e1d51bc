"""The examples of CONTRIBUTING.md, as they stand there: added to a copy of the repository, and used in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.examples import further
from vizvae.paths import PROJECT

GUIDE = PROJECT / "CONTRIBUTING.md"
SECTIONS = {
    "model": ["tests/contributed/model.py", "tests/contract/test_models.py::test_shapes[vae_linear]"],
    "data set": ["tests/contributed/data_set.py"],
    "page": ["tests/contributed/page.py", "tests/pages/shell/test_pages.py::test_a_page_has_the_same_name_everywhere"],
    "metric": ["tests/contributed/metric.py"],
}
"""What is run in the copy, by what is added; beside it each new file imports what it may, see `imports_of`"""
BUILD = "vizvae/ui/frontend/build"
MOST_LINES = 40


def blocks(of: str) -> list[tuple[str, str]]:
    """Path, marked `new: ` for a whole file, and code of each block in the section "Add a …"."""
    section = GUIDE.read_text(encoding="utf-8").partition(f"## Add a {of}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```(?:python|diff)\n# ([^\n]+)\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


def added(where: str, code: str) -> list[str]:
    """The lines of a block that are new, without blank ones."""
    lines = code.splitlines() if where.startswith("new: ") else [line[1:] for line in code.splitlines() if line.startswith("+")]
    return [line for line in lines if line.strip()]


def change(text: str, hunk: str) -> str:
    """`text` with the lines of a diff. Its other lines must stand in it, together and once."""
    lines = hunk.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, f"stands there {text.count(before)} times:\n{before}"
    return text.replace(before, after)


def copy_of_the_repository(folder: Path) -> Path:
    # With what Python has compiled: it is good for copies of the same time, and compiling all anew takes longer than the tests.
    left_out = shutil.ignore_patterns("frontend", "browser", "trial")
    for name in ("vizvae", "tests", "pages"):
        shutil.copytree(PROJECT / name, folder / name, ignore=left_out)
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / BUILD, folder / BUILD)  # Streamlit follows no link out of the package
    for name in ("assets", ".streamlit", "benchmarks", "scripts"):
        (folder / name).symlink_to(PROJECT / name)
    return folder


def imports_of(path: str) -> str:
    """The test that holds imports of this file to one way."""
    check = "test_the_core_knows_nothing_of_the_dashboard"
    if path.startswith("vizvae/ui/"):
        check = "test_no_page_room_imports_another_and_no_shared_room_imports_a_page"
    elif path.startswith("pages/"):
        check = "test_no_page_is_imported"
    return f"tests/unit/test_imports.py::{check}"


@pytest.mark.parametrize("of", SECTIONS)
def test_an_example_is_short(of: str) -> None:
    found = [line for block in blocks(of) for line in added(*block)]
    assert 10 < len(found) < MOST_LINES


def test_a_line_that_moved_is_noticed() -> None:
    with pytest.raises(AssertionError, match="stands there 0 times"):
        change("one\ntwo\n", " three\n+four\n")
    assert change("one\ntwo\n", "-one\n+three\n two\n") == "three\ntwo\n"


def add(house: Path, of: str) -> None:
    """What the section says, done."""
    for where, code in blocks(of):
        path = house / where.removeprefix("new: ")
        if path == house / where:
            text = path.read_text(encoding="utf-8")
            for hunk in code.split("@@\n"):
                text = change(text, hunk)
            path.write_text(text, encoding="utf-8")
            continue
        assert not path.exists()
        if not path.parent.exists():
            path.parent.mkdir()
            (path.parent / "__init__.py").touch()
        path.write_text(code, encoding="utf-8")


@pytest.mark.parametrize("examples", [pytest.param(list(SECTIONS), id="all"), *(further([of], id=of) for of in SECTIONS)])
def test_the_examples_work_as_they_stand(examples: list[str], tmp_path: Path) -> None:
    """Every day all in one copy, where each is looked at; in CI each alone, too, without what another has brought."""
    house = copy_of_the_repository(tmp_path / "house")
    found = [block for of in examples for block in blocks(of)]
    for of in examples:
        add(house, of)
    python = [sys.executable, "-m"]
    environment = os.environ | {"PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"}
    asked = [test for of in examples for test in SECTIONS[of]]
    asked += sorted({imports_of(where.removeprefix("new: ")) for where, _ in found if where.startswith("new: ")})
    changed = [str(house / where.removeprefix("new: ")) for where, _ in found]
    commands = [
        [*python, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *asked],
        [*python, "ruff", "check", "--no-cache", *changed],
    ]
    for command in commands:
        done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, timeout=500, check=False)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
