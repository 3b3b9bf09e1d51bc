"""One JupyterLab and one marimo for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.notebook_servers import serving_jupyter


@pytest.fixture(scope="package")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="package")
def jupyter(notebooks: Path) -> Iterator[str]:
    with serving_jupyter(notebooks, log=notebooks.parent / "jupyter.log") as url:
        yield url
