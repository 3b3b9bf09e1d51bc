"""torchvision as it is installed, as it should be, and not at all; each in a process of its own, for an import cannot be undone."""

import subprocess
import sys
import textwrap
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]


def run_python(script: str, *path: Path) -> str:
    command = [sys.executable, "-c", textwrap.dedent(script)]
    search = ":".join(str(folder) for folder in (*path, PROJECT))
    result = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": search}, cwd=PROJECT, timeout=120)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_installed_torchvision_imports() -> None:
    """Whatever build it is: on a machine with a CPU build of torch this is the one that would die with "nms does not exist"."""
    script = """
        from vizvae.data.torchvision_compat import import_torchvision
        datasets = import_torchvision()
        assert import_torchvision() is datasets  # twice does no harm
        from torchvision import transforms, utils
        print(datasets.MNIST.__name__, datasets.FashionMNIST.__name__)
    """
    assert run_python(script) == "MNIST FashionMNIST"


@pytest.fixture
def other_torchvision(tmp_path: Path) -> Path:
    """A torchvision with the one line that decides: it dies unless somebody has declared nms."""
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "__init__.py").write_text("import torch\ntorch.library.register_fake('torchvision::nms')(lambda *_: None)\n")
    (package / "datasets.py").write_text("class MNIST: pass\n")
    (package / f"_C{EXTENSION_SUFFIXES[0]}").write_text("compiled for another torch")
    return tmp_path


def test_a_torchvision_for_another_torch_imports_all_the_same(other_torchvision: Path) -> None:
    script = """
        from vizvae.data import torchvision_compat
        print(torchvision_compat.import_torchvision().__file__)
        assert torchvision_compat._library is not None
    """
    assert run_python(script, other_torchvision).startswith(str(other_torchvision))


def test_with_a_working_torchvision_nothing_is_declared(other_torchvision: Path) -> None:
    script = """
        import torch
        from vizvae.data import torchvision_compat
        libraries = []
        def load_library(path):  # what loading a library that fits does; it would fail if the schema were declared already
            libraries.append(torch.library.Library("torchvision", "DEF"))
            libraries[0].define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        torch.ops.load_library = load_library
        print(torchvision_compat.import_torchvision().__file__)
        assert len(libraries) == 1
        assert torchvision_compat._library is None
    """
    assert run_python(script, other_torchvision).startswith(str(other_torchvision))


def test_without_torchvision_the_error_says_what_to_install_and_the_samples_load() -> None:
    script = """
        import sys
        sys.modules["torchvision"] = None
        from vizvae.data.images import load_images
        from vizvae.data.torchvision_compat import import_torchvision
        try:
            import_torchvision()
        except ImportError as error:
            print(error)
        print(len(load_images("mnist", "train")))
    """
    expected = ["torchvision is needed to read or download the full data sets: pip install torchvision", "3500"]
    assert run_python(script).splitlines() == expected
