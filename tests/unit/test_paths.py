"""Where an installed package and the repository keep things."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from vizvae import paths


def load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("paths_elsewhere", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_installed_package_writes_into_the_users_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "vizvae"
    (package / "shipped").mkdir(parents=True)
    (package / "paths.py").write_bytes(Path(paths.__file__).read_bytes())
    monkeypatch.delenv("VIZVAE_RUNS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    installed = load(package / "paths.py")
    assert installed.INSTALLED
    assert package / "shipped" / "app.py" == installed.APP
    assert package / "shipped" / "assets" == installed.ASSETS
    assert installed.runs_dir() == tmp_path / "data" / "vizvae" / "runs"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert installed.runs_dir() == tmp_path / "home" / ".local" / "share" / "vizvae" / "runs"
    for folder in (installed.runs_dir(), installed.projections_dir(), installed.measurements_dir(), installed.download_dir()):
        assert package not in folder.parents
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "mine"))
    assert installed.runs_dir() == tmp_path / "mine"


def test_the_repository_keeps_its_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIZVAE_RUNS", raising=False)
    assert not paths.INSTALLED
    assert paths.APP.is_file()
    assert paths.ROUTER.is_file()
    assert paths.runs_dir() == Path(paths.__file__).parents[1] / "runs"
