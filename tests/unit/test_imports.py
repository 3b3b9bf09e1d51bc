"""Imports go one way: app → pages → vizvae.ui → the rest of vizvae → torch. And nothing is ever executed from a file."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from vizvae.ui.shell.pages import ROOMS

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "vizvae"
UI = PACKAGE / "ui"
PAGES = sorted((PROJECT / "pages").glob("*.py"))
HOST_FILES = {PACKAGE / "__init__.py", *(PACKAGE / "cli" / name for name in ("html.py", "site.py"))}
HOST_ROOMS = {PACKAGE / "standalone", PACKAGE / "notebook"}
"""They show the pages without Streamlit, and may know what these are told"""
HOSTS = sorted({path for room in HOST_ROOMS for path in room.rglob("*.py")} | {path for path in HOST_FILES if path.exists()})
CORE = sorted(path for path in PACKAGE.rglob("*.py") if UI not in path.parents and path not in HOSTS)
OURS = [PROJECT / "app.py", *PAGES, *sorted(UI.rglob("*.py")), *HOSTS, *CORE]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> set[str]:
    """Every module and name that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def imports_of(path: Path, package: str) -> set[str]:
    return {name for name in imported(path) if name == package or name.startswith(package + ".")}


OWN_WEIGHTS = PROJECT / "vizvae" / "adoption" / "own_weights.py"
EXECUTING = (
    r"torch\.load\(|allow_pickle\s*=\s*True|weights_only\s*=\s*False|read_pickle",
    r"(?<![\w.])(eval|exec|__import__)\(",
)


def test_there_is_something_to_look_at() -> None:
    assert len(CORE) > 20
    assert len(PAGES) >= 2
    assert imports_of(PROJECT / "app.py", "streamlit")


def importing(paths: Iterable[Path], *packages: str) -> dict[str, set[str]]:
    """Which of the files import anything of the packages, and what."""
    found = {str(path.relative_to(PROJECT)): set().union(*(imports_of(path, package) for package in packages)) for path in paths}
    return {path: names for path, names in found.items() if names}


def test_the_core_knows_nothing_of_the_dashboard() -> None:
    assert importing(CORE, "streamlit", "starlette", "vizvae.ui", "pages", "app") == {}


def test_other_hosts_know_the_pages_and_nothing_of_streamlit() -> None:
    assert importing(HOSTS, "streamlit", "starlette", "pages", "app") == {}
    assert importing([path for path in HOSTS if "standalone" in path.parts], "vizvae.ui")
    rooms = ("vizvae.standalone", "vizvae.notebook")
    assert importing([*PAGES, *UI.rglob("*.py"), *(path for path in CORE if path.parent != PACKAGE / "cli")], *rooms) == {}


def test_no_page_is_imported() -> None:
    assert importing([*PAGES, *UI.rglob("*.py")], "pages", "app", *(page.stem for page in PAGES)) == {}


def test_no_page_room_imports_another_and_no_shared_room_imports_a_page() -> None:
    pages = {room: f"vizvae.ui.{room}" for room in ROOMS}
    for folder in {path.parent for path in UI.rglob("*.py")}:
        others = [package for room, package in pages.items() if room != folder.name]
        assert importing(folder.glob("*.py"), *others) == {}


def test_nothing_is_executed_from_a_file() -> None:
    assert importing(OURS, "pickle", "dill", "joblib", "marshal", "shelve", "cloudpickle") == {}
    for path in OURS:
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
        if path == OWN_WEIGHTS:  # a person's own file, on their own command line, and tensors alone
            code = re.sub(r"torch\.load\(path, map_location=\"cpu\", weights_only=True\)", "", code)
        for forbidden in EXECUTING:
            assert not re.search(forbidden, code), path


def test_nothing_is_read_from_the_workshop() -> None:
    """benchmarks/, scripts/ and tests/ are not in the installed package."""
    assert importing(OURS, "benchmarks", "scripts", "tests", "hatch_build") == {}
    for path in OURS:
        nodes = list(ast.walk(parsed(path)))
        prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
        words = [node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in prose]
        assert not [word for word in words if isinstance(word, str) and re.search(r"\b(benchmarks|scripts|tests)\b", word)], path


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
left_out = ("vizvae.ui", "vizvae.__main__", "vizvae.notebook")  # the last needs anywidget
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
