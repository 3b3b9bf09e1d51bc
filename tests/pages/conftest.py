import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from vizvae.ui.explorer import opened

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
    for cached in (opened._model, opened._reference, opened._density_quantiles, opened._sample_images):
        cached.cache_clear()
    # Its import registers the component, which only works inside a running app.
    if "vizvae.ui.explorer.payload" in sys.modules:
        sys.modules["vizvae.ui.explorer.payload"].describe_model.cache_clear()
        sys.modules["vizvae.ui.explorer.payload"].model_json.cache_clear()
    if "vizvae.ui.factors.payload" in sys.modules:
        sys.modules["vizvae.ui.factors.payload"].describe_factor_model.cache_clear()
