"""A run may be resumed with another number of epochs, and its card then says so."""

import json
from dataclasses import replace
from pathlib import Path

from vizvae.training.config import TrainConfig
from vizvae.training.loop import EpochReport
from vizvae.training.run import EpochResult, train_in_folder

CONFIG = TrainConfig(model="vae_mlp", model_config={"latent_dim": 2, "hidden_dim": 8}, epochs=6, batch_size=32)


def stop_after_first_epoch(config: TrainConfig, folder: Path) -> None:
    reports = train_in_folder(config, folder, command="test")
    for report in reports:
        if isinstance(report, EpochReport):
            break
    reports.close()


def test_fewer_epochs_on_resume_are_kept_on_the_card(runs: Path) -> None:
    stop_after_first_epoch(CONFIG, runs / "short")
    results = [
        r for r in train_in_folder(replace(CONFIG, epochs=2), runs / "short", command="test") if isinstance(r, EpochResult)
    ]
    card = json.loads((runs / "short" / "card.json").read_text())
    assert [result.epoch for result in results] == [2]
    assert results[-1].learning_rate < 0.2 * CONFIG.learning_rate  # the schedule is the new one's
    assert card["epochs_changes"] == [{"at_epoch": 1, "from": 6, "to": 2}]
    assert card["training"]["epochs"] == 2


def test_an_undisturbed_run_has_no_change_on_its_card(runs: Path) -> None:
    stop_after_first_epoch(replace(CONFIG, epochs=2), runs / "plain")
    list(train_in_folder(replace(CONFIG, epochs=2), runs / "plain", command="test"))
    assert json.loads((runs / "plain" / "card.json").read_text())["epochs_changes"] == []
