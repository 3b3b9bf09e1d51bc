from pathlib import Path

import pytest

from tests.helpers.training import complete, export_nothing


@pytest.fixture(autouse=True)
def no_onnx(monkeypatch: pytest.MonkeyPatch) -> None:
    export_nothing(monkeypatch)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of `tests.helpers.training.CONFIG` from its beginning to its end: to compare with, not to change."""
    with pytest.MonkeyPatch.context() as patched:
        export_nothing(patched)
        return complete(tmp_path_factory.mktemp("undisturbed") / "whole")
