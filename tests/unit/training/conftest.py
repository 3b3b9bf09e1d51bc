import pytest


@pytest.fixture(autouse=True)
def no_onnx(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exporting takes seconds a run; tests/unit/cli trains once with it, tests/contract compares what it writes."""
    for name in ("export_decoder", "export_encoder"):
        monkeypatch.setattr(f"vizvae.training.finish.{name}", lambda *_: None)
