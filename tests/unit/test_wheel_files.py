"""What a wheel is made of, without building one; `tests/browser/test_wheel.py` installs one."""

import tomllib
from pathlib import Path

from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from hatch_build import SHIPPED, shipped_files
from vizvae.paths import PROJECT

FILES = [path.relative_to(PROJECT) for path in (PROJECT / "assets").rglob("*") if path.is_file()]


def test_the_package_without_what_it_is_built_from() -> None:
    names = {file.distribution_path for file in WheelBuilder(str(PROJECT)).recurse_included_files()}
    sources = {
        path.relative_to(PROJECT).as_posix() for path in (PROJECT / "vizvae").rglob("*.py") if "frontend" not in path.parts
    }
    assert sources <= names
    assert {"vizvae/ui/compare/parameters.json", "vizvae/ui/learn/parameters.json"} <= names
    assert {"vizvae/data/typefaces/roboto-flex.woff2", "vizvae/data/typefaces/roboto-flex-LICENSE.txt"} <= names
    frontend = {name for name in names if name.startswith("vizvae/ui/frontend/")}
    assert frontend  # it is built before the tests run
    assert all(name.startswith("vizvae/ui/frontend/build/") for name in frontend)
    assert not any(name.startswith(("benchmarks", "tests", "scripts", "runs")) for name in names)


def test_what_stands_beside_the_package_goes_into_it() -> None:
    names = set(shipped_files(PROJECT))
    pages = {path.relative_to(PROJECT) for path in (PROJECT / "pages").glob("*.py")}
    assert {
        Path("app.py"),
        Path("pyproject.toml"),
        Path(".streamlit/config.toml"),
        Path("assets/images/icon.png"),
    } | pages <= names
    left_out = {file for file in FILES if file not in names}
    assert {file.parent.as_posix() for file in left_out if "__pycache__" not in file.parts} <= {
        "assets/images",
        "assets/data",
        "assets/data/graphs",
    }
    assert {file.suffix for file in left_out if file.parent.name != "images"} <= {".py", ".pyc"}
    assert not any("__pycache__" in file.parts for file in names)
    assert SHIPPED.startswith("vizvae/")


def test_a_source_distribution_has_the_browser_half_built() -> None:
    names = {file.distribution_path for file in SdistBuilder(str(PROJECT)).recurse_included_files()}
    assert {"app.py", "hatch_build.py", "assets/models/mnist-2d/model.safetensors", "pages/sliders.py"} <= names
    assert any(name.startswith("vizvae/ui/frontend/build/sliders-") for name in names)
    assert not any("node_modules" in name for name in names)


def test_the_dashboard_needs_no_extra() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(needed.startswith("streamlit==") for needed in project["dependencies"])
    assert project["scripts"] == {"vizvae": "vizvae.cli:main"}


def test_the_license_is_named_and_goes_along() -> None:
    builder = WheelBuilder(str(PROJECT))
    metadata = builder.metadata.core
    assert (metadata.license_expression, metadata.license_files) == ("MIT", ["LICENSE"])
    assert "License-Expression: MIT\n" in builder.config.core_metadata_constructor(builder.metadata)
    assert "The VizVAE authors" in (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert "LICENSE" in {file.distribution_path for file in SdistBuilder(str(PROJECT)).recurse_included_files()}
