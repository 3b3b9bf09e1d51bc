import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from vizvae.ui.explorer import opened
from vizvae.ui.http import contract
from vizvae.ui.http.payload import Told

# Every run of an AppTest looks through the metadata of all packages that are installed, for components: 0.3 s each time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """AppTest leaks Streamlit's caches into the next test."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def own_models(runs: Path) -> Iterator[Path]:
    """An empty folder of models in which a test may break what it likes: nothing of it is remembered."""
    _forget()
    yield runs
    _forget()


def _forget() -> None:
    for cached in (opened._loaded, opened._density_quantiles, opened._sample_images):
        cached.cache_clear()
    # Its import registers the component, which only works inside a running app.
    if "vizvae.ui.explorer.payload" in sys.modules:
        sys.modules["vizvae.ui.explorer.payload"].describe_model.cache_clear()
        sys.modules["vizvae.ui.explorer.payload"].encoded_model.cache_clear()
    if "vizvae.ui.factors.payload" in sys.modules:
        sys.modules["vizvae.ui.factors.payload"].describe_factor_model.cache_clear()
    if "vizvae.ui.factors.measurements" in sys.modules:  # its process has the folders of the test that had it started
        shared = sys.modules["vizvae.ui.factors.measurements"].measurements
        if shared.cache_info().currsize:
            shared().close()
        shared.cache_clear()


class CheckedEncoder:
    """Each payload that is told or answered is read again by its own declaration: a value of another type is an error here."""

    def encode(self, value: Any) -> bytes:
        for one in value if isinstance(value, list) else [value]:
            one = one.data if isinstance(one, Told) else one
            if isinstance(one, contract.Payload):
                msgspec.json.decode(ENCODER.encode(one), type=type(one), dec_hook=_encoded)
        return ENCODER.encode(value)


def _encoded(kind: Any, value: Any) -> Any:
    assert get_origin(kind) is contract.Encoded
    msgspec.convert(value, get_args(kind)[0], dec_hook=_encoded)
    return contract.Encoded(None)


ENCODER = contract._encoder


@pytest.fixture(autouse=True)
def checked_payloads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "_encoder", CheckedEncoder())
