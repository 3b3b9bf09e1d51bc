"""What a run costs is measured by one child process, once for all who ask."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.helpers.small import small_config
from tests.helpers.training import until
from vizvae.training.estimate import Estimate
from vizvae.ui.jobs import background
from vizvae.ui.jobs.background import JobFailed
from vizvae.ui.train import cost
from vizvae.ui.train.cost import MOST_WAITING, Costs, cost_key, costs_of

CONFIG = small_config()
SILENT = (sys.executable, "-c", "import sys; sys.stdin.buffer.read()")
DYING = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(1); sys.exit(3)")


@pytest.fixture
def made() -> Iterator[list[Costs]]:
    costs: list[Costs] = []
    yield costs
    for each in costs:
        each.close()


def test_it_is_measured_elsewhere_and_kept_for_everybody(made: list[Costs]) -> None:
    made.append(costs := Costs())
    assert costs.look(CONFIG) is None
    until(lambda: costs.look(CONFIG) is not None)
    found = costs.look(replace(CONFIG, seed=3, epochs=7))
    assert isinstance(found, Estimate)
    assert found is costs.look(CONFIG), "the same steps are not taken again for another seed"
    assert found.num_images == 3500
    assert found.seconds_per_epoch > 0
    assert not costs.background.jobs
    # What cannot be measured is a sentence, and is not tried again at every look.
    wrong = replace(CONFIG, model_config={"latent_dim": 3, "image_shape": (1, 64, 64)})
    until(lambda: isinstance(costs.look(wrong), str))
    assert "images of shape" in str(costs.look(wrong))
    assert not costs.background.jobs


def test_after_a_while_it_is_measured_anew_and_meanwhile_the_last_is_said(
    made: list[Costs], monkeypatch: pytest.MonkeyPatch
) -> None:
    made.append(costs := Costs())
    until(lambda: costs.look(CONFIG) is not None)
    first = costs.look(CONFIG)
    assert not costs.background.jobs
    monkeypatch.setattr(cost, "FRESH_S", 0.0)
    assert costs.look(CONFIG) is first
    assert costs.background.jobs
    until(lambda: costs.look(CONFIG) is not first)
    monkeypatch.setattr(cost, "FRESH_S", 300.0)
    known = costs.look(CONFIG)

    def fails(key: str) -> None:
        raise JobFailed("the process ended")

    monkeypatch.setattr(costs.background, "settled", fails)
    assert costs.look(CONFIG) is known, "what was measured before stands"


def test_thirty_who_ask_are_one_job_and_there_is_an_end_to_the_queue(made: list[Costs]) -> None:
    made.append(costs := Costs(SILENT))
    for seed in range(30):
        assert costs.look(replace(CONFIG, seed=seed)) is None
    assert len(costs.background.jobs) == 1
    for batch_size in range(1, 200):
        assert costs.look(replace(CONFIG, batch_size=batch_size)) is None
    assert len(costs.background.jobs) == MOST_WAITING


def test_a_child_that_dies_is_said_and_not_started_at_every_look(made: list[Costs]) -> None:
    made.append(costs := Costs(DYING))
    until(lambda: costs.look(CONFIG) is not None)
    assert "ended unexpectedly" in str(costs.look(CONFIG))
    assert not costs.background.jobs


def test_after_a_while_what_a_child_died_of_is_measured_again(made: list[Costs], monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have been killed for the memory that others took: it was remembered until the server was restarted."""
    made.append(costs := Costs(DYING))
    until(lambda: costs.look(CONFIG) is not None)
    monkeypatch.setattr(background, "ASK_AGAIN_S", 0.0)
    assert costs.look(CONFIG) is None
    assert costs.background.jobs


def test_other_images_under_the_same_name_cost_what_they_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set of one's own was removed, and another added under its name: why the first could not be trained stayed."""
    before = cost_key(CONFIG)
    monkeypatch.setattr(cost, "own_fingerprint", lambda _: "0123456789abcdef")
    assert cost_key(CONFIG) != before
    assert costs_of(cost_key(CONFIG)) == costs_of(before)
