"""Imports go one way: app → pages → vizvae.ui → the rest of vizvae → torch. And nothing is ever executed from a file."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from vizvae.ui.shell.pages import ROOMS

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "vizvae"
UI = PACKAGE / "ui"
PAGES = sorted((PROJECT / "pages").glob("*.py"))
CORE = sorted(path for path in PACKAGE.rglob("*.py") if UI not in path.parents)
OURS = [PROJECT / "app.py", *PAGES, *sorted(UI.rglob("*.py")), *CORE]


@cache
def imported(path: Path) -> set[str]:
    """Every module and name that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def imports_of(path: Path, package: str) -> set[str]:
    return {name for name in imported(path) if name == package or name.startswith(package + ".")}


OWN_WEIGHTS = PROJECT / "vizvae" / "adoption" / "own_file.py"


def test_there_is_something_to_look_at() -> None:
    assert len(CORE) > 20
    assert len(PAGES) >= 2
    assert imports_of(PROJECT / "app.py", "streamlit")


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(PROJECT)))
def test_the_core_knows_nothing_of_the_dashboard(path: Path) -> None:
    for package in ("streamlit", "starlette", "vizvae.ui", "pages", "app"):
        assert imports_of(path, package) == set()


@pytest.mark.parametrize("path", [*PAGES, *sorted(UI.rglob("*.py"))], ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_page_is_imported(path: Path) -> None:
    assert imports_of(path, "pages") | imports_of(path, "app") == set()
    assert imported(path) & {page.stem for page in PAGES} == set()


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_page_room_imports_another_and_no_shared_room_imports_a_page(path: Path) -> None:
    room = path.parent.name
    rooms = {name.split(".")[2] for name in imports_of(path, "vizvae.ui") if name.count(".") > 1}
    assert rooms & set(ROOMS) <= {room}


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_nothing_is_executed_from_a_file(path: Path) -> None:
    code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
    for module in ("pickle", "dill", "joblib", "marshal", "shelve", "cloudpickle"):
        assert imports_of(path, module) == set()
    if path == OWN_WEIGHTS:  # a person's own file, on their own command line, and tensors alone
        code = re.sub(r"torch\.load\(path, map_location=\"cpu\", weights_only=True\)", "", code)
    assert not re.search(r"torch\.load\(|allow_pickle\s*=\s*True|weights_only\s*=\s*False|read_pickle", code)
    assert not re.search(r"(?<![\w.])(eval|exec|__import__)\(", code)


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_nothing_is_read_from_the_workshop(path: Path) -> None:
    """benchmarks/, scripts/ and tests/ are not in the installed package."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    words = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose]
    assert not [word for word in words if isinstance(word, str) and re.search(r"\b(benchmarks|scripts|tests)\b", word)]
    for package in ("benchmarks", "scripts", "tests", "hatch_build"):
        assert imports_of(path, package) == set()


def test_every_array_file_is_opened_without_pickle() -> None:
    loads = [line for path in OURS for line in path.read_text(encoding="utf-8").splitlines() if "np.load(" in line]
    assert loads
    assert all("allow_pickle=False" in line for line in loads)


SCRIPT = """
import sys
sys.modules["streamlit"] = sys.modules["starlette"] = None
import importlib, pkgutil, pathlib, tempfile
import torch
torch.set_num_threads(1)
import vizvae.training.run
assert not {"pandas", "PIL", "onnxruntime"} & set(sys.modules), "every run's process starts by importing this"
left_out = ("vizvae.ui", "vizvae.__main__")
names = [m.name for m in pkgutil.walk_packages(vizvae.__path__, "vizvae.") if not m.name.startswith(left_out)]
for name in names:
    importlib.import_module(name)
from vizvae.data.images import load_images
from vizvae.metrics.likelihood import evaluate
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.state import TrainingState
images = load_images("mnist", "train").images[:64]
state = TrainingState.start(TrainConfig(model_config={"hidden_dim": 8, "latent_dim": 2}), images.float().mean(0) / 255)
report = next(iter(train(state, images)))
result = evaluate(state.model, load_images("mnist", "test"), num_samples=2, num_images=5)
assert sys.modules["streamlit"] is None
print(len(names), report.step, result.num_images)
"""


def test_without_streamlit_everything_but_the_dashboard_works() -> None:
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=PROJECT, timeout=300)
    assert result.returncode == 0, result.stderr
    num_modules, step, num_images = map(int, result.stdout.split())
    assert num_modules > 20
    assert (step, num_images) == (1, 5)
