from collections.abc import Iterator

import pytest

from tests.helpers.training import make_quick


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """With patches of its own, which stay where a test undoes those that it has made."""
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        yield
