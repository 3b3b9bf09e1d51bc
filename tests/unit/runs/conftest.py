import pytest

from tests.helpers.training import export_nothing


@pytest.fixture(autouse=True)
def no_onnx(monkeypatch: pytest.MonkeyPatch) -> None:
    export_nothing(monkeypatch)
