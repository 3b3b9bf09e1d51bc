"""ONNX Runtime at one address for all pages."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.pages.asgi import ask
from vizvae.ui.http.onnx_runtime import BUILD, runtime_routes

APP = Starlette(routes=runtime_routes())
FILES = sorted((BUILD / "runtime").glob("*/*"))


def test_it_is_built_for_one_version() -> None:
    assert len({path.parent for path in FILES}) == 1
    assert {path.suffix for path in FILES} == {".mjs", ".wasm"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_kept_for_ever_and_packed(path: Path) -> None:
    address = f"/vizvae/runtime/{path.parent.name}/{path.name}"
    plain, packed = ask(APP, address), ask(APP, address, headers={"accept-encoding": "gzip, br"})
    assert plain.body == gzip.decompress(packed.body) == path.read_bytes()
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 2
    for answer in (plain, packed):
        assert "immutable" in answer.headers["cache-control"]
        assert (
            answer.headers["content-type"].split(";")[0] == {".mjs": "text/javascript", ".wasm": "application/wasm"}[path.suffix]
        )


@pytest.mark.parametrize("asked", ["0.0.0/ort.wasm.min.mjs", "%2e%2e/package.json", f"{FILES[0].parent.name}/card.json"])
def test_nothing_else_is_served(asked: str) -> None:
    assert ask(APP, f"/vizvae/runtime/{asked}").status == 404
