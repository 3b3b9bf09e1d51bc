from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.training import complete, make_quick


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """With patches of its own, which stay where a test undoes those that it has made."""
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of `tests.helpers.training.CONFIG` from its beginning to its end: to compare with, not to change."""
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        return complete(tmp_path_factory.mktemp("undisturbed") / "whole")
