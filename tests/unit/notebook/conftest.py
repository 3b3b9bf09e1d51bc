"""Models that a notebook's process has of its own are models for every other test of this process, too: they go when a file is done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from vizvae.paths import of_this_process


@pytest.fixture(scope="module", autouse=True)
def nothing_stays() -> Iterator[None]:
    yield
    for folder in of_this_process():
        for model in folder.iterdir():
            shutil.rmtree(model)
