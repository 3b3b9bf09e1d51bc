"""ONNX Runtime, the worker and the fonts at one address for all pages."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.pages.asgi import ask
from vizvae.ui.http.built_files import MEDIA_TYPES, SHARED, built_file_routes

APP = Starlette(routes=built_file_routes())
FILES = sorted(path for path in SHARED.rglob("*.*") if path.is_file())


def test_there_is_one_of_each() -> None:
    names = sorted(path.name.split("-")[0] + path.suffix for path in FILES if path.suffix != ".woff2")
    assert names == ["runtime.js", "runtime.wasm", "worker.js"]
    assert len({path.parent for path in FILES if path.suffix == ".woff2"}) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_kept_for_ever_and_packed(path: Path) -> None:
    address = f"/vizvae/built/{path.relative_to(SHARED).as_posix()}"
    plain, packed = ask(APP, address), ask(APP, address, headers={"accept-encoding": "gzip, br"})
    assert plain.body == path.read_bytes()
    if path.suffix == ".woff2":  # a packed format
        assert packed.body == plain.body
    else:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert len(packed.body) < len(plain.body) / 2
    for answer in (plain, packed):
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].split(";")[0] == MEDIA_TYPES[path.suffix]


@pytest.mark.parametrize("asked", ["runtime.js", "%2e%2e/package.json", "../sliders.js", "katex-0.19.1", ""])
def test_nothing_else_is_served(asked: str) -> None:
    assert ask(APP, f"/vizvae/built/{asked}").status == 404
