import pytest

from vizvae.limited_child import ChildEnded, ask_child


def test_work_without_end_is_ended_as_too_slow() -> None:
    with pytest.raises(ChildEnded) as ended:
        ask_child("tests.helpers.never_done", {}, memory=1_000_000_000, seconds=1)
    assert ended.value.too_slow
