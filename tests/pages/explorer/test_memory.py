"""Memory is bounded, however often a page is run and its model changed."""

import gc
from pathlib import Path

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard

CHANGES = 10


def test_reruns_and_changes_of_the_model_leave_nothing_behind(own_models: Path) -> None:
    for name in ("one", "two"):
        write_checkpoint(own_models / name)
    page = Dashboard(model="one")

    def objects_after(changes: int) -> int:
        for number in range(changes):
            page.choose_model(("two", "one")[number % 2])
            page.rerun()
        gc.collect()
        return len(gc.get_objects())

    objects_after(4)
    before = objects_after(4)
    left = (objects_after(CHANGES) - before) / CHANGES
    assert left < 20, f"{left:.0f} objects are left behind by each change of the model"
