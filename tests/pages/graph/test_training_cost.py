"""What an epoch of a graph model takes is measured once."""

from dataclasses import replace

import pytest

from tests.pages.graph.training_runs import CONFIG, until
from vizvae.graph.live import Cost
from vizvae.ui.graph.training_cost import GraphCosts

pytestmark = pytest.mark.usefixtures("costs")


def test_what_a_run_takes_is_measured_once_and_who_is_passed_over_is_not(costs: GraphCosts) -> None:
    key = costs.measure(CONFIG)
    until(lambda: costs.cost(key) is not None, "it is measured")
    assert costs.cost(key) == Cost(step=0.5, picture=0.25)
    more_epochs = replace(CONFIG, training=replace(CONFIG.training, epochs=99, seed=3))
    assert costs.measure(more_epochs) == key  # neither makes a step dearer
    assert not costs.background.jobs
    keys = []
    with costs.background.lock:  # nothing is answered meanwhile
        for width in range(50, 60):
            training = replace(CONFIG.training, model=replace(CONFIG.training.model, hidden_dim=width))
            keys.append(costs.measure(replace(CONFIG, training=training)))
        assert len(set(keys)) == 10
        assert list(costs.background.jobs) == [keys[0], *keys[-3:]]
