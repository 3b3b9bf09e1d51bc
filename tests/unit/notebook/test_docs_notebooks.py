"""The notebooks of the documentation: nothing of a machine is in them, and they run from their first cell to their last."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from vizvae.paths import PROJECT

NOTEBOOKS = sorted((PROJECT / "docs" / "notebooks").glob("*.ipynb"))
PATIENCE_S = 300


def test_there_are_four() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["drag", "factors", "own_model", "vgae"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path: Path) -> None:
    text = path.read_text("utf-8")
    notebook = json.loads(text)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert not re.search(r"/home/|/root/|/work/|/tmp/|[A-Z]:\\\\", text)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat  # pyright: ignore[reportMissingImports] (of the extra `notebooks`, which make test-long installs)
    from nbclient import NotebookClient  # pyright: ignore[reportMissingImports]

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=PATIENCE_S, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    data = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("application/vnd.jupyter.widget-view+json" in one for one in data)
    assert any("image/png" in one for one in data)  # the picture that stays
    said = [output for cell in notebook.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"]
    assert [one["text"] for one in said if "Warning" in one["text"]] == []
